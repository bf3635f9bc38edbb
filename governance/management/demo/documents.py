"""What the association wrote down: code social, statutes, bylaws, a charter; short, and in our own words."""

from .people import COL
from .shapes import Ago, Document, Proposal, blocks, say

# The formatter would spread each article over several lines.
# fmt: off
CODE = blocks(
    "# Pourquoi ce code",
    (
        "**Article 1.** Ce code social dit comment nous voulons vivre et décider ensemble. C’est un texte "
        "vivant : il change quand le collectif change."
    ),
    (
        "**Article 2.** Il vaut pour toute personne qui contribue, qu’elle soit membre de l’association, salariée "
        "ou de passage."
    ),
    (
        "**Article 3.** Il est validé par l’assemblée générale. Une version votée dans un salon reste à ratifier "
        "jusque-là."
    ),
    "# Nos valeurs",
    (
        "**Article 4.** Nous fabriquons des communs : ce que nous produisons est libre et documenté, pour que "
        "d’autres le reprennent."
    ),
    "**Article 5.** Tout le monde reçoit la même information, sans privilège de rôle ni d’ancienneté.",
    (
        "**Article 6.** Nous sommes bienveillants les uns envers les autres. Un désaccord se dit à la personne "
        "avant de se dire au salon."
    ),
    (
        "**Article 7.** L’argent n’est pas la seule richesse : le temps donné, le savoir transmis et la gratitude "
        "comptent aussi."
    ),
    "# Gouvernance",
    (
        "**Article 8.** La gouvernance est ouverte et polycentrique : les espaces se lisent par défaut, et "
        "plusieurs salons peuvent décider."
    ),
    "**Article 9.** Par défaut, une décision prise ici a valeur d’avis.",
    (
        "**Article 10.** Qui propose une action la porte. La personne peut aller de l’avant même si l’avis est "
        "défavorable ; elle dit alors pourquoi."
    ),
    "**Article 11.** Un blocage n’est pas un refus : il ouvre une discussion, et nous cherchons l’accord.",
    (
        "**Article 12.** Ce qui engage la responsabilité de l’association passe par son conseil d’administration. "
        "Nous faisons en sorte que ce soit rare."
    ),
    (
        "**Article 13.** Ces règles se remettent en question, en commençant par en parler dans le salon de la "
        "gouvernance."
    ),
    "# Agir",
    (
        "**Article 14.** Une action qui ne concerne personne d’autre se fait sans demander ; on l’inscrit pour "
        "que d’autres en profitent."
    ),
    "**Article 15.** Une action qui concerne quelques personnes se fait après les avoir consultées.",
    (
        "**Article 16.** Une action qui concerne beaucoup de monde se discute ou se propose dans son salon, et le "
        "lien s’affiche dans le canal."
    ),
    "**Article 17.** On documente l’idée d’abord, et ce qui a été fait ensuite.",
    "# Communication",
    "**Article 18.** Les documents qui parlent au nom de tous se construisent par consensus.",
    "**Article 19.** Chaque membre communique comme il le souhaite, en son nom.",
    "# Entrer dans le collectif",
    "**Article 20.** Toute personne qui se reconnaît dans ce code peut demander à entrer.",
    (
        "**Article 21.** La commission d’entrée échange avec elle, puis la demande est étudiée par le conseil "
        "d’administration."
    ),
    "**Article 22.** En entrant, chacun·e s’engage à respecter ce code, dans la version en vigueur ce jour-là.",
    "**Article 23.** S’impliquer beaucoup fait entrer d’office dans la commission d’entrée.",
    "# Les comptes",
    "**Article 24.** Les comptes sont tenus à jour et accessibles aux membres.",
    (
        "**Article 25.** Les frais engagés pour le collectif sont remboursés sur justificatif ; les fonctions de "
        "direction sont bénévoles."
    ),
)

STATUTES = blocks(
    "# L’association",
    (
        "**Article 1.** L’association Open Atlas est régie par la loi de 1901. Son siège est à La Réunion ; le "
        "bureau seul peut le déplacer."
    ),
    (
        "**Article 2.** Elle développe des communs numériques pour les territoires. Son fonctionnement est "
        "démocratique et transparent en toute circonstance."
    ),
    "# Les membres",
    (
        "**Article 5.** Les adhérents ne paient pas de cotisation et ne votent pas à l’assemblée. Les donateurs "
        "et les bienfaiteurs, à jour de cotisation, y ont une voix chacun. Les membres d’honneur, nommés par le "
        "conseil, y donnent un avis."
    ),
    (
        "**Article 6.** On devient membre en le demandant. Le bureau statue à chacune de ses réunions ; tout "
        "refus est motivé. Avant seize ans, il faut l’accord d’un parent ou d’un tuteur."
    ),
    (
        "**Article 7.** On cesse d’être membre par démission, décès, radiation après mise en demeure, ou "
        "exclusion par le bureau. Nul n’est exclu sans avoir pu se défendre."
    ),
    "# L’assemblée générale",
    (
        "**Article 9.** Elle se réunit au moins une fois par an, sur convocation du président ou de membres qui "
        "portent un dixième des voix. La convocation part quinze jours avant, avec l’ordre du jour et les "
        "documents."
    ),
    (
        "**Article 10.** Un cinquième des membres à jour doit participer. Une personne, une voix ; pas de "
        "procuration. Les décisions se prennent à la majorité des voix exprimées. Les élections au conseil sont "
        "toujours secrètes."
    ),
    (
        "**Article 11.** Elle se prononce sur le rapport moral et les comptes, fixe les cotisations et les "
        "grandes orientations."
    ),
    "# Le conseil et le bureau",
    (
        "**Article 12.** Elle élit pour six ans un conseil d’administration de six membres, renouvelé par tiers "
        "tous les deux ans ; les deux premiers tiers sont tirés au sort."
    ),
    (
        "**Article 14.** Le conseil se réunit au moins une fois par trimestre. La majorité de ses membres doit "
        "être présente ; en cas d’égalité, la voix du président est prépondérante."
    ),
    "**Article 17.** Le conseil élit pour deux ans un bureau : président, secrétaire, trésorier.",
    "# Changer ces règles",
    (
        "**Article 21.** Le conseil peut établir un règlement intérieur ; l’assemblée l’approuve, ainsi que ses "
        "changements."
    ),
    (
        "**Article 22.** Ces statuts ne changent qu’en assemblée réunie pour cela, convoquée un mois avant sur ce "
        "seul point, à la demande du conseil ou d’un tiers des membres. La moitié des membres doit être "
        "présente ; il faut trois cinquièmes des présents."
    ),
    (
        "**Article 23.** La dissolution demande les trois quarts des présents. L’actif va à des associations qui "
        "poursuivent des buts semblables."
    ),
)

BYLAWS = blocks(
    "# Règlement intérieur",
    (
        "**1.** Ce règlement complète les statuts. Le conseil le propose, l’assemblée l’approuve ; d’ici là, "
        "c’est un brouillon."
    ),
    "**2.** Les séances peuvent se tenir à distance. La présence s’enregistre à l’ouverture de chaque point.",
    "**3.** À distance, les votes du conseil sont secrets, sauf décision contraire inscrite ici.",
    (
        "**4.** Un scrutin secret ne laisse voir ni qui a voté quoi, ni l’ordre dans lequel les bulletins sont "
        "arrivés."
    ),
    "**5.** Une personne qui signe un contrat avec l’association ne vote pas sur ce contrat.",
    "**6.** Après une mise en demeure, un membre a trente jours pour régler sa cotisation.",
    "**7.** Avant une exclusion, la personne est prévenue et dispose de quinze jours pour répondre.",
    "**8.** Le procès-verbal est signé par le secrétaire et contresigné par le président sous un mois.",
)

CHARTER = blocks(
    "# Parler au nom du collectif",
    (
        "**1.** Un texte qui parle au nom de tout le monde se relit à plusieurs, deux jours au moins avant de "
        "partir."
    ),
    "**2.** On dit d’abord qui nous sommes et pour qui nous travaillons ; les outils viennent après.",
    (
        "**3.** Un mot compris de tous vaut mieux qu’un mot exact que personne ne connaît. Les sigles sont écrits "
        "en entier."
    ),
    "**4.** On ne publie l’image ou le nom de quelqu’un qu’avec son accord.",
    "**5.** Un chiffre est donné avec sa source et sa date.",
    "**6.** Une erreur se corrige en public, là où elle a été dite.",
)

DOCUMENTS = (
    Document(
        "statutes", "statutes", "Statuts de l’association Open Atlas", STATUTES, Ago(194, 9, 0), "anais",
        "Assemblée générale constitutive, à La Réunion, en 2008.",
    ),
    Document(
        "code", "code_social", "Code social", CODE, Ago(194, 9, 20), "anais",
        "Assemblée générale de l’association ; le texte d’origine en laisse la date en blanc.",
        signers=(
            "anais", "mathieu", "nadege", "tanguy", "soraya", "jeanphilippe", "marieaude", "idriss", "kavita", "zainab",
        ),
    ),
    Document("bylaws", "bylaws", "Règlement intérieur", BYLAWS, Ago(60, 10, 0), "nadege"),
    Document(
        "charter", "charter", "Charte de communication", CHARTER, Ago(120, 11, 0), "soraya",
        "Rencontre annuelle du collectif, à Saint-Paul, l’an passé.",
    ),
)

CALL_FIRST = Proposal(
    key="code", room=COL, phase="amending", author="yasmina", carrier="yasmina", impact="many", document="code",
    title="Code social : s’appeler avant le troisième message",
    summary=
        "Quand un échange écrit se tend, on s’appelle. L’article 6 le dirait, et l’article 13 dirait où en parler.",
    tags=("code social", "écoute"),
    text=CODE.replace(
        "Un désaccord se dit à la personne avant de se dire au salon.",
        "Un désaccord se dit à la personne avant de se dire au salon, et de vive voix avant le troisième message.",
    ).replace(
        "en commençant par en parler dans le salon de la gouvernance.",
        "à tout moment et par tout le monde, en commençant par en parler dans le salon de la gouvernance.",
    ),
    created=Ago(6, 20, 0), published=Ago(5, 8, 30), amending=Ago(5, 8, 30),
    debate=(
        say("soraya", 5, 9, 10,
            "Merci de l’avoir écrit. C’est ce que nous faisons déjà quand nous y pensons.", lean="for", paragraph=8),
        say("tanguy", 4, 18, 20,
            "De vive voix, oui, mais pas pour les personnes sourdes ou à dix heures de décalage.", lean="neutral",
            paragraph=8),
        say("yasmina", 4, 19, 5,
            "Tu as raison. Je cherche une formulation, ou propose un amendement.", reply_to=1),
    ),
)
# fmt: on
