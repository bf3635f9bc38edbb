"""The space of the project: one room of its own, where those who make Communecter decide about it."""

from .shapes import Ago, Amendment, Proposal, Room, blocks, say

MAP = "carte-annuaire"

# The formatter would spread each saying over ten lines.
# fmt: off
PROJECT_ROOMS = (
    Room(MAP, "Carte et annuaire",
        "Ce que l’on voit en arrivant : les lieux, les associations, et ce que l’on dit d’eux.", "#co_carte", (
        say("tanguy", 17, 9, 0,
            "Ce salon est pour ce qui ne regarde que Communecter : la carte, l’annuaire, les fiches. Le reste "
            "du code se discute avec les autres projets, chez Open Atlas."),
        say("celia", 17, 9, 40, "Bonne idée. Je commence : la légende se lit mal sur un petit écran."),
        say("juliette", 16, 18, 5,
            "Une mairie m’a demandé pourquoi sa médiathèque fermée depuis deux ans est toujours sur la carte. "
            "Je n’ai pas su répondre."),
        say("idriss", 16, 18, 30,
            "Parce que rien ne dit quand une fiche a été relue. J’écris une proposition là-dessus.", reply_to=2),
        say("clement", 9, 12, 20,
            "À Sainte-Suzanne, je vérifie une vingtaine de fiches ce samedi. Qui en prend aussi ?"),
        say("rodolphe", 9, 17, 0, "Douze à L’Étang-Salé, celles des jardins.", reply_to=4),
        say("corentin", 2, 10, 15, "La légende tient maintenant sur un petit écran. Dites-moi si elle vous va."),
    )),
)

AGE = Proposal(
    key="age", room=MAP, phase="amending", author="idriss", carrier="idriss",
    title="Dire sur chaque fiche quand elle a été relue",
    summary=
        "Une date de relecture, visible sur la carte et dans l’annuaire, et un bouton pour dire "
        "« c’est toujours vrai ».",
    tags=("carte", "annuaire"),
    text=blocks(
        "Une fiche sur quatre n’a pas été touchée depuis trois ans. Rien ne le dit à qui la lit.",
        "Chaque fiche affiche la date de sa dernière relecture, en toutes lettres.",
        (
            "Toute personne inscrite peut appuyer sur « c’est toujours vrai ». Cela change la date, et rien "
            "d’autre."
        ),
        "Au bout de deux ans sans relecture, la fiche demande à être relue ; elle n’est jamais effacée.",
    ),
    created=Ago(15, 20, 0), published=Ago(14, 8, 0), amending=Ago(12, 8, 0),
    debate=(
        say("celia", 14, 10, 0, "« En toutes lettres » : merci. Une couleur seule n’aurait rien dit à beaucoup.",
            lean="for", paragraph=2),
        say("quentin", 13, 9, 20, "Qui empêche d’appuyer sans rien relire ?", lean="neutral", paragraph=3),
        say("idriss", 13, 20, 0, "Rien, et c’est bien ainsi : le prénom de qui a relu est affiché à côté.", reply_to=1),
        say("lars", 8, 16, 10, "Deux ans, c’est court pour un monument, long pour un magasin.", lean="neutral",
            paragraph=4),
    ),
    amendments=(
        Amendment("quentin", Ago(11, 9, 0), "Que l’on sache qui a relu.",
            "Cela change la date, et rien d’autre.",
            "Cela change la date et affiche son prénom, et rien d’autre.", "accepted", Ago(10, 20, 0),
            "C’est ce que je voulais dire, et ne disais pas."),
        Amendment("lars", Ago(8, 16, 30), "Un magasin change plus vite qu’un monument.",
            "Au bout de deux ans sans relecture,", "Au bout de deux ans sans relecture, ou d’un an pour un commerce,"),
    ),
)

PROJECT_PROPOSALS = (AGE,)
