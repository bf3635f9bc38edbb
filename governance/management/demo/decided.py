"""Proposals whose consultation is over: awaiting, resolved, under review, dropped, handed over."""

from .people import BUG, COL, DEV, DIV, EVT, FIN, LOC, OAT
from .shapes import (
    Ago,
    Amendment,
    Objection,
    Proposal,
    Resolution,
    Round,
    Task,
    advise,
    answers,
    blocks,
    help_with,
    say,
)

# The formatter would spread each saying over ten lines.
# fmt: off
DUES = Proposal(
    key="dues", room=FIN, phase="awaiting", author="odile", carrier="odile", impact="liability",
    title="Avis sur le montant des cotisations de l’an prochain",
    summary=
        "Passer à trois montants au choix, sans justificatif. L’avis sera transmis au conseil, qui "
        "prépare la décision de l’assemblée générale.",
    tags=("cotisations", "assemblée générale"),
    text=blocks(
        (
            "La cotisation est de 20 € depuis six ans. Elle a rapporté 1 460 € cette année, pour 73 "
            "personnes à jour."
        ),
        (
            "Onze personnes m’ont écrit qu’elles ne renouvelaient pas pour une raison d’argent. Une "
            "vingtaine d’autres ont versé davantage, sans qu’on le leur demande."
        ),
        "Je propose trois montants au choix, sans justificatif :",
        (
            "- 5 €, pour qui a peu ;\n- 20 €, le montant qui couvre le coût réel d’une adhésion ;\n- "
            "40 €, pour qui peut soutenir."
        ),
        (
            "Les droits sont les mêmes pour tout le monde, et le montant choisi n’est connu que de la "
            "personne qui tient les comptes."
        ),
        (
            "D’après les versements des trois dernières années, la recette attendue se situe entre "
            "1 300 € et 1 900 €. Le risque est donc de perdre 160 €."
        ),
        (
            "La cotisation engage l’association : le conseil recevra cet avis, et l’assemblée générale "
            "tranchera."
        ),
    ),
    created=Ago(22, 17, 0), published=Ago(21, 9, 0), amending=Ago(19, 9, 0),
    debate=(
        say("fanja", 21, 12, 10,
            "Cinq euros sans avoir à s’expliquer : voilà qui change tout pour les familles du quartier.",
            lean="for", paragraph=4),
        say("pascal", 20, 18, 15, "Et si tout le monde prend cinq euros ?", lean="against", paragraph=6),
        say("odile", 20, 18, 40,
            "Alors nous perdons environ 1 100 €, et nous le saurons en quelques mois. Dans les deux "
            "associations où je l’ai vu pratiquer, la moyenne a monté.", reply_to=1),
        say("aminata", 18, 10, 30,
            "Ne pas appeler le plus petit montant « tarif réduit ». Personne n’est réduit.", lean="neutral",
            paragraph=4),
        say("louise", 17, 8, 45,
            "Qui tient les comptes connaît les montants de chacun : cela doit être écrit, et c’est "
            "écrit. Merci.", lean="for", paragraph=5),
        say("duarte", 9, 21, 30, "Pourquoi pas un prix vraiment libre ?", lean="neutral", paragraph=4),
        say("odile", 9, 22, 0,
            "Parce que beaucoup de gens n’osent pas décider seuls. Trois repères les aident, et les "
            "statuts parlent d’un montant fixé.", reply_to=5),
    ),
    amendments=(
        Amendment("aminata", Ago(18, 10, 45), "Le vocabulaire dit le regard qu’on porte.",
            "- 5 €, pour qui a peu ;", "- 5 €, pour que l’argent n’empêche personne ;", "accepted",
            Ago(17, 9, 0), "Bien mieux dit."),
    ),
    round=Round(
        opened=Ago(10, 9, 0), closes=Ago(3, 20, 0),
        answers=answers(
            agree=
                "odile fanja aminata louise anais mathieu farid lucie nadege soraya kavita linh emma "
                "priya yasmina virginie samuel maeva rodolphe idriss celia awa juliette ines zainab "
                "marieaude",
            incomplete="emilie clement", abstain="stephane quentin", disagree="pascal jeanphilippe duarte",
            because={
                "fanja": "Pour, avec soulagement.",
                "louise": "Pour la confidentialité du montant.",
                "farid": "Le risque est chiffré et il est petit.",
                "emilie":
                    "Il manque ce que nous faisons si la recette tombe sous 1 300 € : quelle dépense "
                    "coupe-t-on ?",
                "clement": "Le texte ne dit pas si l’on peut payer en deux fois. Est-ce possible ?",
                "pascal":
                    "Je crains que le plus petit montant devienne la norme. Deux montants auraient "
                    "suffi : 10 € et 20 €.",
                "duarte": "Je préfère un prix libre, avec un montant conseillé.",
            },
        ),
        contributions=(
            advise("nadege", 8, 9, 15,
                "Joignez à l’appel à cotisation ce que permettent 20 € : quatre mois de serveur, ou une "
                "séance d’atelier. On donne mieux quand on voit."),
            help_with("emilie", 6, 18, 0, "Je prépare trois scénarios chiffrés pour le conseil."),
        ),
    ),
)

AUDIT = Proposal(
    key="audit", room=BUG, phase="awaiting", author="celia", carrier="celia",
    title="Un audit d’accessibilité mené par des personnes concernées",
    summary=
        "Faire relire les dix pages les plus utilisées par des personnes qui naviguent au clavier, à la "
        "voix ou avec un lecteur d’écran, et les payer.",
    tags=("accessibilité", "qualité"),
    text=blocks(
        (
            "Nous annonçons un outil pour tout le monde. Dans les faits, on ne sort pas de la carte au "
            "clavier, et plusieurs boutons n’ont pas de nom pour un lecteur d’écran."
        ),
        "Je propose un audit des dix pages les plus vues, en deux temps :",
        (
            "1. un contrôle outillé, fait par nous, sur les critères du référentiel français (deux "
            "journées) ;\n2. quatre séances d’une heure et demie avec des personnes concernées, payées "
            "60 € chacune."
        ),
        "Budget : 240 €, pris sur la ligne « qualité », où il reste 410 €.",
        (
            "Chaque obstacle trouvé devient un ticket, classé selon ce qu’il empêche de faire et non "
            "selon la difficulté à le corriger."
        ),
        "Le rapport est public, y compris la partie qui ne nous plaira pas.",
    ),
    created=Ago(21, 19, 0), published=Ago(20, 9, 40), amending=Ago(18, 9, 0),
    debate=(
        say("juliette", 20, 10, 30,
            "Payer les personnes, oui, mille fois. On leur demande trop souvent leur temps « pour la "
            "cause ».", lean="for", paragraph=3),
        say("corentin", 19, 14, 10,
            "Dix pages, d’accord, mais la carte à elle seule en vaut cinq. Je la mettrais à part.",
            lean="neutral", paragraph=2),
        say("celia", 19, 14, 35, "Oui : neuf pages plus la carte, avec un compte rendu séparé.", reply_to=1),
        say("tanguy", 16, 9, 20,
            "Le classement par ce que l’obstacle empêche de faire devrait valoir pour tous nos tickets.",
            lean="for", paragraph=5),
        say("clement", 12, 17, 50, "Et la version téléphone ? C’est elle que les gens utilisent ici.",
            lean="neutral", paragraph=2),
        say("celia", 12, 18, 15,
            "Deux séances sur quatre se feront au téléphone. Je ne l’ai pas écrit dans le texte, "
            "j’aurais dû.", reply_to=4),
        say("stephane", 10, 11, 0,
            "J’ai un doute sur le calendrier : si nous changeons d’hébergement au même moment, les "
            "correctifs attendront.", lean="against"),
    ),
    amendments=(
        Amendment("juliette", Ago(17, 10, 0),
            "Une heure et demie de concentration, c’est épuisant : prévoir une pause.",
            "quatre séances d’une heure et demie", "quatre séances d’une heure et demie, pause comprise,",
            "accepted", Ago(16, 8, 30), "Bien sûr."),
    ),
    round=Round(
        opened=Ago(13, 9, 0), closes=Ago(2, 18, 0),
        answers=answers(
            agree=
                "celia juliette tanguy anais mathieu lucie soraya nadege idriss linh emma farid kavita "
                "aminata louise yasmina awa virginie samuel fanja marieaude odile emilie",
            incomplete="clement corentin pascal", abstain="bastien zainab", disagree="stephane",
            because={
                "juliette": "Pour, et je prends une des deux journées de contrôle.",
                "tanguy": "Pour. La carte d’abord.",
                "awa": "Je connais deux personnes que cela intéresserait à Strasbourg.",
                "clement": "Écrire noir sur blanc la part du téléphone.",
                "corentin":
                    "Combien de temps de développement réserve-t-on après l’audit ? Sans cela, le "
                    "rapport restera un rapport.",
                "pascal":
                    "Le texte parle de 60 € : brut, net, sur facture ? Il faut le savoir avant d’engager "
                    "la dépense.",
                "stephane": "Bonne idée, mauvais moment : l’hébergement d’abord.",
            },
        ),
        contributions=(
            help_with("juliette", 12, 9, 0, "Une journée de contrôle outillé."),
            help_with("awa", 9, 12, 0, "Je mets Célia en relation avec deux personnes."),
            advise("idriss", 8, 20, 30,
                "Enregistrez l’écran, pas les visages, et demandez l’accord avant. Une seule vidéo de "
                "trente secondes convainc mieux que dix pages."),
        ),
    ),
)

SAINT_PAUL = Proposal(
    key="saint-paul", room=EVT, phase="resolved", author="lucie", carrier="lucie",
    title="Une journée ouverte à Saint-Paul, avec les associations du quartier",
    summary=
        "Une journée gratuite pour rencontrer les associations, cartographier le quartier ensemble et "
        "manger à la même table.",
    tags=("évènement", "Saint-Paul"),
    text=blocks(
        (
            "Je propose une journée ouverte dans la salle du front de mer, un samedi de 9 h à 16 h. La "
            "salle est libre et prêtée."
        ),
        (
            "Le matin, une balade cartographique par petits groupes : chacun part avec une feuille et "
            "revient avec cinq lieux. À midi, un repas partagé. L’après-midi, trois ateliers au choix."
        ),
        (
            "Nous attendons une soixantaine de personnes et douze associations. Chaque association "
            "dispose d’une table et de deux chaises."
        ),
        "Budget : 180 € pour le repas et les impressions, dont 120 € attendus en participation libre.",
        (
            "Il faut dix personnes pour tenir la journée : deux à l’accueil, trois au repas, trois aux "
            "ateliers, deux au rangement."
        ),
    ),
    created=Ago(41, 18, 0), published=Ago(40, 9, 0), amending=Ago(38, 9, 0),
    debate=(
        say("virginie", 40, 10, 15,
            "La balade du matin est une idée formidable. On apprend mieux un outil quand on a quelque "
            "chose à y mettre.", lean="for", paragraph=2),
        say("samuel", 39, 7, 20,
            "Prévoyez de l’ombre. À onze heures, sur le front de mer, même les margouillats se cachent.",
            lean="neutral", paragraph=2),
        say("lucie", 39, 7, 45, "Départ à 9 h 15, retour à 10 h 45, promis.", reply_to=1),
        say("pascal", 37, 18, 30,
            "120 € de participation libre, c’est optimiste. À Saint-Louis nous avions récolté 70 €.",
            lean="against", paragraph=4),
        say("jeanphilippe", 36, 12, 0,
            "Avec des légumes du marché en gros, je tiens le repas à 90 €. L’écart se réduit.", reply_to=3),
        say("rodolphe", 32, 8, 30,
            "Les jardins partagés viendront avec des plants. Ça attire plus de monde qu’une affiche.",
            lean="for", paragraph=3),
    ),
    amendments=(
        Amendment("jeanphilippe", Ago(36, 12, 20), "Un budget plus prudent.",
            "180 € pour le repas et les impressions, dont 120 € attendus en participation libre.",
            "150 € pour le repas et les impressions, dont 80 € attendus en participation libre.", "accepted",
            Ago(35, 9, 0), "Merci, je préfère une bonne surprise à une mauvaise."),
        Amendment("samuel", Ago(34, 7, 0), "Laisser à chacun le temps de rentrer avant la nuit.",
            "de 9 h à 16 h", "de 9 h à 15 h 30", "accepted", Ago(33, 18, 0),
            "D’accord : le rangement commencera plus tôt."),
    ),
    round=Round(
        opened=Ago(31, 9, 0), closes=Ago(22, 20, 0),
        answers=answers(
            agree=
                "lucie virginie samuel jeanphilippe rodolphe anais mathieu farid kavita nadege idriss "
                "marieaude fanja maeva clement emilie pascal ines soraya aminata priya linh louise "
                "zainab odile yasmina awa",
            incomplete="celia", abstain="corentin lars stephane tanguy", disagree="",
            because={
                "pascal": "Le budget corrigé me rassure.",
                "ines": "De loin, mais je fais l’affiche.",
                "maeva": "Je descends de Cilaos avec deux voisines.",
                "celia": "La salle est-elle accessible en fauteuil, parking compris ?",
                "lars": "Too far to help, enjoy it.",
            },
        ),
        contributions=(
            help_with("virginie", 30, 10, 0, "Accueil, toute la journée."),
            help_with("samuel", 29, 7, 30, "Accueil, le matin."),
            help_with("jeanphilippe", 29, 12, 0, "Le repas."),
            advise("marieaude", 26, 19, 15,
                "Notez les prénoms sur des étiquettes en tissu, pas en papier : elles survivent à la "
                "balade et resservent."),
        ),
    ),
    resolution=Resolution(
        Ago(20, 18, 30), "go_on",
        (
            "La journée aura lieu. Je retiens la remarque de Célia : nous demandons une rampe pour le "
            "portail avant d’imprimer l’affiche. Merci à celles et ceux qui ont déjà proposé leurs "
            "mains, nous sommes neuf sur dix."
        ),
        review_in=40,
        actions=(
            Task("virginie", "Obtenir une rampe pour le portail du parking", -4, done=Ago(6, 10, 0),
                done_by="virginie"),
            Task("ines", "Dessiner l’affiche et le programme", -2, done=Ago(4, 18, 20), done_by="louise"),
            Task("jeanphilippe", "Faire la liste des courses et trouver les marmites", 6),
            Task("lucie", "Confirmer les douze associations et leur table", 4),
            Task("samuel", "Trouver une sono et l’essayer dans la salle", 8),
        ),
    ),
)

TRANSLATORS = Proposal(
    key="translators", room=COL, phase="resolved", author="linh", carrier="linh",
    title="Nommer une équipe de traduction, avec un rythme tenable",
    summary=
        "Confier la traduction de l’interface et des guides à une petite équipe nommée, plutôt qu’à qui "
        "passe par là.",
    tags=("traduction", "langues"),
    text=blocks(
        (
            "L’interface existe en quatre langues, aucune n’est complète. La version anglaise mélange "
            "trois façons de dire « commune »."
        ),
        (
            "Je propose de nommer une équipe de quatre personnes par langue, à commencer par l’anglais "
            "et le créole réunionnais."
        ),
        (
            "Chaque équipe tient un lexique d’une page. Un mot du lexique ne change qu’avec l’accord de "
            "deux personnes."
        ),
        (
            "Le rythme : deux heures par semaine et par personne, jamais plus, et une relecture croisée "
            "avant chaque mise en ligne."
        ),
        "L’équipe est nommée pour six mois. Après quoi on remercie, et l’on redemande qui veut.",
    ),
    created=Ago(52, 10, 0), published=Ago(51, 9, 0), amending=Ago(49, 9, 0),
    debate=(
        say("emma", 51, 11, 20,
            "« Commune » has no good English word. Je défends « town », mais il faut en parler une bonne "
            "fois pour toutes.", lean="for", paragraph=1),
        say("marieaude", 50, 18, 0,
            "Pour le créole, quelle graphie ? C’est la question qui fâche, mieux vaut la poser tout de "
            "suite.", lean="neutral", paragraph=2),
        say("linh", 50, 18, 40,
            "Je n’ai pas la légitimité pour répondre. Je propose que l’équipe créole choisisse, et "
            "l’explique dans son lexique.", reply_to=1),
        say("samuel", 49, 6, 45, "Quatre personnes pour le créole, nous ne les avons pas. Deux, oui.",
            lean="against", paragraph=2),
        say("priya", 47, 9, 0, "Je peux aider en anglais, deux heures par semaine me conviennent.",
            lean="for", paragraph=4),
        say("quentin", 45, 14, 30,
            "Côté code, il faudrait arrêter les phrases coupées en morceaux. Je m’en occupe au fil de "
            "l’eau.", lean="neutral"),
    ),
    amendments=(
        Amendment("priya", Ago(47, 9, 20),
            "Une relecture croisée peut bloquer longtemps si personne n’est là.",
            "une relecture croisée avant chaque mise en ligne",
            "une relecture croisée, sous une semaine, avant chaque mise en ligne", "accepted", Ago(46, 8, 30),
            "Bonne précision."),
        Amendment("duarte", Ago(44, 22, 0), "Ajouter le portugais, je peux commencer seul.",
            "l’anglais et le créole réunionnais", "l’anglais, le créole réunionnais et le portugais",
            "rejected", Ago(43, 9, 0), "Seul, tu t’épuiserais. Dès que vous êtes deux, je soutiens."),
    ),
    round=Round(
        opened=Ago(41, 9, 0), closes=Ago(30, 20, 0),
        answers=answers(
            agree=
                "linh emma priya maeva anais soraya mathieu kavita fanja louise aminata nadege farid "
                "emilie juliette odile celia awa yasmina ines virginie",
            incomplete="samuel marieaude", abstain="stephane bastien corentin jeanphilippe",
                disagree="duarte",
            because={
                "emma": "Count me in for the English glossary.",
                "kavita": "Nommer, c’est aussi remercier.",
                "samuel": "Combien de personnes au minimum pour le créole ? Quatre, c’est trop.",
                "marieaude": "Qui choisit la graphie du créole, et comment ?",
                "maeva": "J’ai levé mon blocage : l’équipe créole choisira elle-même, et le dira.",
                "duarte": "Une langue de plus ne retirait rien aux autres.",
            },
        ),
        objections=(
            Objection("maeva", Ago(38, 19, 30),
                "On ne peut pas décider du créole écrit dans une équipe sans personne des Hauts. Je "
                "bloque tant que le texte laisse croire que quatre volontaires, quels qu’ils soient, "
                "suffisent.", exchange=(
                say("linh", 37, 8, 20,
                    "Merci Maëva. Je suis de Lyon, je n’ai pas à trancher. Que faudrait-il pour que ce "
                    "soit juste ?"),
                say("maeva", 37, 19, 0,
                    "Que l’équipe créole se forme elle-même, qu’elle choisisse sa graphie et qu’elle "
                    "l’explique. Et qu’on ne la presse pas.", reply_to=0),
                say("linh", 36, 8, 10,
                    "Je l’écrirai dans la résolution, et l’anglais commencera sans attendre.", reply_to=1),
            ), end="lifted", ended=Ago(36, 12, 45), ending=
                "C’est ce que je demandais : l’équipe créole va à son pas. Je lève."),
        ),
        contributions=(
            help_with("emma", 40, 10, 0), help_with("priya", 40, 11, 30), help_with("kavita", 39, 7, 30,
                "Relecture, une heure par semaine."),
            advise("marieaude", 35, 18, 0,
                "Demandez à la troupe de théâtre de Saint-Joseph : elle écrit en créole depuis vingt ans "
                "et elle a déjà eu toutes ces disputes."),
        ),
    ),
    resolution=Resolution(
        Ago(25, 9, 0), "adapt",
        (
            "L’équipe anglaise commence maintenant, à quatre : Emma, Priya, Kavita et moi. Pour le "
            "créole, Maëva et Marie-Aude réunissent les personnes qu’elles souhaitent, à partir de deux, "
            "et choisissent leur graphie ; aucune date ne leur est fixée. Le portugais attend une "
            "deuxième personne."
        ),
        review_in=155,
        actions=(
            Task("linh", "Ouvrir le lexique anglais et y mettre les trente premiers mots", -15,
                done=Ago(17, 20, 0),
                done_by="emma"),
            Task("quentin", "Remplacer les phrases coupées en morceaux dans le code", 12),
            Task("marieaude", "Inviter la troupe de Saint-Joseph à une première rencontre", 20),
        ),
    ),
)

OLD_CHAT = Proposal(
    key="old-chat", room=DEV, phase="resolved", author="quentin", carrier="quentin",
    title="Arrêter l’ancienne messagerie interne",
    summary=
        "Fermer la messagerie d’origine, que douze personnes utilisent encore, après avoir laissé à "
        "chacune le temps d’exporter ses messages.",
    tags=("fin de vie", "sécurité"),
    text=blocks(
        (
            "L’ancienne messagerie date de neuf ans. Douze personnes s’en sont servies le mois dernier, "
            "contre 340 pour les salons."
        ),
        (
            "Elle repose sur une bibliothèque qui n’est plus maintenue. Deux failles connues ne seront "
            "jamais corrigées."
        ),
        "Le calendrier proposé :",
        (
            "1. un message à chacune des douze personnes, par courriel et par téléphone ;\n2. quinze "
            "jours plus tard, plus d’écriture ; la lecture et l’export restent ouverts ;\n3. trente "
            "jours encore, et la messagerie s’éteint."
        ),
        (
            "L’export est un fichier lisible sans logiciel particulier. Je reste disponible pour le "
            "faire avec chaque personne qui le demande."
        ),
        "Une copie chiffrée est gardée un an, puis effacée devant deux témoins.",
    ),
    created=Ago(57, 14, 0), published=Ago(56, 9, 0), amending=Ago(54, 9, 0),
    debate=(
        say("tanguy", 56, 9, 45,
            "Les deux failles me suffisent. Nous gardons là des messages privés que nous ne savons plus "
            "protéger.", lean="for", paragraph=2),
        say("jeanphilippe", 55, 12, 15,
            "Je fais partie des douze. J’y ai neuf ans d’échanges avec des personnes dont certaines ne "
            "sont plus là. Je n’ai pas envie d’un fichier.", lean="against", paragraph=5),
        say("quentin", 55, 12, 50,
            "Je t’entends. Je peux aussi te les imprimer, ou en faire un petit livre. Je ne plaisante pas.",
            reply_to=1),
        say("celia", 53, 10, 0,
            "Les douze personnes sont-elles joignables ? Deux n’ont pas de courriel valide.", lean="neutral",
            paragraph=4),
        say("quentin", 53, 10, 20, "J’ai leurs numéros, par les groupes locaux.", reply_to=3),
        say("juliette", 50, 9, 30,
            "Merci d’avoir prévu le téléphone. D’habitude, on l’apprend le jour où ça ne marche plus.",
            lean="for", paragraph=4),
    ),
    amendments=(
        Amendment("celia", Ago(52, 10, 30), "Laisser le temps des vacances.",
            "quinze jours plus tard, plus d’écriture", "vingt jours plus tard, plus d’écriture", "accepted",
            Ago(51, 9, 0), "D’accord."),
    ),
    round=Round(
        opened=Ago(46, 9, 0), closes=Ago(39, 20, 0),
        answers=answers(
            agree=
                "quentin tanguy juliette celia idriss stephane bastien corentin lars anais mathieu farid "
                "nadege linh emma kavita louise zainab odile awa",
            incomplete="clement emilie", abstain="rodolphe samuel virginie", disagree="maeva pascal",
            because={
                "tanguy": "On ne garde pas ce qu’on ne sait plus protéger.",
                "celia": "Pour, puisque le délai est allongé.",
                "emilie": "L’export contient-il les pièces jointes ? Le texte ne le dit pas.",
                "clement": "Qui sont les deux témoins, et comment seront-ils choisis ?",
                "maeva": "Douze personnes, ce n’est pas rien. On aurait pu leur demander d’abord.",
                "pascal": "Par solidarité avec les douze.",
            },
        ),
        objections=(
            Objection("jeanphilippe", Ago(44, 18, 10),
                "Neuf ans de conversations ne se résument pas à un fichier. Tant qu’il n’existe pas une "
                "façon de les relire comme on les a écrites, avec les noms, les dates et les images à "
                "leur place, je demande que la lecture reste ouverte sans limite.", exchange=(
                say("quentin", 44, 20, 0,
                    "La lecture ouverte sans limite, c’est la faille ouverte sans limite, pour les 340 "
                    "autres aussi. Que dirais-tu d’une copie à lire chez toi, avec les images à leur "
                    "place ?"),
                say("jeanphilippe", 43, 12, 30,
                    "Ce serait déjà mieux. Mais je garde ma position : on ferme une maison avant d’avoir "
                    "trouvé où loger les meubles.", reply_to=0),
                say("anais", 43, 18, 0,
                    "Jean-Philippe, est-ce que venir essayer cette copie avec Quentin, avant la coupure, "
                    "t’aiderait à te décider ?", reply_to=1),
                say("jeanphilippe", 42, 12, 10, "Je veux bien essayer. Je ne promets pas de lever.",
                    reply_to=2),
            ), end="answered", ended=Ago(41, 9, 30), ending=
                "Je ne peux pas laisser ouverte une messagerie que je ne sais plus protéger. J’en ferai "
                "pour chaque personne une copie lisible, images comprises, avant toute coupure. Je sais "
                "que cela ne répond pas entièrement à Jean-Philippe, et je continue en le sachant."),
        ),
        contributions=(
            help_with("celia", 45, 10, 0, "J’appelle six des douze personnes."),
            advise("marieaude", 44, 8, 30,
                "Appelez d’abord les plus anciens. Ce sont eux qui expliqueront aux autres."),
        ),
    ),
    resolution=Resolution(
        Ago(35, 9, 0), "go_on",
        (
            "La messagerie s’arrête, selon le calendrier du texte. Avant la coupure, chacune des douze "
            "personnes reçoit une copie complète, à lire sans connexion, et je la remets en main propre "
            "à celles qui le souhaitent. Les deux témoins de l’effacement seront tirés au sort parmi les "
            "douze."
        ),
        reason=
            "Le blocage de Jean-Philippe n’est pas levé. Je passe outre parce que la faille met en "
            "danger les messages de tout le monde, les siens compris, et qu’aucune des pistes étudiées "
            "ne permet de laisser la lecture ouverte sans elle. La copie illustrée est née de son "
            "objection.",
        review_in=300,
        actions=(
            Task("quentin", "Fabriquer la copie à lire sans connexion", -25, done=Ago(27, 22, 0),
                done_by="quentin"),
            Task("celia", "Appeler les douze personnes une par une", -20, done=Ago(22, 17, 30),
                done_by="celia"),
            Task("quentin", "Couper l’écriture", -16, done=Ago(16, 20, 0), done_by="quentin"),
            Task("idriss", "Éteindre la messagerie et ranger la copie chiffrée", 14),
        ),
    ),
)

TRIAGE = Proposal(
    key="triage", room=BUG, phase="review", author="corentin", carrier="corentin",
    title="Un tour de rôle pour trier les bugs, une semaine chacun",
    summary=
        "Chaque semaine, une personne lit les nouveaux signalements, répond à tous et range. La semaine "
        "suivante, c’est quelqu’un d’autre.",
    tags=("bugs", "tour de rôle"),
    text=blocks(
        "Un signalement sur trois reste aujourd’hui sans réponse. La personne qui l’a écrit ne revient pas.",
        (
            "Chaque semaine, une personne est de tri. Elle répond à chaque signalement sous deux jours "
            "ouvrés, même pour dire « nous ne savons pas encore »."
        ),
        (
            "Elle range en trois tas : ce qui empêche, ce qui gêne, ce qui serait mieux. Elle ne corrige "
            "rien pendant sa semaine, sauf si elle en a envie."
        ),
        "Le tour compte six volontaires. On échange sa semaine librement, en le disant dans le salon.",
        (
            "Au bout de trois mois, nous regardons la part de signalements restés sans réponse. "
            "L’objectif est d’un sur dix."
        ),
    ),
    created=Ago(121, 10, 0), published=Ago(120, 9, 0), amending=Ago(118, 9, 0),
    debate=(
        say("juliette", 120, 10, 10,
            "Répondre à tous, même sans solution : c’est ce que j’attendais quand j’étais de l’autre côté.",
            lean="for", paragraph=2),
        say("idriss", 119, 20, 0,
            "Interdire de corriger pendant sa semaine, c’est frustrant. Mais je vois l’intérêt.",
            lean="neutral", paragraph=3),
        say("corentin", 119, 20, 30,
            "« Sauf si elle en a envie » : la porte est ouverte, pour toi elle l’est grand.", reply_to=1),
        say("clement", 117, 18, 10, "Je ne code pas. Puis-je être de tri ?", lean="neutral", paragraph=4),
        say("corentin", 117, 18, 25,
            "Oui, et tu seras meilleur que nous : tu comprends ce que les gens ont voulu dire.", reply_to=3),
        say("quentin", 4, 9, 0,
            "Bilan en chiffres : 9 % de signalements sans réponse, contre 34 % avant. Par contre nous ne "
            "sommes plus que quatre sur six.", lean="for", paragraph=5),
        say("juliette", 3, 9, 20,
            "Les deux départs viennent des semaines de mise à jour : trois fois plus de messages. Il "
            "faudrait y être deux.", lean="neutral", paragraph=4, reply_to=5),
    ),
    amendments=(
        Amendment("juliette", Ago(116, 9, 0),
            "Un délai en jours ouvrés, nous ne sommes pas un centre d’appels.", "sous deux jours ouvrés",
            "sous trois jours ouvrés", "rejected", Ago(115, 9, 0),
            "Deux jours, mais la réponse peut tenir en une ligne. On verra à la revue."),
    ),
    round=Round(
        opened=Ago(112, 9, 0), closes=Ago(104, 20, 0),
        answers=answers(
            agree=
                "corentin juliette idriss clement celia quentin tanguy anais mathieu lucie emilie kavita "
                "linh nadege fanja rodolphe samuel virginie farid duarte emma lars maeva",
            incomplete="bastien", abstain="odile zainab pascal", disagree="stephane",
            because={
                "juliette": "Pour, et je prends la première semaine.",
                "clement": "Content de pouvoir aider sans coder.",
                "bastien": "Que se passe-t-il quand la personne de tri est malade ? Il manque une doublure.",
                "stephane":
                    "Un tour de rôle de plus. J’aurais préféré que l’on réduise d’abord le nombre de "
                    "formulaires de signalement.",
            },
        ),
        contributions=(
            help_with("juliette", 111, 9, 0), help_with("clement", 110, 18, 0),
            help_with("idriss", 110, 20, 0), help_with("celia", 108, 19, 0),
            advise("mathieu", 107, 8, 0,
                "Gardez un petit cahier des réponses types, et relisez-le à chaque passage de relais."),
        ),
    ),
    resolution=Resolution(
        Ago(100, 9, 0), "go_on",
        (
            "Nous commençons lundi, à six. En cas d’absence, la personne de la semaine précédente prend "
            "le relais : c’est la réponse à Bastien. Je tiens le calendrier et les chiffres."
        ),
        review_in=-3,
        actions=(
            Task("corentin", "Publier le calendrier des six premières semaines", -95, done=Ago(97, 18, 0),
                done_by="corentin"),
            Task("juliette", "Ouvrir le cahier des réponses types", -90, done=Ago(88, 10, 30),
                done_by="clement"),
            Task("quentin", "Sortir les chiffres des trois mois avant la revue", -5, done=Ago(4, 8, 45),
                done_by="quentin"),
        ),
    ),
)

BADGES = Proposal(
    key="badges", room=DIV, phase="dropped", author="duarte", carrier="duarte",
    title="Des badges de contribution sur les profils",
    summary=
        "Afficher sur chaque profil des badges selon ce que la personne a fait : évènements, "
        "traductions, corrections.",
    tags=("profils", "reconnaissance"),
    text=blocks(
        "Beaucoup de travail reste invisible. Un badge sur le profil le rendrait visible d’un coup d’œil.",
        (
            "Je propose neuf badges, en trois niveaux, attribués automatiquement : dix lieux ajoutés, "
            "cinq évènements publiés, vingt phrases traduites, et ainsi de suite."
        ),
        (
            "Les badges sont publics et ne s’effacent pas. Un classement du mois est affiché sur la page "
            "d’accueil."
        ),
        "Développement estimé : trois journées, que je peux faire avec de l’aide.",
    ),
    created=Ago(34, 21, 0), published=Ago(33, 20, 30), amending=Ago(31, 20, 0),
    debate=(
        say("clement", 33, 21, 0, "J’aime bien l’idée, pour les jeunes surtout.", lean="for", paragraph=2),
        say("aminata", 32, 9, 15,
            "Ce qui se compte n’est pas ce qui compte. Celle qui passe deux heures au téléphone avec une "
            "personne découragée n’aura jamais de badge.", lean="against", paragraph=2),
        say("duarte", 32, 21, 10,
            "C’est un vrai argument. On pourrait ajouter un badge donné par les autres ?", reply_to=1),
        say("yasmina", 31, 18, 45, "Le classement, non. J’ai quitté un réseau à cause de ça.",
            lean="against", paragraph=3),
        say("idriss", 30, 20, 20,
            "Et l’on verra arriver dix lieux inutiles ajoutés le même soir. Nous passerons du temps à "
            "nettoyer.", lean="against", paragraph=2),
        say("soraya", 28, 8, 30,
            "Merci à Duarte d’avoir posé le sujet. Le besoin est réel : on ne se remercie pas assez.",
            lean="neutral", paragraph=1),
    ),
    amendments=(
        Amendment("clement", Ago(30, 21, 15), "Le classement crispe, retirons-le.",
            " Un classement du mois est affiché sur la page d’accueil.", "", "accepted", Ago(29, 20, 0),
            "D’accord, ce n’était pas le cœur de l’idée."),
    ),
    round=Round(
        opened=Ago(27, 20, 0), closes=Ago(19, 20, 0),
        answers=answers(
            agree="duarte clement lars jeanphilippe", incomplete="louise linh priya",
                abstain="bastien corentin zainab emilie stephane",
            disagree=
                "aminata yasmina idriss soraya anais mathieu lucie nadege kavita fanja juliette celia "
                "quentin maeva",
            because={
                "clement": "Sans le classement, je trouve ça gentil.",
                "louise": "Il manque la façon de refuser d’avoir des badges.",
                "linh": "Dans quelles langues seraient-ils, et qui les traduit ?",
                "priya": "Comment compter l’aide donnée hors ligne ?",
                "aminata": "On abîme le don quand on le note.",
                "idriss": "Le nettoyage qui suivra prendra plus de temps que le développement.",
                "mathieu": "Je préfère un merci écrit à un badge automatique.",
                "juliette": "Neuf images de plus à décrire, pour une information douteuse.",
            },
        ),
        contributions=(
            advise("mathieu", 25, 19, 0,
                "Une page « mercis du mois », où chacun en écrit un. Même besoin, sans compteur."),
        ),
    ),
    resolution=Resolution(
        Ago(14, 13, 15), "drop",
        (
            "J’abandonne les badges. Le débat m’a fait comprendre que je voulais surtout qu’on se "
            "remercie davantage, et qu’un compteur n’y aiderait pas. Je reprendrai l’idée des mercis du "
            "mois, avec Mathieu, quand nous aurons un peu de temps."
        ),
    ),
)

HOSTING = Proposal(
    key="hosting", room=OAT, phase="referred", author="bastien", carrier="bastien", impact="liability",
    title="Déménager l’hébergement vers un centre de données associatif",
    summary=
        "Quitter notre hébergeur actuel pour un centre de données tenu par une association, avec un "
        "contrat de trois ans à signer par Open Atlas.",
    tags=("hébergement", "contrat", "autonomie"),
    text=blocks(
        (
            "Nos services tournent sur deux machines louées 96 € par mois chacune, soit 2 304 € par an. "
            "Le contrat se renouvelle dans cinq mois."
        ),
        (
            "Les disques sont pleins à 81 %. Passer à l’offre supérieure chez le même hébergeur "
            "porterait le coût à 3 360 € par an."
        ),
        (
            "Une association de l’Ouest propose deux emplacements dans son centre de données, pour "
            "1 980 € par an, électricité comprise. Les machines nous appartiendraient : achat "
            "d’occasion, 1 400 €."
        ),
        "Ce que cela change :",
        (
            "- nous pouvons entrer dans la salle et changer un disque nous-mêmes ;\n- l’assistance "
            "répond en journée, pas la nuit ;\n- le contrat dure trois ans, avec un préavis de six mois."
        ),
        (
            "Le déménagement demande un week-end, avec quatre heures d’arrêt au plus. Une copie complète "
            "reste chez l’ancien hébergeur pendant deux mois."
        ),
        (
            "Signer un contrat de trois ans engage l’association. L’avis de la consultation est transmis "
            "au conseil, qui décide."
        ),
    ),
    created=Ago(30, 10, 0), published=Ago(29, 9, 0), amending=Ago(27, 9, 0),
    debate=(
        say("stephane", 29, 10, 30,
            "Je connais la salle et les gens. C’est sérieux, et c’est à quarante minutes de chez moi.",
            lean="for", paragraph=3),
        say("lars", 28, 15, 45, "Pas d’assistance la nuit : qui se lève si une machine tombe à 3 h ?",
            lean="against", paragraph=5),
        say("idriss", 28, 16, 30,
            "À 3 h à Nantes, il est 5 ou 6 h à La Réunion. Entre les deux rives, nous couvrons presque "
            "toute la nuit.", reply_to=1),
        say("odile", 26, 9, 20,
            "Sur trois ans : 7 340 € avec l’achat, contre 10 080 € si nous restons. Mais l’achat tombe "
            "d’un coup, et la trésorerie est à 8 400 €.", lean="neutral", paragraph=3),
        say("tanguy", 25, 8, 40, "Le préavis de six mois est long. A-t-on essayé de négocier trois ?",
            lean="neutral", paragraph=5),
        say("bastien", 24, 18, 0,
            "Ils acceptent quatre mois. Je mets le texte à jour par l’amendement de Tanguy.", reply_to=4),
        say("celia", 16, 12, 15,
            "L’assurance de l’association couvre-t-elle du matériel qui nous appartient, dans un local "
            "qui n’est pas le nôtre ?", lean="neutral", paragraph=3),
    ),
    amendments=(
        Amendment("tanguy", Ago(25, 9, 0), "Garder la possibilité de partir.", "avec un préavis de six mois",
            "avec un préavis de quatre mois", "accepted", Ago(24, 18, 10), "Négocié et confirmé par écrit."),
        Amendment("lars", Ago(23, 16, 0), "Dire clairement qui est joignable la nuit.",
            "l’assistance répond en journée, pas la nuit ;",
            "l’assistance répond en journée ; la nuit, quatre membres nommés se relaient, à La Réunion "
            "et dans l’Hexagone ;", "accepted", Ago(22, 9, 0), "Les quatre sont d’accord, merci Lars."),
    ),
    round=Round(
        opened=Ago(20, 9, 0), closes=Ago(12, 10, 0),
        answers=answers(
            agree=
                "bastien stephane idriss tanguy lars quentin corentin anais mathieu farid nadege "
                "rodolphe samuel linh emma fanja aminata kavita juliette maeva clement louise ines",
            incomplete="odile celia emilie zainab", abstain="virginie jeanphilippe soraya",
                disagree="pascal duarte",
            because={
                "stephane": "Je serai l’une des personnes qui vont dans la salle.",
                "lars": "Convinced by the night rota.",
                "farid": "Moins cher, plus proche, et des gens à qui parler.",
                "odile": "Il manque un plan de trésorerie mois par mois pour l’achat des machines.",
                "celia": "Il faut la réponse de l’assureur avant toute signature.",
                "zainab": "Il manque le contrat lui-même : peut-on le lire avant de répondre ?",
                "emilie": "Que valent les machines au bout de trois ans, et qui les reprend ?",
                "pascal":
                    "Trois ans d’engagement, c’est trop pour une association qui dépend de quelques dons.",
                "duarte": "Je crains que tout repose sur deux ou trois personnes de l’Ouest.",
            },
        ),
        contributions=(
            help_with("stephane", 19, 10, 0, "Présence sur place le week-end du déménagement."),
            help_with("idriss", 18, 20, 0, "Une nuit sur quatre."),
            advise("odile", 15, 9, 0,
                "Étalez l’achat : une machine maintenant, l’autre dans six mois, en commençant par les "
                "fichiers."),
        ),
    ),
    resolution=Resolution(
        Ago(2, 8, 50), "hand_over",
        (
            "L’avis est plutôt favorable, avec trois questions précises : la trésorerie, l’assurance et "
            "la revente des machines. Comme il s’agit de signer un contrat de trois ans, je transmets au "
            "conseil le texte, les positions avec leurs raisons, et le plan d’achat étalé proposé par "
            "Odile."
        ),
    ),
)

HELPLINE = Proposal(
    key="helpline", room=LOC, phase="awaiting", author="mathieu", carrier="mathieu",
    title="Une ligne d’entraide le mercredi soir, pour les groupes locaux",
    summary=
        "Deux heures par semaine, une personne expérimentée répond au téléphone à celles et ceux qui "
        "tiennent un atelier ou une permanence.",
    tags=("groupes locaux", "entraide"),
    text=blocks(
        (
            "Quand un atelier coince, on écrit dans un salon et l’on attend. La réponse arrive souvent "
            "le lendemain, quand les gens sont rentrés chez eux."
        ),
        (
            "Je propose une ligne d’entraide, le mercredi de 18 h à 20 h, heure de La Réunion. Une "
            "seule personne la tient chaque semaine ; nous commençons à quatre, une fois par mois chacun·e."
        ),
        (
            "On appelle pour une question précise : un compte bloqué, une page que l’on ne retrouve "
            "plus, un vidéoprojecteur qui se tait. Le reste continue dans les salons."
        ),
        (
            "Après chaque soirée, la personne de garde note les questions dans la documentation, en "
            "trois lignes, sans les noms."
        ),
        "Le numéro est celui d’une carte prépayée, à 4 € par mois, prêtée d’une garde à l’autre.",
        "Nous arrêtons au bout de trois mois si moins de dix personnes ont appelé.",
    ),
    created=Ago(23, 19, 30), published=Ago(22, 9, 0), amending=Ago(20, 9, 0),
    debate=(
        say("samuel", 22, 10, 40,
            "Mercredi dernier, j’ai renvoyé six personnes chez elles à cause d’un mot de passe. J’aurais "
            "appelé.", lean="for", paragraph=1),
        say("fanja", 21, 18, 10,
            "Le mercredi soir, au Moufia, c’est l’heure du repas des enfants. Le jeudi me parlerait plus.",
            lean="neutral", paragraph=2),
        say("mathieu", 21, 18, 45,
            "J’ai regardé nos ateliers : neuf sur douze tombent le mercredi. On peut changer de jour au "
            "bout d’un mois si personne n’appelle.", reply_to=1),
        say("maeva", 18, 20, 0,
            "À Cilaos, le téléphone passe quand la connexion ne passe plus. Rien que pour cela, je suis pour.",
            lean="for", paragraph=3),
        say("corentin", 16, 14, 20,
            "Une permanence de plus à tenir. Je crains que les quatre volontaires soient les mêmes qu’ailleurs.",
            lean="against", paragraph=2),
        say("pascal", 16, 18, 0, "Je ne tiens aucune autre permanence le soir. Mettez-moi dans les quatre.",
            reply_to=4),
        say("idriss", 6, 20, 15,
            "Je peux préparer une fiche de dix réponses types, à garder près du téléphone.", paragraph=4),
    ),
    amendments=(
        Amendment("fanja", Ago(19, 18, 30), "Une question posée un soir sert à tout le monde.",
            "note les questions dans la documentation, en trois lignes, sans les noms.",
            "note les questions et les réponses dans la documentation, en trois lignes, sans les noms.", "accepted",
            Ago(18, 8, 0), "Oui, les réponses aussi."),
    ),
    round=Round(
        opened=Ago(12, 8, 30), closes=Ago(1, 18, 0),
        answers=answers(
            agree=
                "mathieu samuel maeva pascal idriss fanja anais farid lucie jeanphilippe marieaude kavita "
                "rodolphe virginie linh emma nadege emilie",
            incomplete="clement odile", abstain="bastien lars quentin", disagree="corentin stephane",
            because={
                "samuel": "Dès mercredi prochain, si vous voulez.",
                "maeva": "Pour, à cause du réseau dans les Hauts.",
                "pascal": "Une garde par mois, c’est tenable.",
                "clement": "Et si l’on appelle de l’Hexagone, à quelle heure est-ce pour nous ?",
                "odile": "Qui paie la carte prépayée, et sur quelle ligne ?",
                "corentin": "J’aurais commencé par écrire les dix réponses types.",
                "stephane": "Même réserve que Corentin.",
            },
        ),
        contributions=(
            help_with("idriss", 6, 20, 20, "La fiche des réponses types."),
            help_with("pascal", 10, 18, 5, "Une garde par mois."),
            help_with("samuel", 9, 7, 30, "Une garde par mois."),
            advise("marieaude", 8, 9, 10,
                "Dites votre prénom en décrochant, et laissez la personne finir. Le reste vient tout seul."),
        ),
    ),
)

DECIDED = (DUES, AUDIT, HELPLINE, SAINT_PAUL, TRANSLATORS, OLD_CHAT, TRIAGE, BADGES, HOSTING)
