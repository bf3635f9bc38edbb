"""The people of the demo: plausible, and nobody."""

from .shapes import Organization, Person, Project

OPEN_ATLAS = Organization(
    "open-atlas",
    "Open Atlas",
    "Indian/Reunion",
    "Une association réunionnaise qui fabrique des communs numériques pour les territoires.",
)

COMMUNECTER = Project(
    "communecter",
    "Communecter",
    "open-atlas",
    "La carte, l’annuaire et l’agenda partagés de celles et ceux qui font vivre une commune.",
)

DOC = "accompagnement-documentation"
COM = "communication-externe"
COL = "communaute-contributeurs"
FIN = "finances"
LOC = "groupes-locaux-d-utilisateurs"
AMB = "ambassadeurs"
DEV = "developpeurs"
BUG = "bugs-ameliorations"
OAT = "projets-open-atlas"
EVT = "organisation-d-evenements"
DIV = "divers"

# The first five are the ones a newcomer is offered at the door.
PEOPLE = (
    Person("anais", "Anaïs Técher", "anais.techer", "Saint-Leu", (DOC, COL, LOC, EVT, DIV), role="facilitator"),
    Person("mathieu", "Mathieu Boyer", "mathieu.boyer", "Saint-Denis", (DOC, LOC, AMB, DIV)),
    Person("farid", "Farid Diallo", "farid.diallo", "Le Port", (DOC, FIN, LOC, DIV)),
    Person("lucie", "Lucie Hoarau", "lucie.hoarau", "Saint-Paul", (DOC, COM, EVT, DIV)),
    Person("noe", "Noé Pellerin", "noe.pellerin", "Trois-Bassins", (DOC, DIV), role="guest"),
    Person("nadege", "Nadège Sautron", "nadege.sautron", "Saint-Pierre", (COL, FIN, OAT, EVT), role="facilitator"),
    Person("tanguy", "Tanguy Kerbrat", "tanguy.kerbrat", "Brest", (DEV, BUG, OAT), role="facilitator"),
    Person("soraya", "Soraya Benkacem", "soraya.benkacem", "Montreuil", (COL, COM, DIV), role="facilitator"),
    Person("jeanphilippe", "Jean-Philippe Grondin", "jean-philippe.grondin", "Le Tampon", (LOC, EVT, DIV)),
    Person("marieaude", "Marie-Aude Payet", "marie-aude.payet", "Saint-Joseph", (AMB, LOC)),
    Person("idriss", "Idriss Madi", "idriss.madi", "Saint-Denis", (DEV, BUG, LOC)),
    Person("kavita", "Kavita Moutoussamy", "kavita.moutoussamy", "Saint-André", (AMB, DOC, EVT)),
    Person("zainab", "Zaïnab Cadjee", "zainab.cadjee", "Saint-Denis", (FIN, COM)),
    Person("louise", "Louise Vandamme", "louise.vandamme", "Lille", (COM, COL)),
    Person("corentin", "Corentin Jacquot", "corentin.jacquot", "Besançon", (BUG, DEV)),
    Person("fanja", "Fanja Rakotomanga", "fanja.rakotomanga", "Saint-Denis", (AMB, LOC, COL)),
    Person("linh", "Linh Pham-Morel", "linh.pham-morel", "Lyon", (COL, DOC)),
    Person("bastien", "Bastien Courcelle", "bastien.courcelle", "Nantes", (DEV, OAT)),
    Person("odile", "Odile Maréchal", "odile.marechal", "Clermont-Ferrand", (FIN, DOC)),
    Person("samuel", "Samuel Nativel", "samuel.nativel", "Saint-Benoît", (LOC, EVT)),
    Person("ines", "Inès Bouzid", "ines.bouzid", "Marseille", (COM, EVT)),
    Person("rodolphe", "Rodolphe Ethève", "rodolphe.etheve", "L’Étang-Salé", (LOC, EVT, OAT)),
    Person("celia", "Célia Fontanille", "celia.fontanille", "Toulouse", (BUG, DEV)),
    Person("emilie", "Émilie Chane-Law", "emilie.chane-law", "Saint-Pierre", (DOC, FIN)),
    Person("duarte", "Duarte Pimentel", "duarte.pimentel", "Bordeaux", (COM, DEV, DIV)),
    Person("aminata", "Aminata Cissokho", "aminata.cissokho", "Grenoble", (COL, AMB, OAT)),
    Person("pascal", "Pascal Dijoux", "pascal.dijoux", "Saint-Louis", (FIN, DOC, LOC)),
    Person("virginie", "Virginie Maillot", "virginie.maillot", "La Possession", (EVT, AMB)),
    Person("quentin", "Quentin Rousselot", "quentin.rousselot", "Rennes", (DEV, BUG)),
    Person("maeva", "Maëva Damour", "maeva.damour", "Cilaos", (LOC, DIV)),
    Person("stephane", "Stéphane Lebihan", "stephane.lebihan", "Lorient", (DEV, OAT)),
    Person("awa", "Awa Ndoye-Berger", "awa.ndoye-berger", "Strasbourg", (COM, AMB)),
    Person("clement", "Clément Vayaboury", "clement.vayaboury", "Sainte-Suzanne", (BUG, LOC)),
    Person("juliette", "Juliette Ozanne", "juliette.ozanne", "Caen", (BUG, DOC)),
    Person("emma", "Emma Whitfield", "emma.whitfield", "Quimper", (COL, DOC), language="en"),
    Person("lars", "Lars Oosterhuis", "lars.oosterhuis", "Gand", (DEV, OAT), language="en"),
    Person("priya", "Priya Ramdhun", "priya.ramdhun", "Curepipe", (COL, AMB), language="en"),
    Person("yasmina", "Yasmina Hadj-Larbi", "yasmina.hadj-larbi", "Roubaix", (COM, COL, DIV)),
    Person("solange", "Solange Barret", "solange.barret", "Le Port", (DOC, EVT), role="guest"),
    Person("theo", "Théo Castaing", "theo.castaing", "Pau", (DEV, BUG), role="guest"),
)
