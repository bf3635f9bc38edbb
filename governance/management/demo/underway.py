"""Proposals on their way: in draft, discussed, amended, put to consultation, in concertation."""

from .people import AMB, COL, COM, DEV, DOC, FIN, LOC
from .shapes import Ago, Amendment, Objection, Proposal, Round, advise, answers, blocks, help_with, say

# The formatter would spread each saying over ten lines.
# fmt: off
WORKSHOP = Proposal(
    key="workshop", room=DOC, phase="consultation", author="anais", carrier="anais",
    title="Un atelier mensuel de prise en main, le premier samedi",
    summary=
        "Chaque mois, deux membres accueillent pendant deux heures les nouvelles personnes de leur "
        "commune, sur place et en visio.",
    tags=("accueil", "atelier", "documentation"),
    text=blocks(
        (
            "À partir du mois prochain, le groupe organise un atelier de prise en main le premier samedi "
            "de chaque mois, de 10 h à 12 h. Deux personnes s’inscrivent comme hôtes sur la page de "
            "l’atelier."
        ),
        (
            "L’atelier est gratuit. Il se tient dans un lieu proche des transports, dans une commune "
            "différente chaque fois que possible ; une visio est ouverte pour celles et ceux qui ne "
            "peuvent pas se déplacer."
        ),
        "Le déroulé tient en quatre temps :",
        (
            "1. l’accueil et le tour de table (15 minutes) ;\n2. ouvrir son compte et remplir sa page "
            "(30 minutes) ;\n3. poser un premier lieu sur la carte, publier un premier évènement (45 "
            "minutes) ;\n4. les questions, et ce que chaque personne voudrait faire ensuite (30 minutes)."
        ),
        (
            "Après chaque séance, les hôtes écrivent une page dans la documentation : les questions "
            "posées, les réponses données, ce qui a coincé."
        ),
        (
            "Les salles sont prêtées. Une enveloppe de 30 € par séance couvre le café et les "
            "impressions, soit 360 € par an ; au-delà, on en reparle ici."
        ),
        (
            "Nous ferons le point après six ateliers : combien de personnes sont venues, combien sont "
            "revenues, combien d’hôtes différents ont accueilli."
        ),
    ),
    created=Ago(25, 18, 20), published=Ago(24, 9, 10), amending=Ago(15, 8, 15),
    debate=(
        say("mathieu", 23, 9, 12,
            "On l’a fait à Saint-Denis au printemps, trois samedis de suite : onze personnes la première "
            "fois, et six d’entre elles contribuent encore aujourd’hui.", lean="for"),
        say("anais", 23, 9, 48, "C’est ton essai qui m’a décidée. Qu’est-ce que tu changerais ?", reply_to=0),
        say("mathieu", 23, 10, 30,
            "Moins parler. Au bout de dix minutes, tout le monde doit avoir les mains sur un clavier ou "
            "un téléphone.", reply_to=1),
        say("farid", 22, 12, 5,
            "La médiathèque du Port a une salle de plain-pied, avec un arrêt de bus devant. Je me charge "
            "de demander.", lean="for", paragraph=2),
        say("lucie", 21, 18, 40,
            "J’ai animé ce genre de rendez-vous pendant deux ans dans une autre association. À la fin "
            "nous étions trois à tout porter, et nous avons arrêté d’épuisement. Deux hôtes par mois, "
            "cela repose vite sur les mêmes.", lean="against", paragraph=1),
        say("anais", 21, 19, 15,
            "Tu as raison, et je n’ai pas de réponse toute faite. Accepterais-tu de l’écrire en "
            "amendement ?", reply_to=4),
        say("duarte", 19, 22, 10,
            "Le samedi matin, une partie des gens travaille ou fait le marché. Le soir serait plus ouvert.",
            lean="neutral", paragraph=1),
        say("samuel", 18, 6, 50,
            "Dans l’Est, le dernier bus passe à 18 h 30. Le soir, c’est réservé à ceux qui ont une voiture.",
            reply_to=6),
        say("emma", 14, 20, 30,
            "Pour la visio, prévoyez une personne qui ne fait que ça. Les gens à distance décrochent dès "
            "qu’on les oublie cinq minutes.", lean="neutral", paragraph=2),
        say("kavita", 5, 8, 5,
            "L’enveloppe est raisonnable. Je préfère 30 € assumés à des hôtes qui paient le café de leur "
            "poche sans le dire.", lean="for", paragraph=6),
        say("farid", 5, 13, 0, "Salle confirmée au Port pour deux samedis ce trimestre, sans frais.",
            paragraph=2, reply_to=3),
        say("odile", 3, 9, 20,
            "J’aimerais que la page de compte rendu ait un modèle, sinon chacun écrira à sa façon et "
            "personne ne relira.", lean="neutral", paragraph=5),
        say("juliette", 3, 9, 45, "Je peux écrire ce modèle. Une demi-page, trois rubriques.", reply_to=11),
        say("pascal", 2, 17, 30,
            "Je suis pour, et je serai hôte à Saint-Louis une fois dans l’année. Si nous sommes douze à "
            "dire cela, la question de l’épuisement est réglée.", lean="for"),
        say("lucie", 1, 18, 10,
            "Avec le report et l’alternance écrits noir sur blanc, me voilà rassurée. Je m’inscris "
            "pour la troisième séance.", reply_to=13),
    ),
    amendments=(
        Amendment("farid", Ago(14, 12, 10),
            "Une personne en fauteuil doit pouvoir venir sans téléphoner avant.",
            "dans un lieu proche des transports",
            "dans un lieu accessible de plain-pied et proche des transports", "accepted", Ago(13, 8, 30),
            "Évidemment, et j’aurais dû y penser. Merci Farid."),
        Amendment("duarte", Ago(12, 21, 45), "Ouvrir aux personnes qui travaillent le samedi matin.",
            "de 10 h à 12 h", "de 18 h à 20 h", "rejected", Ago(11, 9, 0),
            "Samuel a raison pour les bus : le soir fermerait la porte à l’Est et au Sud. Rien n’empêche "
            "d’essayer un soir en plus, là où c’est possible."),
        Amendment("lucie", Ago(10, 19, 5),
            "Protéger les hôtes : mieux vaut un mois sans atelier qu’un atelier de trop.",
            "Deux personnes s’inscrivent comme hôtes sur la page de l’atelier.",
            "Deux personnes s’inscrivent comme hôtes sur la page de l’atelier, sans l’être deux mois de "
            "suite ; sans hôtes quinze jours avant, l’atelier est reporté.", "accepted", Ago(9, 7, 40),
            "C’est exactement la garantie qui manquait. Intégré tel quel."),
        Amendment("emilie", Ago(8, 11, 20), "Garder une trace filmée pour les absents.",
            "Après chaque séance, les hôtes écrivent",
            "Après chaque séance, les hôtes publient une captation et écrivent", "withdrawn", Ago(7, 10, 15),
            "Après discussion avec deux participantes, être filmé intimide trop. La page écrite suffit."),
    ),
    round=Round(
        opened=Ago(6, 8, 0), closes=Ago(-5, 20, 0),
        answers=answers(
            agree=
                "anais mathieu farid lucie jeanphilippe marieaude idriss kavita louise fanja linh samuel "
                "rodolphe emilie aminata pascal virginie maeva emma priya clement",
            incomplete="odile celia yasmina", abstain="bastien quentin lars", disagree="duarte stephane",
            because={
                "mathieu": "Essayé, approuvé. La suite des trois samedis de Saint-Denis.",
                "lucie": "Mes réserves sont entrées dans le texte.",
                "kavita": "J’accueille volontiers à Saint-André, pour la quatrième séance.",
                "pascal": "Partant pour une séance à Saint-Louis.",
                "emma": "I can host the video side once every two months.",
                "samuel": "Le matin, c’est le bon choix pour l’Est.",
                "odile": "Il manque le modèle de compte rendu : qui l’écrit, et avant quelle date ?",
                "celia": "Quel outil de visio ? Il faut savoir s’il se pilote au clavier et s’il sous-titre.",
                "yasmina":
                    "Le texte parle des communes de l’île. Et dans l’Hexagone : un atelier par ville, ou "
                    "la visio seulement ?",
                "bastien":
                    "Trop loin pour accueillir, je laisse celles et ceux qui seront sur place décider.",
                "duarte":
                    "Le samedi matin écarte les personnes qui travaillent ; un mois sur deux en soirée "
                    "aurait suffi.",
                "stephane":
                    "Nous avons déjà du mal à tenir les permanences. J’aurais commencé par un atelier "
                    "tous les deux mois.",
            },
        ),
        contributions=(
            help_with("farid", 5, 13, 5, "Je tiens la salle du Port et les clés."),
            help_with("juliette", 3, 9, 50, "J’écris le modèle de compte rendu."),
            help_with("pascal", 2, 17, 35),
            advise("fanja", 4, 10, 15,
                "Prévoyez une table pour les enfants, avec des feuilles et des crayons. La moitié des "
                "personnes qui viennent au Moufia ne viendraient pas sans cela."),
            advise("linh", 2, 8, 20,
                "Demandez à chaque personne, en partant, de dire en une phrase ce qu’elle a compris. "
                "C’est la meilleure évaluation, et elle ne coûte rien."),
        ),
    ),
)

CHARTER = Proposal(
    key="charter", room=COL, phase="consultation", author="soraya", carrier="soraya",
    title="Une charte d’échange d’une page pour nos salons",
    summary=
        "Six engagements simples sur notre façon de nous parler, et ce qui se passe quand l’un de nous "
        "s’en écarte.",
    tags=("bienveillance", "vie du collectif"),
    text=blocks(
        (
            "Cette charte vaut pour tous les salons de l’espace. Elle tient en une page pour que chacun "
            "puisse la lire en entier avant d’écrire son premier message."
        ),
        "Nous nous engageons à :",
        (
            "1. parler de ce qui est proposé, jamais de la personne qui propose ;\n2. dire ce que nous "
            "voulons, et pas seulement ce que nous ne voulons pas ;\n3. écrire pour être compris de "
            "quelqu’un qui arrive aujourd’hui ;\n4. nous appeler avant d’envoyer le troisième message "
            "d’un désaccord ;\n5. ne pas attendre de réponse la nuit ni le week-end ;\n6. remercier."
        ),
        (
            "Quand un message blesse, on le signale à l’équipe d’animation. Elle prend contact avec les "
            "deux personnes, séparément, dans les trois jours."
        ),
        (
            "Si rien ne s’arrange, l’équipe peut suspendre un compte des salons pendant une semaine. La "
            "personne est entendue avant, et la raison lui est écrite."
        ),
        "L’équipe d’animation compte trois personnes, tirées au sort chaque semestre parmi les volontaires.",
        "La charte est relue tous les ans, à partir des situations rencontrées, racontées sans les noms.",
    ),
    created=Ago(20, 11, 0), published=Ago(19, 8, 30), amending=Ago(15, 8, 30),
    debate=(
        say("yasmina", 19, 12, 15, "Le point 4 à lui seul nous aurait évité deux hivers difficiles.",
            lean="for", paragraph=3),
        say("duarte", 18, 21, 5, "« Remercier » dans une charte, ce n’est pas un peu scolaire ?",
            lean="neutral", paragraph=3),
        say("soraya", 18, 21, 40,
            "Peut-être. Mais nous avons perdu deux contributrices l’an dernier qui disaient la même "
            "chose : personne ne voyait leur travail.", reply_to=1),
        say("duarte", 18, 22, 2, "Dit comme ça, je retire.", reply_to=2),
        say("tanguy", 17, 9, 30,
            "Je tiens au fait que la personne soit entendue avant toute suspension. C’est écrit, merci "
            "de ne jamais l’enlever.", lean="for", paragraph=5),
        say("louise", 16, 18, 20,
            "« L’équipe peut suspendre » : décidée à combien ? Une seule personne fatiguée ne doit pas "
            "pouvoir le faire seule.", lean="neutral", paragraph=5),
        say("aminata", 5, 10, 10,
            "Le tirage au sort me plaît. Il évite que l’animation devienne un titre.", lean="for",
            paragraph=6),
        say("quentin", 4, 14, 0,
            "Une semaine, c’est long pour un mot de travers et court pour du harcèlement. Il faudrait "
            "renvoyer les cas graves ailleurs, au conseil par exemple.", lean="against", paragraph=5),
        say("soraya", 4, 18, 25,
            "Les cas graves relèvent des statuts, pas de cette page. Je l’écrirai si la consultation va "
            "dans ce sens.", reply_to=7),
        say("priya", 2, 9, 40,
            "Le point 3 compte beaucoup pour celles et ceux dont le français n’est pas la langue. Des "
            "phrases courtes, s’il vous plaît.", lean="for", paragraph=3),
    ),
    amendments=(
        Amendment("louise", Ago(14, 19, 0), "Une suspension ne se décide pas seul.",
            "l’équipe peut suspendre un compte des salons pendant une semaine.",
            "l’équipe peut, à l’unanimité, suspendre un compte des salons pendant une semaine.", "accepted",
            Ago(13, 9, 20), "Oui : trois personnes, trois accords."),
        Amendment("mathieu", Ago(12, 17, 30), "Un an, c’est long quand une règle ne marche pas.",
            "relue tous les ans", "relue tous les six mois", "rejected", Ago(10, 8, 45),
            "Nous relisons déjà beaucoup. Rien n’interdit de proposer un changement entre deux relectures."),
    ),
    round=Round(
        opened=Ago(7, 8, 50), closes=Ago(-3, 18, 0),
        answers=answers(
            agree=
                "soraya anais yasmina louise aminata linh nadege fanja priya emma lucie kavita marieaude "
                "virginie awa ines farid tanguy zainab",
            incomplete="quentin celia", abstain="stephane corentin rodolphe", disagree="odile clement",
            because={
                "yasmina": "Pour le point 4, surtout.",
                "tanguy": "Pour, tant que la personne est entendue d’abord.",
                "farid": "Simple et humain. Je la lirai à voix haute au prochain atelier.",
                "quentin":
                    "Il manque une phrase sur les cas graves : à qui les transmet-on, et sous quel délai ?",
                "celia":
                    "Comment signale-t-on un message quand on n’ose pas écrire à l’équipe ? Une "
                    "adresse ? Une personne de confiance ?",
                "corentin": "Je viens rarement dans les salons, je ne me sens pas légitime pour trancher.",
                "odile":
                    "Je suis contre la suspension, même courte. Entre adultes, une conversation suffit, "
                    "et sinon c’est au conseil d’agir.",
                "clement":
                    "Trois personnes tirées au sort sans formation à l’écoute, cela peut faire plus de "
                    "mal que de bien.",
            },
        ),
        contributions=(
            advise("aminata", 5, 10, 30,
                "Prévoyez une demi-journée de formation à l’écoute pour les trois personnes tirées au "
                "sort. Une association grenobloise la donne gratuitement."),
            help_with("yasmina", 3, 20, 5, "Volontaire pour le premier tirage."),
        ),
    ),
)

SHELVES = Proposal(
    key="shelves", room=DOC, phase="amending", author="mathieu", carrier="mathieu",
    title="Ranger la documentation partagée en trois étages",
    summary="Une place évidente pour chaque page : ce qu’on apprend, ce qu’on cherche, ce qu’on a vécu.",
    tags=("documentation", "rangement"),
    text=blocks(
        (
            "Nous avons 146 pages de documentation, réparties dans trois outils. Pour répondre à une "
            "question simple, il faut aujourd’hui savoir où regarder, donc connaître déjà la réponse."
        ),
        "Je propose de tout ranger dans le wiki, en trois étages :",
        (
            "- **Apprendre** : les guides pas à pas, une page par geste, avec captures ;\n- "
            "**Chercher** : les fiches courtes, classées par ordre alphabétique, sans récit ;\n- "
            "**Raconter** : les comptes rendus d’ateliers, de permanences et de rencontres, classés par "
            "date."
        ),
        (
            "Chaque page porte en haut une date de relecture et un prénom. Une page qui n’a pas été "
            "relue depuis un an passe en gris."
        ),
        (
            "Le déménagement se fait en six samedis, à raison de vingt-cinq pages par samedi. Ce qui n’a "
            "pas été ouvert depuis deux ans va aux archives, sans être effacé."
        ),
        "Les anciens liens restent valables : chaque page déplacée renvoie vers la nouvelle.",
    ),
    created=Ago(15, 20, 0), published=Ago(14, 9, 30), amending=Ago(11, 9, 0), with_carriers=("emilie",),
    debate=(
        say("odile", 13, 11, 55,
            "Trois étages, trois verbes : je saurais ranger dès demain. C’est bon signe.", lean="for",
            paragraph=3),
        say("emilie", 13, 14, 20,
            "Le plus gros travail n’est pas de déplacer, c’est de décider quoi jeter. Il faudra être "
            "deux par page.", lean="neutral", paragraph=5),
        say("juliette", 12, 9, 5,
            "« Une page passe en gris » : le gris est illisible pour beaucoup de monde. Un bandeau avec "
            "des mots serait plus juste.", lean="against", paragraph=4),
        say("mathieu", 12, 9, 30, "Vrai. Amende, j’accepte.", reply_to=2),
        say("linh", 8, 19, 10,
            "Pensez à la traduction : si les pages bougent chaque semaine, les traductrices courent "
            "derrière.", lean="neutral"),
        say("mathieu", 8, 20, 0,
            "On pourrait ne traduire que l’étage « Apprendre », et seulement après le sixième samedi.",
            reply_to=4),
        say("kavita", 4, 7, 30, "Je prends deux samedis sur les six.", lean="for", paragraph=5),
    ),
    amendments=(
        Amendment("juliette", Ago(10, 9, 15), "Ne pas faire porter une information par la seule couleur.",
            "Une page qui n’a pas été relue depuis un an passe en gris.",
            "Une page qui n’a pas été relue depuis un an affiche un bandeau « à relire ».", "accepted",
            Ago(8, 7, 50), "Plus clair, et plus poli pour la page."),
        Amendment("emilie", Ago(9, 14, 0), "Prévoir un binôme et un rythme tenable.",
            "en six samedis, à raison de vingt-cinq pages par samedi",
            "en dix samedis et en binôme, à raison de quinze pages par samedi", "stale"),
        Amendment("linh", Ago(6, 18, 30), "Laisser le temps de traduire sans courir.",
            "Chaque page porte en haut une date de relecture et un prénom.",
            "Chaque page porte en haut une date de relecture, un prénom et l’état de sa traduction."),
        Amendment("pascal", Ago(2, 12, 15),
            "Deux ans, c’est court pour les pages de comptabilité, que l’on n’ouvre qu’aux bilans.",
            "Ce qui n’a pas été ouvert depuis deux ans va aux archives, sans être effacé.",
            "Ce qui n’a pas été ouvert depuis deux ans va aux archives, sans être effacé, sauf les pages "
            "de comptabilité."),
    ),
)

KIT = Proposal(
    key="kit", room=AMB, phase="amending", author="kavita", carrier="kavita",
    title="Une mallette commune pour les ambassadeurs",
    summary=
        "Une seule mallette, physique et numérique, pour présenter le projet partout sans repartir de zéro.",
    tags=("ambassadeurs", "matériel"),
    text=blocks(
        (
            "Nous sommes une douzaine à présenter le projet dehors, chacun avec ses propres "
            "diapositives. Certaines montrent encore l’interface d’il y a trois ans."
        ),
        "La mallette contient :",
        (
            "1. une présentation de vingt minutes, en version écran et en version papier ;\n2. une fiche "
            "des dix questions qui reviennent, avec des réponses honnêtes ;\n3. un jeu de cartes pour "
            "faire parler les participants de leur commune ;\n4. une feuille de retour à remplir dans le "
            "train."
        ),
        (
            "Cinq exemplaires papier sont imprimés : deux restent à La Réunion, deux dans l’Hexagone, un "
            "à Maurice. Le coût estimé est de 42 € par exemplaire."
        ),
        (
            "Chaque ambassadeur écrit un retour de dix lignes après sa présentation. La mallette est "
            "corrigée deux fois par an à partir de ces retours."
        ),
    ),
    created=Ago(12, 18, 0), published=Ago(11, 8, 20), amending=Ago(11, 8, 25),
    room_decides_until=Ago(-4, 20),
    debate=(
        say("marieaude", 11, 9, 0,
            "Mes huit planches A3 sont à vous. Elles ont pris la pluie, mais les fichiers sont intacts.",
            lean="for", paragraph=3),
        say("aminata", 10, 18, 45,
            "Ajoutons une réponse sur l’argent : qui paie, combien, et pourquoi rien n’est vendu. C’est "
            "la deuxième question après « et si vous disparaissez ».", lean="neutral", paragraph=3),
        say("priya", 9, 8, 10,
            "Un exemplaire à Maurice, quelle délicatesse. Je le ferai circuler à Rodrigues aussi.",
            lean="for",
            paragraph=4),
        say("awa", 7, 12, 30,
            "42 € l’exemplaire, c’est le jeu de cartes qui pèse. En noir et blanc, on descend à 25.",
            lean="neutral", paragraph=4),
        say("kavita", 7, 12, 50, "Je fais faire les deux devis et je reviens.", reply_to=3),
        say("virginie", 3, 17, 5, "Remplir la feuille dans le train… ou dans le bus jaune !", paragraph=3),
    ),
    amendments=(
        Amendment("virginie", Ago(3, 17, 20), "Nous ne prenons pas tous le train.",
            "feuille de retour à remplir dans le train.", "feuille de retour à remplir le jour même.",
            answers={"marieaude": "agree", "aminata": "agree", "priya": "agree", "kavita": "agree"}),
        Amendment("awa", Ago(2, 9, 45), "Réduire le coût sans perdre le jeu.",
            "Le coût estimé est de 42 € par exemplaire.",
            "Le jeu de cartes est imprimé en noir et blanc ; le coût estimé est de 25 € par exemplaire.",
            answers={"virginie": "agree", "priya": "disagree", "aminata": "agree", "marieaude": "disagree",
                     "kavita": "agree"}),
    ),
)

LOCAL_GROUP = Proposal(
    key="local-group", room=LOC, phase="draft", author="rodolphe", carrier="rodolphe",
    title="Une fiche simple pour ouvrir un groupe local",
    summary="Ce qu’il faut savoir, demander et prévoir pour lancer un groupe d’utilisateurs dans sa commune.",
    tags=("groupes locaux",),
    text=blocks(
        (
            "Ouvrir un groupe local demande aujourd’hui beaucoup de questions posées à beaucoup de "
            "monde. Cette fiche les rassemble sur un recto verso."
        ),
        (
            "Elle répond à cinq questions : combien être pour commencer, où se retrouver, comment "
            "annoncer, que faire la première fois, à qui demander de l’aide."
        ),
        (
            "Un groupe existe dès que trois personnes se sont vues deux fois. Il choisit un prénom de "
            "contact, rien de plus."
        ),
        "*À compléter : l’assurance de la salle, et un exemple d’affiche.*",
    ),
    created=Ago(1, 8, 30),
)

NEWSLETTER = Proposal(
    key="newsletter", room=COM, phase="discussion", author="ines", carrier="ines",
    title="Une lettre mensuelle, ou pas de lettre du tout ?",
    summary="Avant de lancer une lettre d’information, je voudrais savoir qui l’écrirait, et qui la lirait.",
    tags=("communication", "lettre"),
    text=blocks(
        (
            "On nous demande souvent « où suivre ce que vous faites ». Nous répondons : dans les salons. "
            "C’est vrai, et c’est décourageant pour quelqu’un qui passe une fois par mois."
        ),
        (
            "J’imagine une lettre courte : trois nouvelles, un portrait, deux dates. Pas d’image lourde, "
            "pas de mesure des clics."
        ),
        (
            "Elle coûterait environ quatre heures par mois à deux personnes. Si nous n’avons pas ces "
            "quatre heures, mieux vaut ne pas commencer."
        ),
        (
            "Une autre voie existe : une page « ce mois-ci », tenue à jour, à laquelle on s’abonne par "
            "flux. Moins visible, presque gratuite."
        ),
    ),
    created=Ago(7, 16, 0), published=Ago(6, 9, 0),
    debate=(
        say("yasmina", 6, 18, 30, "Je lirais le portrait. Je sauterais le reste, pardon.", lean="neutral",
            paragraph=2),
        say("louise", 5, 8, 45,
            "Une lettre qui meurt au quatrième numéro fait plus de mal que pas de lettre. J’ai deux "
            "exemples dans ma boîte.", lean="against", paragraph=3),
        say("awa", 5, 9, 30,
            "La page « ce mois-ci » me paraît le bon premier pas. Si elle vit six mois, on en fait une "
            "lettre.", lean="for", paragraph=4),
        say("ines", 5, 9, 42,
            "C’est une façon de faire qui me va bien. Qui tiendrait la page avec moi ?", reply_to=2),
        say("zainab", 4, 19, 0, "Moi, un mois sur deux.", reply_to=3),
        say("mathieu", 2, 20, 20,
            "Ne pas mesurer les clics : oui, et disons-le dans le pied de page. C’est rare et ça se "
            "remarque.", lean="for", paragraph=2),
    ),
)

MAILBOX = Proposal(
    key="mailbox", room=DEV, phase="concertation", author="tanguy", carrier="tanguy",
    title="Un outil de courriel commun, hébergé chez un pair coopératif",
    summary=
        "Quitter nos boîtes dispersées pour des adresses communes, confiées à un hébergeur coopératif "
        "plutôt qu’à nos propres serveurs.",
    tags=("courriel", "outils", "autonomie"),
    text=blocks(
        (
            "Quinze membres écrivent au nom du collectif depuis leur adresse personnelle. Quand l’un "
            "s’en va, les échanges partent avec lui : c’est arrivé deux fois cette année."
        ),
        "J’ai essayé trois solutions, une semaine chacune :",
        (
            "1. héberger nous-mêmes : 0 € d’abonnement, mais environ six heures par mois, et des "
            "messages classés en indésirables les premières semaines ;\n2. une grande plateforme : "
            "gratuit pour les associations, contraire à ce que nous défendons ;\n3. un hébergeur "
            "coopératif : 1,50 € par boîte et par mois, une équipe joignable, un export complet à tout "
            "moment."
        ),
        (
            "Je propose la troisième voie, avec dix boîtes de groupe (une par groupe de travail qui le "
            "souhaite) et aucune boîte nominative. Coût : 180 € par an."
        ),
        (
            "Les mots de passe sont gardés dans le coffre partagé. Deux personnes par groupe y ont "
            "accès, et l’on change le mot de passe à chaque départ."
        ),
        (
            "La bascule se fait en trois semaines. Les anciennes adresses renvoient vers les nouvelles "
            "pendant un an."
        ),
    ),
    created=Ago(19, 21, 0), published=Ago(18, 8, 40), amending=Ago(16, 9, 0),
    debate=(
        say("stephane", 18, 10, 15,
            "J’ai tenu un serveur de courriel pendant huit ans. On ne me le fera plus faire. La voie 3, "
            "les yeux fermés.", lean="for", paragraph=3),
        say("lars", 17, 16, 0,
            "Nous utilisons le même type d’hébergeur à Gand depuis quatre ans. Deux pannes, une heure en "
            "tout.", lean="for", paragraph=3),
        say("idriss", 16, 20, 5, "Le coffre partagé existe-t-il déjà, ou faut-il aussi l’installer ?",
            lean="neutral", paragraph=5),
        say("tanguy", 16, 20, 30, "Il existe, six personnes s’en servent. Je ferai une fiche.", reply_to=2),
        say("celia", 7, 11, 10,
            "Le webmail de l’hébergeur se pilote entièrement au clavier, j’ai vérifié avec un compte "
            "d’essai.", lean="for", paragraph=3),
        say("quentin", 6, 14, 45,
            "Une boîte de groupe, c’est aussi une boîte dont personne ne se sent responsable. Qui "
            "répond, sous combien de temps ?", lean="against", paragraph=4),
        say("nadege", 3, 9, 0,
            "Voir aussi le message d’Awa : la question de ce qui reste lisible par tous mérite qu’on "
            "s’arrête.", lean="neutral"),
    ),
    amendments=(
        Amendment("lars", Ago(15, 17, 10), "Un renvoi de six mois suffit et coûte moins d’attention.",
            "pendant un an.", "pendant six mois.", "rejected", Ago(14, 8, 30),
            "Certains partenaires ne nous écrivent qu’une fois par an, pour les conventions. Je garde "
            "douze mois."),
    ),
    round=Round(
        opened=Ago(9, 8, 10), closes=Ago(1, 20, 0),
        answers=answers(
            agree=
                "tanguy stephane lars idriss celia bastien corentin anais mathieu farid nadege linh emma "
                "kavita virginie rodolphe samuel zainab",
            incomplete="quentin emilie juliette", abstain="maeva jeanphilippe", disagree="duarte",
            because={
                "stephane": "Huit ans de courriel auto-hébergé m’ont appris la modestie.",
                "lars": "Same choice here in Ghent, no regrets.",
                "anais": "Pour, si l’on m’aide à faire la bascule un jour de semaine.",
                "quentin":
                    "Il manque une règle de réponse : qui relève chaque boîte, et en combien de jours ?",
                "emilie":
                    "L’abonnement est-il engageant ? J’aimerais voir les conditions de sortie avant de "
                    "me prononcer.",
                "juliette":
                    "Que deviennent les archives des adresses actuelles ? Le texte ne dit rien de la "
                    "reprise.",
                "duarte":
                    "Payer pour du courriel alors que nous avons des serveurs et des compétences me "
                    "semble dommage.",
            },
        ),
        objections=(
            Objection("awa", Ago(4, 10, 20),
                "Avec une boîte partagée, des personnes qui nous écrivent en confiance seront lues par "
                "des inconnues. Je reçois des messages de demandeurs d’asile et d’élèves mineurs : leur "
                "situation ne peut pas rester dans une boîte ouverte à tout un groupe, sans limite de "
                "durée. Je lève ce blocage si le texte prévoit une adresse à accès restreint et une "
                "durée de conservation.", exchange=(
                say("tanguy", 4, 18, 5,
                    "Merci de l’avoir dit aussi nettement. Je n’avais en tête que des conventions et des "
                    "factures. Combien de personnes devraient pouvoir lire cette adresse-là ?"),
                say("awa", 3, 8, 40,
                    "Deux, nommées, qui ont signé un engagement de confidentialité. Et des messages "
                    "effacés au bout de six mois, sauf demande de la personne.", reply_to=0),
                say("soraya", 3, 12, 15,
                    "Je soutiens Awa. L’équipe d’animation aura le même besoin si la charte est "
                    "adoptée : une seule adresse pourrait servir aux deux.", reply_to=1),
                say("tanguy", 2, 9, 30,
                    "L’hébergeur permet un effacement automatique par boîte, je viens de vérifier. Je "
                    "vous propose une formulation d’ici demain : une onzième boîte, deux lectrices, six "
                    "mois.", reply_to=1),
                say("awa", 1, 18, 50,
                    "Si c’est écrit dans le paragraphe sur les mots de passe, cela me convient. "
                    "J’attends de lire.", reply_to=3),
            )),
        ),
        contributions=(
            help_with("celia", 7, 11, 20, "Je teste l’accessibilité de chaque écran avant la bascule."),
            advise("lars", 8, 16, 30,
                "Faites la bascule groupe par groupe, en commençant par le plus petit. Nous avons tout "
                "fait le même jour et nous l’avons regretté."),
        ),
    ),
)

OPEN_BOOKS = Proposal(
    key="open-books", room=FIN, phase="concertation", author="farid", carrier="farid",
    title="Publier nos comptes en données ouvertes, chaque trimestre",
    summary=
        "Aujourd’hui nos comptes sont visibles des membres. Je propose de publier chaque trimestre un "
        "fichier que tout le monde peut lire et réutiliser.",
    tags=("comptes", "transparence", "données ouvertes"),
    text=blocks(
        "Nous demandons aux communes d’ouvrir leurs données. Nous devrions commencer par les nôtres.",
        (
            "Chaque trimestre, dans les trente jours, nous publions un fichier CSV sous licence ouverte. "
            "Il contient toutes les lignes du journal : date, libellé, montant, catégorie, tiers."
        ),
        (
            "Le fichier est accompagné d’une page de lecture de dix lignes, en français courant : d’où "
            "vient l’argent, où il va, ce qui a changé."
        ),
        "Le travail est estimé à deux heures par trimestre : l’export existe déjà dans le tableur.",
        (
            "Les trois dernières années sont publiées de la même façon, si le temps le permet, avant "
            "l’assemblée générale."
        ),
    ),
    created=Ago(17, 8, 0), published=Ago(16, 8, 20), amending=Ago(14, 8, 0),
    debate=(
        say("emilie", 16, 12, 30, "Enfin. Une association qui montre ses comptes n’a plus à convaincre.",
            lean="for", paragraph=1),
        say("zainab", 15, 9, 15,
            "La page de lecture compte plus que le fichier. Sans elle, on publie des chiffres que "
            "personne ne comprend, et chacun y lit ce qu’il veut.", lean="neutral", paragraph=3),
        say("pascal", 15, 18, 0,
            "Deux heures par trimestre si le libellé est propre. Il ne l’est pas toujours : compter "
            "quatre heures la première année.", lean="neutral", paragraph=4),
        say("farid", 15, 18, 25, "Noté. Je prends les deux heures de plus.", reply_to=2),
        say("stephane", 10, 20, 10,
            "Un CSV avec une ligne d’en-tête stable et des dates au format ISO, et je vous fais un "
            "graphique automatique.", lean="for", paragraph=2),
        say("rodolphe", 8, 7, 40,
            "À L’Étang-Salé, la mairie a publié ses subventions après avoir vu celles d’une association. "
            "L’exemple marche.", lean="for", paragraph=1),
        say("nadege", 5, 13, 20,
            "Sur les tiers, attention : certains prestataires sont des personnes seules, et leur nom dit "
            "leur revenu.", lean="against", paragraph=2),
    ),
    amendments=(
        Amendment("zainab", Ago(13, 10, 0),
            "La page de lecture doit être relue par quelqu’un qui ne tient pas les comptes.",
            "une page de lecture de dix lignes, en français courant",
            "une page de lecture de dix lignes, en français courant, relue par une personne extérieure "
            "au groupe", "accepted", Ago(12, 8, 15), "Très juste : c’est le meilleur test de clarté."),
        Amendment("odile", Ago(2, 10, 30), "Protéger les personnes physiques sans renoncer à l’ouverture.",
            "Il contient toutes les lignes du journal : date, libellé, montant, catégorie, tiers.",
            "Il contient toutes les lignes du journal : date, montant, catégorie. Le tiers n’est nommé "
            "que s’il s’agit d’une personne morale ; les dons sont regroupés par mois."),
    ),
    round=Round(
        opened=Ago(11, 8, 20), closes=Ago(3, 20, 0),
        answers=answers(
            agree=
                "farid emilie stephane rodolphe anais mathieu lucie tanguy idriss bastien lars quentin "
                "samuel jeanphilippe maeva clement ines louise duarte yasmina",
            incomplete="pascal zainab nadege", abstain="corentin celia virginie", disagree="fanja",
            because={
                "emilie": "Nous l’attendions depuis deux assemblées.",
                "rodolphe": "L’exemple entraîne.",
                "lars": "Please use a stable header row.",
                "yasmina":
                    "J’ai levé mon blocage : les montants versés aux prestataires isolés seront regroupés.",
                "pascal":
                    "Il manque la liste des libellés à nettoyer avant la première publication. Qui la "
                    "fait ?",
                "zainab": "Quelle licence exactement ? Il faut la nommer dans le texte.",
                "nadege": "Qui relit le fichier avant publication, et avec quelle liste de contrôle ?",
                "fanja":
                    "J’ai peur que de petits dons venus de familles modestes se retrouvent exposés. La "
                    "transparence doit viser ceux qui ont du pouvoir.",
            },
        ),
        objections=(
            Objection("yasmina", Ago(7, 19, 0),
                "Deux de nos prestataires travaillent seuls. Publier chaque facture avec leur nom "
                "revient à publier leur salaire, sans leur accord.", exchange=(
                say("farid", 7, 20, 15,
                    "Tu as raison, je n’y avais pas pensé. Si l’on regroupe par catégorie les montants "
                    "versés aux personnes seules, est-ce suffisant ?"),
                say("yasmina", 6, 8, 30,
                    "Oui, à condition de leur en parler avant la première publication.", reply_to=0),
                say("farid", 6, 12, 10, "Je les appelle tous les deux cette semaine.", reply_to=1),
            ), end="lifted", ended=Ago(6, 18, 30), ending=
                "Farid les a eus au téléphone le jour même et s’engage à regrouper. Je lève."),
            Objection("odile", Ago(5, 9, 45),
                "Le fichier, tel que décrit, nomme les donateurs dans la colonne « tiers ». Nous n’avons "
                "pas leur consentement, et un don peut révéler une opinion. Je ne peux pas, comme "
                "tenante du tableur, exporter ces lignes. Je lèverai ce blocage si le texte exclut le "
                "nom des personnes physiques et regroupe les dons.", exchange=(
                say("farid", 5, 12, 20,
                    "Je comprends. Mon idée n’a jamais été de nommer des donateurs, mais le texte dit "
                    "« toutes les lignes », donc il le dit. Peux-tu proposer une formulation ?"),
                say("odile", 4, 9, 5,
                    "Je l’écris en amendement. Je regrouperais les dons par mois : par semaine, on "
                    "reconnaît les gens.", reply_to=0),
                say("emilie", 3, 18, 40,
                    "Par mois, certains mois ne comptent qu’un seul don. Par trimestre, puisque la "
                    "publication est trimestrielle ?", reply_to=1),
                say("odile", 2, 10, 35,
                    "L’amendement est déposé, au mois. Émilie a un argument, je peux passer au trimestre "
                    "si Farid préfère.", reply_to=2),
                say("farid", 1, 8, 15,
                    "Je préfère le trimestre, oui. Je relis l’ensemble ce soir et je réponds demain.",
                    reply_to=3),
            )),
        ),
        contributions=(
            help_with("stephane", 10, 20, 20, "Je fais le graphique automatique."),
            advise("zainab", 9, 9, 10,
                "Montrez le premier fichier à trois personnes qui n’ont jamais lu de comptes, et notez "
                "leurs questions : elles feront la page de lecture."),
        ),
    ),
)

UNDERWAY = (WORKSHOP, CHARTER, MAILBOX, OPEN_BOOKS, SHELVES, KIT, NEWSLETTER, LOCAL_GROUP)
