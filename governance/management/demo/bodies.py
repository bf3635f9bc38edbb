"""The bodies of the demo, who sits on them, and its draws by lot: one of seats, one of volunteers."""

from .shapes import Ago

# The board was elected as a whole two years and a month ago: its first third has just been drawn.
ELECTED = Ago(25 * 30 + 12)
BOARD = ("nadege", "anais", "farid", "mathieu", "kavita", "pascal")
ELECTION = "Assemblée générale ordinaire, 5e résolution"
BUREAU = {"president": "nadege", "secretary": "anais", "treasurer": "farid"}
BUREAU_ELECTED = Ago(112)
BUREAU_DECISION = "Conseil d’administration, 2e point"
RECORDED = Ago(110, 18, 30)  # when all this was written down here

# A draw of seats: announced by, when, one source, the numbers that came out, who typed them and who confirmed.
RENEWAL = (
    "nadege",
    Ago(10, 9),
    {"name": "Loto du {day}, les cinq numéros (fdj.fr)", "known_at": Ago(6, 21), "numbers": 5},
    "3 11 27 35 48",
    ("nadege", Ago(5, 8)),
    ("mathieu", Ago(5, 12, 40)),
)

# A draw of volunteers, still open.
PANEL = {
    "purpose": "Trois personnes pour relire les comptes de l’année",
    "words": "Deux soirées en visio avec la trésorerie, et un mot à l’assemblée générale. Nul besoin d’être comptable.",
    "take": 3,
}
PANEL_BY, PANEL_AT, PANEL_CLOSES = "anais", Ago(4, 17), Ago(-5, 20)
PANEL_SOURCES = (
    {"name": "Loto du {day}, les cinq numéros (fdj.fr)", "known_at": Ago(-8, 21), "numbers": 5},
    {
        "name": "Température maximale du {day} à Gillot, en dixièmes de degré (Météo-France)",
        "known_at": Ago(-9, 20),
        "numbers": 1,
    },
)
VOLUNTEERS = (
    ("lucie", Ago(4, 18)),
    ("zainab", Ago(4, 19, 5)),
    ("emilie", Ago(3, 8)),
    ("odile", Ago(2, 13)),
    ("linh", Ago(1, 9)),
)
