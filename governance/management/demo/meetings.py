"""The meetings of the demo: a board that met and whose minutes are signed, and an assembly that is convened."""

from .shapes import Ago

BOARD = {
    "title": "Conseil d’administration d’automne",
    "mode": "mixed",
    "place": "La Case à Palabres, 12 rue de la Source, Saint-Denis",
    "arrangements": "Visioconférence : https://visio.palabre.test/conseil\nOn vote sur la page de la séance.",
}
BOARD_PREPARED, BOARD_HELD = Ago(44, 9, 30), Ago(26, 18)
BOARD_HERE = ("nadege", "anais", "farid", "mathieu", "kavita")
BOARD_REMOTE = ("mathieu",)
# title, matter, presentation, text put to the vote, what each of those present answers.
BOARD_ITEMS = (
    (
        "Louer un local pour les permanences",
        "board_decision",
        "Les permanences du mardi n’ont plus de toit depuis septembre. Deux devis sont arrivés.",
        "Le conseil loue le rez-de-chaussée du 8 rue des Manguiers, pour un an, et en confie la gestion au bureau.",
        ("for", "for", "for", "against", "for"),
    ),
    (
        "Acheter un second vidéoprojecteur",
        "board_decision",
        "",
        "Le conseil autorise l’achat d’un vidéoprojecteur, dans la limite de six cents euros.",
        ("against", "for", "against", "against", "blank"),
    ),
    ("Le calendrier du premier semestre", "", "Un tour de table, sans décision.", "", ()),
)
REMARKS = (
    "Mathieu signale que la connexion a coupé quelques minutes pendant le tour de table ; aucun vote n’était ouvert."
)

ASSEMBLY = {
    "title": "Assemblée générale annuelle",
    "mode": "mixed",
    "place": "Salle des fêtes de Saint-Denis",
    "arrangements": "Visioconférence : https://visio.palabre.test/assemblee\nOn émarge et on vote dans Palabre.",
}
ASSEMBLY_PREPARED, ASSEMBLY_HELD = Ago(5, 10), Ago(-19, 17, 30)
ASSEMBLY_ITEMS = (
    ("Rapport moral", "moral_report", "", "L’assemblée approuve le rapport moral présenté par la présidence.", None),
    ("Comptes de l’exercice", "accounts", "", "L’assemblée approuve les comptes de l’exercice clos.", None),
    (
        "Montant des cotisations",
        "dues",
        "Le conseil propose de garder les montants de cette année.",
        "La cotisation des donateurs reste de vingt euros, celle des bienfaiteurs de cent euros.",
        None,
    ),
    (
        "Élection de deux membres du conseil",
        "board_election",
        "Les deux sièges tirés au sort cette année. Les sortants peuvent se représenter.",
        "",
        2,
    ),
)
# What the accounts come with.
DOCUMENTS = {"result": "compte-de-resultat.csv", "balance_sheet": "bilan.csv", "annex": "annexe.txt"}
STANDING = (
    ("soraya", "Je suivrai les comptes avec la trésorerie."),
    ("odile", "Deux soirées par mois, et ma voiture."),
)
