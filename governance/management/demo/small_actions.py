"""Small actions that needed no proposal: they concern nobody, or a few people who were asked first."""

from .people import AMB, BUG, DEV, DOC, EVT, LOC
from .shapes import Ago, PlainAction, Request

ACTIONS = (
    PlainAction(
        DOC,
        "emilie",
        "nobody",
        "Relire la traduction anglaise du guide",
        "Les deux premières pages, avec l’interface sous les yeux.",
        Ago(2, 9, 0),
        due_in=2,
        born_of="J’ai traduit les deux premières pages",
    ),
    PlainAction(
        DOC,
        "juliette",
        "nobody",
        "Réparer les liens morts de la page d’accueil du wiki",
        "Dix-sept liens sur quatre-vingt-douze ne répondaient plus. Douze sont corrigés, les cinq "
        "derniers attendent de savoir où leur page a déménagé. La liste : [liens "
        "vérifiés](https://doc.palabre.test/liens-verifies).",
        Ago(3, 16, 0),
        due_in=4,
    ),
    PlainAction(
        AMB,
        "marieaude",
        "nobody",
        "Renumériser les huit planches A3 après la pluie",
        "Fichiers propres, prêts à imprimer : [les planches](https://doc.palabre.test/planches-a3). Le "
        "bleu a un peu viré, ce n’est pas gênant.",
        Ago(10, 9, 30),
        done=Ago(8, 18, 0),
        done_by="marieaude",
    ),
    PlainAction(
        BUG,
        "idriss",
        "nobody",
        "Fusionner les communes en double après l’import",
        "Quatorze doublons repérés en comparant le code officiel et le nom sans accents. La marche à "
        "suivre est dans le wiki, pour la prochaine fois.",
        Ago(6, 20, 0),
        done=Ago(5, 8, 35),
        done_by="idriss",
    ),
    PlainAction(
        LOC,
        "farid",
        "few",
        "Avancer d’une heure la permanence du mardi au Port",
        "La médiathèque ferme désormais à 18 h. La permanence passerait de 17 h à 16 h, à partir du mois prochain.",
        Ago(5, 12, 0),
        due_in=20,
        asked=(
            Request("mathieu", Ago(5, 12, 40), "Ça me va, je finis à 15 h 30."),
            Request(
                "pascal",
                Ago(4, 18, 15),
                "Je ne pourrai plus venir un mardi sur deux. Allez-y quand même, je ferai le samedi.",
            ),
            Request("fanja", Ago(5, 12, 0)),
        ),
    ),
    PlainAction(
        EVT,
        "rodolphe",
        "few",
        "Prêter le vidéoprojecteur au groupe de L’Étang-Salé pour un mois",
        "Retour garanti avant la journée de Saint-Paul. Le câble bleu reste chez Farid.",
        Ago(9, 18, 0),
        due_in=3,
        asked=(
            Request("nadege", Ago(9, 19, 20), "D’accord. Note le numéro de série dans l’inventaire, s’il te plaît."),
            Request("lucie", Ago(8, 9, 5), "Oui, du moment qu’il est à Saint-Paul la veille."),
        ),
    ),
    PlainAction(
        DEV,
        "stephane",
        "few",
        "Changer les clés d’accès au serveur de sauvegarde",
        "Les clés ont trois ans. Chaque personne reçoit la sienne de la main à la main ou par appel, "
        "jamais par courriel.",
        Ago(2, 11, 40),
        due_in=10,
        asked=(
            Request("tanguy", Ago(2, 14, 10), "Bonne idée. Jeudi soir, en visio."),
            Request("bastien", Ago(2, 11, 40)),
            Request("idriss", Ago(2, 11, 40)),
        ),
    ),
)

# What people ask to see on the agenda of a body: room, person, body, question, why, when.
REQUESTS = (
    (
        DOC,
        "mathieu",
        "assembly",
        "Ratifier la nouvelle version du code social",
        "Elle a été proposée, amendée et approuvée dans les salons ; **le texte ne vaut qu’une fois validé par "
        "l’assemblée générale**.",
        Ago(6, 18, 30),
    ),
)
