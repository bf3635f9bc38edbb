"""The association of the demo: its colleges, who is in each, who paid, and somebody who asks to enter."""

FEES = {"donateur": 2000, "bienfaiteur": 10000}  # cents
REGISTER = "registre tenu par le bureau jusqu’à l’arrivée ici"

# Who is in which college, and for how many years.
MEMBERS = {
    "donateur": {
        "anais": 6, "mathieu": 4, "farid": 5, "nadege": 7, "tanguy": 6, "soraya": 3, "jeanphilippe": 2, "marieaude": 4,
        "idriss": 3, "zainab": 5, "fanja": 2, "bastien": 4, "odile": 8, "rodolphe": 3, "pascal": 9, "virginie": 1,
    },
    "bienfaiteur": {"kavita": 6, "emilie": 3, "samuel": 5},
    "adherent": {"louise": 2, "corentin": 3, "linh": 1, "ines": 2, "celia": 4, "aminata": 1},
    "honneur": {"lars": 5},
}  # fmt: skip
LATE = ("fanja", "virginie", "bastien")  # whose dues of the year are still to come
LEGAL = {"samuel": "Les Jardins de Saint-Benoît"}
COMMISSION = ("soraya", "linh")

QUESTIONS = (
    "Qu’avez-vous retenu du code social ?",
    "Un blocage ouvre une discussion : comment le comprenez-vous ?",
    "Que voudriez-vous faire ici dans les six mois qui viennent ?",
)
APPLICANT, WANTED = "lucie", "donateur"
WORDS = "Je traduis des guides depuis un an. Je voudrais avoir ma part des décisions."
ANSWERS = (
    "Que la personne qui porte une proposition conclut, et doit dire pourquoi.",
    "Bloquer, c’est demander à parler, pas claquer la porte.",
    "Finir le guide d’accueil, et le relire à voix haute avec celles et ceux qui arrivent.",
)

# Who asks that their project enters, and what they say of it.
BRINGS = "noe"
BROUGHT = {
    "name": "Repair Café des Hauts",
    "summary": "Un samedi par mois, on répare ensemble ce que l’on allait jeter, de Trois-Bassins à Cilaos.",
    "words": (
        "Nous décidons déjà à voix haute, et qui propose s’en occupe. Nous partageons nos modes d’emploi, nos pièces "
        "et nos outils : le code social dit avec des mots ce que nous faisons avec des tournevis."
    ),
}
