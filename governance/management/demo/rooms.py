"""The eleven working groups, in their order, and three weeks of talk."""

from .people import AMB, BUG, COL, COM, DEV, DIV, DOC, EVT, FIN, LOC, OAT
from .shapes import Ago, Closing, Room, ask, say

# The formatter would spread each saying over ten lines.
# fmt: off
ROOMS = (
    Room(DOC, "Accompagnement / Documentation",
        "Accueillir les personnes qui arrivent, et écrire ce qu’on leur explique pour ne pas avoir à le "
        "redire.", "#co_documentation", (
        say("emilie", 20, 9, 5,
            "Bonjour ! J’ai relu le guide de démarrage avec ma voisine, qui n’avait jamais ouvert le "
            "site. Elle a buté trois fois :\n\n- où créer la page de son association ;\n- la différence "
            "entre « organisation » et « projet » ;\n- comment revenir à sa commune depuis la carte."),
        say("mathieu", 20, 9, 40,
            "Précieux, merci. Le deuxième point revient à chaque permanence. Je propose une phrase : "
            "*l’organisation, c’est qui nous sommes ; le projet, c’est ce que nous faisons*.", reply_to=0),
        say("emilie", 20, 10, 2, "Adopté pour ma part, c’est plus court que nos quatre paragraphes.",
            reply_to=1),
        say("pascal", 18, 18, 30,
            "Permanence de Saint-Louis hier : quatre personnes, dont deux qui pensaient qu’il fallait "
            "payer. Il faudrait l’écrire dès la première ligne."),
        say("anais", 18, 19, 12, "Je l’ajoute ce soir sur la page d’accueil du guide. Qui relit ?",
            reply_to=3),
        say("juliette", 18, 19, 45, "Moi, demain matin."),
        say("anais", 15, 8, 20,
            "Je viens d’ouvrir la proposition d’atelier mensuel aux amendements. Venez y mettre votre "
            "grain de sel, surtout si vous avez déjà animé une séance."),
        say("odile", 13, 11, 15,
            "Question bête : où range-t-on les comptes rendus de permanence ? J’en trouve à trois endroits."),
        say("mathieu", 13, 11, 50,
            "Pas bête du tout, c’est exactement ce que j’essaie de régler avec les trois étages de la "
            "documentation.", reply_to=7),
        say("kavita", 9, 16, 5,
            "La fiche « publier un évènement » est à jour, avec les nouvelles captures : [la "
            "page](https://doc.palabre.test/publier-un-evenement)."),
        say("linh", 9, 17, 22,
            "Lue. Le troisième écran montre encore l’ancien bouton, le reste est très clair.", reply_to=9,
            files=("relecture.txt",)),
        say("kavita", 8, 7, 48, "Corrigé, merci Linh."),
        say("farid", 5, 12, 30,
            "La médiathèque du Port confirme : la salle du rez-de-chaussée est à nous deux samedis d’ici "
            "la fin du trimestre, sans frais. Plain-pied, vidéoprojecteur, et une fontaine à eau.",
            files=("plan-de-la-salle.png",),
            signs=(("anais", "party"), ("emilie", "party"), ("kavita", "thanks"))),
        say("anais", 5, 12, 41, "Quelle bonne nouvelle. Tu peux le noter dans le débat de l’atelier ?",
            reply_to=12),
        say("emma", 3, 20, 10,
            "J’ai traduit les deux premières pages du guide en anglais. Une relecture par quelqu’un qui "
            "connaît bien l’interface serait bienvenue."),
        say("emilie", 2, 8, 55, "Je prends la relecture, tu l’auras vendredi. @Anaïs Técher, je te la montre avant ?",
            reply_to=14, signs=(("emma", "thanks"),)),
        ask("mathieu", 1, 18, 20, "Qui vient préparer la salle du Port samedi matin ?",
            joined=("mathieu", "farid", "kavita")),
    )),
    Room(COM, "Communication externe",
        "Ce que nous disons dehors, et comment nous nous mettons d’accord avant de le dire.",
        "#co_communication", (
        say("ines", 19, 10, 0,
            "J’ai fait le tour de nos textes de présentation : nous en avons cinq, qui ne disent pas "
            "tout à fait la même chose. Je les ai mis côte à côte dans un tableau."),
        say("louise", 19, 10, 35,
            "Le plus court est le meilleur, de loin. Les autres parlent d’outils, celui-là parle de gens.",
            reply_to=0),
        say("awa", 18, 14, 12,
            "D’accord avec Louise. Je garderais juste la phrase sur les données ouvertes, c’est ce qui "
            "fait réagir les mairies."),
        say("lucie", 14, 9, 30,
            "Pour la journée de Saint-Paul, j’ai besoin d’un communiqué d’une page. Quelqu’un a un modèle ?"),
        say("zainab", 14, 10, 18,
            "Oui, celui de la rencontre de l’an passé. Je le dépouille et je te l’envoie à midi.",
            reply_to=3),
        say("lucie", 14, 12, 20, "Reçu, c’est parfait."),
        say("duarte", 10, 15, 44,
            "Un lycée agricole nous demande une intervention de deux heures. Je transmets aux "
            "ambassadeurs ?"),
        say("awa", 10, 16, 1,
            "Oui, et dis-leur tout de suite que ce n’est pas une démonstration commerciale : on part de "
            "leurs besoins.", reply_to=6),
        say("yasmina", 6, 18, 25,
            "J’ai ouvert les statistiques d’une lettre d’information d’un collectif voisin : 38 % "
            "d’ouverture, mais une heure de travail par semaine. À méditer avant de lancer la nôtre."),
        say("ines", 5, 9, 10,
            "C’est tout l’objet de la discussion ouverte dans ce salon. Venez dire ce que vous liriez "
            "vraiment.", reply_to=8),
        say("soraya", 1, 11, 30,
            "Rappel doux : un document qui part au nom de tout le monde se relit ici au moins deux jours "
            "avant."),
    )),
    Room(COL, "Communauté contributeurs",
        "Accueillir celles et ceux qui veulent contribuer, et prendre soin de celles et ceux qui "
        "contribuent déjà.", "#communecter_accueil", (
        say("soraya", 21, 8, 45,
            "Bienvenue à Priya, qui nous écrit de Curepipe et qui connaît bien les coopératives agricoles."),
        say("priya", 21, 9, 20,
            "Merci pour l’accueil ! Mon français écrit est lent, soyez patients. Je peux aider sur "
            "l’anglais et sur les groupes de producteurs."),
        say("aminata", 21, 9, 42,
            "Ton français est très bien. Et ton expérience des coopératives nous manque.", reply_to=1),
        say("fanja", 17, 13, 5,
            "Trois demandes d’entrée cette semaine. Qui peut appeler une personne chacune ? Compter "
            "vingt minutes."),
        say("nadege", 17, 13, 30, "J’en prends une."),
        say("yasmina", 17, 14, 12, "Moi aussi, jeudi soir.", reply_to=3),
        say("louise", 17, 20, 3, "Et la troisième pour moi."),
        say("linh", 12, 10, 15,
            "L’équipe de traduction a démarré : 212 phrases relues en dix jours, à quatre. Le fichier "
            "partagé marche mieux que je ne craignais."),
        say("emma", 12, 10, 50,
            "Les phrases avec des pluriels nous ralentissent. Si les développeurs peuvent éviter "
            "« (s) », nous les bénirons.", reply_to=7),
        say("soraya", 7, 9, 0,
            "La consultation sur la charte d’échange est ouverte. Elle fait une page, lisez-la en entier "
            "avant de répondre, s’il vous plaît : chaque mot a été discuté."),
        say("yasmina", 4, 21, 15,
            "Je reviens d’un échange un peu vif dans un autre salon. Rien de grave, nous nous sommes "
            "appelés et c’est réglé. Je me dis que la règle « on s’appelle avant d’écrire le troisième "
            "message » devrait figurer quelque part."),
        say("soraya", 3, 8, 5, "C’est le point 4 de la charte, presque mot pour mot.", reply_to=10),
        say("nadege", 1, 12, 40,
            "Pour les appels d’accueil, j’ai écrit une petite trame : qui es-tu, qu’est-ce qui t’amène, "
            "qu’est-ce que tu aimerais faire d’ici un mois. Trois questions suffisent."),
    )),
    Room(FIN, "Finances",
        "Les comptes, les cotisations, les demandes de financement, à livre ouvert.", "#co_finances", (
        say("odile", 20, 17, 0,
            "Le relevé du mois est saisi dans le tableur. Solde : 8 412,60 €. Deux factures "
            "d’hébergement à venir, 96 € chacune."),
        say("pascal", 20, 17, 32,
            "Merci. La ligne 47, « divers », on peut préciser ? Je crois que c’est le remboursement des "
            "affiches.", reply_to=0),
        say("odile", 20, 17, 40, "Exact, 38 € d’impression. Je renomme.", reply_to=1),
        say("nadege", 15, 9, 25,
            "La Région ouvre un appel à projets sur la médiation numérique. Dossier à rendre dans cinq "
            "semaines, 15 000 € au plus. Est-ce que nous voulons vraiment entrer là-dedans ?"),
        say("emilie", 15, 10, 8,
            "Mon expérience : il faut compter six journées de dossier et autant de justificatifs. Si "
            "l’atelier mensuel se fait, il entre dans le cadre sans rien tordre.", reply_to=3),
        say("zainab", 14, 18, 15,
            "Je veux bien écrire une première note d’une page, à une condition : que quelqu’un d’autre "
            "s’occupe du budget."),
        say("odile", 14, 19, 2, "Le budget, c’est pour moi.", reply_to=5),
        say("farid", 11, 8, 30,
            "J’ai ouvert la consultation sur la publication des comptes. Le principe fait consensus, "
            "c’est le niveau de détail qui mérite qu’on s’y arrête."),
        say("pascal", 6, 12, 12,
            "Rappel : les notes de frais du trimestre avant la fin du mois, avec les justificatifs "
            "lisibles. Une photo floue n’est pas un justificatif."),
        say("odile", 2, 9, 50,
            "La consultation sur les cotisations est close. Je prends le week-end pour relire tous vos "
            "messages avant de transmettre au conseil."),
    ),
        about=(
            "Nous saisissons chaque dépense dans la semaine, et chaque membre relit les comptes quand il veut.\n\n"
            "- Une note de frais ? Joignez le justificatif ici.\n"
            "- Une dépense de plus de 200 € ? Elle passe par une proposition."
        ),
        accounts="https://comptes.palabre.test/open-atlas"),
    Room(LOC, "Groupes locaux d’utilisateurs",
        "Ce qui se passe dans les communes : permanences, rencontres, cartes de quartier.",
        "#co_groupes_locaux", (
        say("rodolphe", 19, 7, 30,
            "Premier café-carte à L’Étang-Salé samedi : neuf personnes, vingt-trois lieux ajoutés. Les "
            "plus motivées étaient les deux dames du jardin partagé."),
        say("maeva", 19, 8, 12,
            "Bravo ! À Cilaos nous sommes trois, mais nous avons cartographié toutes les sources du "
            "sentier.", reply_to=0),
        say("clement", 16, 18, 40,
            "À Sainte-Suzanne, la mairie prête une salle mais veut une attestation d’assurance. "
            "Quelqu’un sait où elle se trouve ?"),
        say("farid", 16, 18, 55,
            "Dans le dossier partagé, rubrique « association ». Elle est valable encore un an.",
            reply_to=2),
        say("marieaude", 12, 11, 20,
            "Retour de Saint-Joseph : les gens viennent pour l’agenda, ils restent pour l’annuaire. "
            "L’inverse de ce que je pensais."),
        say("fanja", 12, 12, 5,
            "Pareil au Moufia. L’agenda des associations du quartier n’existait nulle part.", reply_to=4),
        say("samuel", 8, 16, 45,
            "Je cherche deux personnes pour tenir un stand au marché de Saint-Benoît, un samedi matin. "
            "Je fournis la table, le parasol et le café."),
        say("jeanphilippe", 8, 17, 30, "Je descends du Tampon avec plaisir, mais pas avant la quinzaine.",
            reply_to=6),
        say("samuel", 8, 17, 34, "Très bien, on cale ça ensemble."),
        say("idriss", 3, 19, 10,
            "Petit truc pour vos ateliers : sur un vieux téléphone, la carte s’ouvre bien plus vite si "
            "on coupe d’abord la vue satellite."),
        say("rodolphe", 1, 8, 0,
            "Je prépare une fiche « ouvrir un groupe local » pour que les suivants n’aient pas à tout "
            "réinventer. Brouillon bientôt."),
    )),
    Room(AMB, "Ambassadeurs",
        "Celles et ceux qui vont présenter le projet ailleurs : trames, retours, entraide.",
        "#co_ambassadeurs", (
        say("kavita", 18, 9, 15,
            "Présentation hier devant douze agents d’une intercommunalité. La question qui est revenue : "
            "*et si vous disparaissez ?* Il faut une bonne réponse, courte et honnête."),
        say("aminata", 18, 10, 0,
            "Ce que je réponds : le code est libre, les données s’exportent, et voici comment. Puis je "
            "montre l’export, en direct. Ça calme tout le monde.", reply_to=0),
        say("awa", 17, 14, 20,
            "Un lycée agricole demande deux heures d’intervention. C’est près de Colmar, je peux y aller."),
        say("mathieu", 13, 19, 40,
            "Qui aurait une version de la présentation sans vidéo ? Là où je vais, le réseau est celui "
            "qu’il est."),
        say("marieaude", 13, 20, 5,
            "J’ai une version papier : huit planches en A3. On parle mieux autour d’une table que devant "
            "un écran.", reply_to=3),
        say("kavita", 11, 8, 30,
            "La proposition de mallette est ouverte aux amendements. Marie-Aude, tes planches A3 y ont "
            "toute leur place."),
        say("virginie", 6, 17, 12,
            "Retour de La Possession : il faut arrêter de dire « plateforme ». Personne ne sait ce que "
            "c’est. « Un site où la commune se raconte » passe très bien."),
        say("priya", 2, 10, 25,
            "À Curepipe, j’ai présenté le projet à une coopérative de thé. Ils aimeraient essayer avec "
            "leurs quarante producteurs. Par quoi commencer ?"),
        say("aminata", 2, 11, 10, "Par trois producteurs, pas quarante. Je t’appelle demain si tu veux.",
            reply_to=7),
    )),
    Room(DEV, "Développeurs",
        "Le code, l’hébergement, les choix techniques, expliqués à qui veut comprendre.", "#co_dev", (
        say("tanguy", 21, 9, 0,
            "Mise à jour passée cette nuit, sept minutes d’arrêt. Le journal des changements est "
            "[ici](https://code.palabre.test/changements)."),
        say("idriss", 21, 9, 30, "Depuis, la page d’une commune met 1,2 s au lieu de 3. Merci !", reply_to=0),
        say("stephane", 18, 14, 15,
            "Le disque du serveur de fichiers est à 81 %. À ce rythme, il nous reste deux mois."),
        say("bastien", 18, 14, 48,
            "C’est une raison de plus de traiter la question de l’hébergement. J’ai mis les chiffres "
            "dans la proposition.", reply_to=2),
        say("quentin", 15, 10, 5,
            "L’ancienne messagerie interne est coupée en écriture depuis hier soir. Lecture et export "
            "restent ouverts encore un mois."),
        say("celia", 15, 10, 32,
            "Deux personnes m’ont demandé comment récupérer leurs messages. Je leur ai envoyé la page "
            "d’export, ça a marché.", reply_to=4),
        say("lars", 11, 16, 20,
            "Question sur l’import d’agendas : est-ce que nous acceptons les évènements récurrents, ou "
            "faut-il les déplier avant ?"),
        say("corentin", 11, 16, 41,
            "Il faut les déplier. C’est écrit dans un commentaire du code, donc nulle part. Je le "
            "documente.", reply_to=6),
        say("tanguy", 9, 8, 15,
            "Consultation ouverte sur l’outil de courriel. Lisez le tableau comparatif avant de "
            "répondre : j’ai essayé chaque solution pendant une semaine."),
        say("duarte", 7, 22, 10, "Je commence à apprendre le code. Quel serait un bon premier ticket ?"),
        say("idriss", 6, 7, 50,
            "Celui des dates affichées en anglais dans le pied de page. Petit, visible, et je peux "
            "t’accompagner une heure.", reply_to=9),
        say("duarte", 6, 8, 5, "Vendu. Jeudi à 18 h, heure de Paris ?", reply_to=10),
        say("stephane", 3, 11, 25,
            "Sauvegarde restaurée pour de vrai sur une machine vide : 52 minutes, rien ne manque. Compte "
            "rendu dans le wiki."),
        say("bastien", 2, 9, 5,
            "La proposition d’hébergement est transmise au conseil. En attendant, j’ai libéré 40 Go de "
            "vieux journaux : nous sommes redescendus à 68 %."),
    )),
    Room(BUG, "Bugs / Améliorations",
        "Ce qui ne marche pas, ce qui pourrait marcher mieux. Un message, un souci, une capture si "
        "possible.", "#co_amelioration", (
        say("clement", 20, 12, 10,
            "Sur téléphone, le bouton « Ajouter un lieu » passe sous la barre du navigateur. Capture "
            "jointe au ticket."),
        say("corentin", 20, 13, 0, "Reproduit. C’est ma semaine de tri, je le passe en prioritaire.",
            reply_to=0),
        say("juliette", 16, 9, 45,
            "La recherche ne trouve pas « Étang-Salé » si on oublie l’accent. Beaucoup de gens l’oublient."),
        say("quentin", 16, 10, 20, "Il y avait un correctif en attente pour ça, je le relance.", reply_to=2),
        say("juliette", 12, 15, 5, "Vérifié ce matin : avec ou sans accent, ça marche. Merci !", reply_to=3),
        say("celia", 10, 18, 30,
            "J’ai passé une heure à naviguer sans souris. Bilan :\n\n1. la carte piège le clavier, on "
            "n’en sort plus ;\n2. le menu du profil ne s’ouvre pas ;\n3. tout le reste est possible, "
            "mais long."),
        say("tanguy", 10, 19, 4, "Le point 1 est grave. Je regarde ce week-end.", reply_to=5),
        say("idriss", 5, 8, 40,
            "Doublons de communes après l’import de jeudi : 14 cas, tous fusionnés. J’ai noté la marche "
            "à suivre."),
        say("clement", 2, 17, 55,
            "Le bouton est réparé sur mon téléphone. Il reste caché en mode paysage, mais qui fait ça…"),
        say("corentin", 2, 18, 20, "Ma mère. Je rouvre le ticket.", reply_to=8),
    )),
    Room(OAT, "Projets Open Atlas",
        "Les projets portés par l’association au-delà de Communecter, et ce qu’ils partagent.",
        "#co_open_atlas", (
        say("nadege", 17, 9, 30,
            "Point du mois sur les projets : la carte des communs, l’agenda des jardins, et la "
            "coopération avec deux collectifs de l’océan Indien. Qui veut présenter quoi à la prochaine "
            "rencontre ?"),
        say("rodolphe", 17, 10, 15,
            "L’agenda des jardins, volontiers. Nous avons seize jardins inscrits et une vraie "
            "saisonnalité à montrer.", reply_to=0),
        say("aminata", 16, 18, 5, "La coopération, avec Priya. Nous aurons de quoi raconter."),
        say("bastien", 12, 11, 0,
            "La consultation sur l’hébergement vient de se terminer. Comme elle engage l’association, "
            "c’est le conseil qui tranchera, avec votre avis sous les yeux."),
        say("lars", 12, 11, 45,
            "Est-ce que le conseil verra aussi les messages du débat, ou seulement les chiffres ?",
            reply_to=3),
        say("bastien", 12, 12, 10, "Tout : le texte, les positions avec leurs raisons, et le débat.",
            reply_to=4),
        say("stephane", 4, 15, 30,
            "J’ai dessiné un schéma de nos services sur une page : ce qui dépend de quoi, et qui a les "
            "clés. Il manque deux noms, complétez."),
    )),
    Room(EVT, "Organisation d’évènements",
        "Préparer nos rencontres : lieux, dates, matériel, mains nécessaires.", "#co_evenements", (
        say("lucie", 19, 18, 0,
            "C’est décidé, la journée ouverte de Saint-Paul se fait. Je tiens la liste des mains :\n\n- "
            "accueil : Virginie, Samuel ;\n- repas : Jean-Philippe ;\n- salle et clés : moi ;\n- sono : "
            "**personne encore**."),
        say("ines", 19, 18, 25,
            "De Marseille je ne porterai pas de tables, mais je peux tenir l’affiche et le programme.",
            reply_to=0),
        say("samuel", 18, 7, 15, "Mon cousin a une petite sono sur batterie. Je lui demande.", reply_to=0),
        say("samuel", 17, 19, 40, "C’est oui pour la sono, contre un repas."),
        say("jeanphilippe", 13, 12, 20,
            "Pour le repas, je pars sur un cari de légumes pour soixante, avec ce que chacun apporte. "
            "Prévoir 2 € par personne de participation libre."),
        say("kavita", 13, 13, 5,
            "Pensez à noter les allergènes sur de petits cartons. L’an dernier nous avions oublié "
            "l’arachide.", reply_to=4),
        say("virginie", 9, 9, 30,
            "La salle est accessible en fauteuil, mais le portail du parking a une marche. J’ai demandé "
            "une rampe aux services de la ville."),
        say("virginie", 6, 10, 10, "Rampe obtenue."),
        say("rodolphe", 5, 17, 45,
            "J’amène les panneaux de l’agenda des jardins et quelques plants à échanger."),
        say("anais", 3, 8, 20, "Puis-je avoir vingt minutes au programme pour présenter l’atelier mensuel ?"),
        say("lucie", 3, 8, 35, "Tu as 11 h 20, juste avant le repas : tout le monde sera là.", reply_to=9),
        say("nadege", 1, 16, 0,
            "Deux classes du collège voisin aimeraient venir le matin. Cinquante élèves, on sait faire ?"),
    ), closed=(
        Closing(0, "lucie", Ago(15, 9, 0),
            "Toutes les mains sont là : accueil, Virginie et Samuel ; repas, Jean-Philippe ; salle et clés, "
            "Lucie ; sono, **Samuel, contre un repas**. Inès tient l’affiche et le programme, de Marseille."),
    )),
    Room(DIV, "Divers", "Ce qui ne rentre nulle part ailleurs. On déplacera si ça grandit.", "", (
        say("maeva", 16, 20, 15,
            "Le sentier est rouvert ! Si certain·es veulent marcher un dimanche et parler d’autre chose "
            "que d’écrans, je guide."),
        say("jeanphilippe", 16, 20, 40, "Partant. Avec un pique-nique digne de ce nom.", reply_to=0),
        say("duarte", 14, 13, 30,
            "J’ai clos ma proposition de badges. Vos arguments m’ont convaincu, et sans moquerie : merci "
            "pour ça."),
        say("yasmina", 14, 14, 2, "C’est rare, quelqu’un qui change d’avis en public. Chapeau.", reply_to=2),
        say("mathieu", 9, 7, 55,
            "Quelqu’un a perdu un câble d’écran bleu à la permanence de samedi. Il est chez moi."),
        say("farid", 9, 8, 20, "C’est le mien ! Je passe jeudi.", reply_to=4),
        say("soraya", 4, 12, 0,
            "Je serai absente dix jours. Anaïs et Nadège gardent les clés, écrivez-leur."),
        say("duarte", 2, 18, 40,
            "Encore une réunion pour préparer une réunion. On se demande qui travaille, ici."),
        say("lucie", 1, 19, 30,
            "Il reste des mangues, beaucoup de mangues. Venez avec vos sacs, je suis chez moi tous les "
            "soirs."),
    ), keeps=2),
)
