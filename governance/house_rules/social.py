"""The binding rules of the code social, of its OpenSystem, of the decision guide, and the eleven working groups."""

from django.utils.translation import gettext_lazy as _

from governance.house_rules.shapes import HouseRule

GOVERNANCE, ENTRY = _("code social, gouvernance"), _("code social, entrée dans le collectif")
OPEN_SYSTEM = _("code social d’un OpenSystem")
GUIDE, GROUPS = _("guide de décision"), _("groupes de travail")

CODE_SOCIAL = (
    HouseRule(
        "CS-2",
        GOVERNANCE,
        _("Une décision est consultative, sauf mention contraire."),
        "governance.rules.advice.advise",
        "proposals",
    ),
    HouseRule(
        "CS-3",
        GOVERNANCE,
        _("Qui propose une action la porte ; si cette personne part, quelqu’un d’autre peut la reprendre."),
        "proposals.actions.take_over",
        "proposals",
    ),
    HouseRule(
        "CS-4",
        GOVERNANCE,
        _("Qui porte une proposition peut aller de l’avant malgré un avis défavorable, en disant pourquoi."),
        "proposals.actions.resolve",
        "proposals",
    ),
    HouseRule(
        "CS-5",
        GOVERNANCE,
        _("Un blocage ouvre une discussion et suspend le temps ; il ne rejette rien en silence."),
        "governance.rules.phases.suspend",
        "proposals",
    ),
    HouseRule(
        "CS-6",
        GOVERNANCE,
        _("Ce qui engage la responsabilité de l’association va devant son conseil d’administration."),
        "governance.rules.advice.choices",
        "agenda-requests",
    ),
    HouseRule(
        "CS-9",
        ENTRY,
        _("Une demande d’entrée est étudiée par l’instance qui en décide."),
        "governance.organizations.entry.decide_application",
        "apply",
    ),
    HouseRule(
        "CS-10",
        ENTRY,
        _("Qui demande à entrer répond d’abord à un questionnaire sur le code social."),
        "governance.organizations.entry.answer_questionnaire",
        "apply",
    ),
    HouseRule(
        "CS-11",
        ENTRY,
        _("La commission d’entrée valide avant que la décision soit prise."),
        "governance.organizations.entry.validate_application",
        "apply",
    ),
    HouseRule(
        "CS-12",
        ENTRY,
        _("Qui entre s’engage à respecter le code social, dans une version datée."),
        "governance.organizations.entry.commit_to_enter",
        "apply",
    ),
    HouseRule(
        "CS-14",
        _("code social, introduction"),
        _("Le code social change par une proposition amendable, jamais par une main seule."),
        "proposals.actions.propose_change",
        "documents",
    ),
    HouseRule(
        "CS-15",
        _("code social, introduction"),
        _("Une version du code social entre en vigueur quand l’assemblée générale l’a ratifiée."),
        "governance.rules.documents.effect",
        "documents",
    ),
    HouseRule(
        "CS-16",
        _("code social, organisation financière"),
        _("Les membres lisent les comptes à tout moment."),
        "rooms.permissions.may_see_accounts",
        "room",
    ),
    HouseRule(
        "CS-17",
        _("code social, objectifs"),
        _("Tout le monde a la même information : un rôle ne donne à lire ni plus de texte ni plus de résultat."),
        "governance.voting.permissions.seen",
        "documents",
    ),
)

OPEN_SYSTEMS = (
    HouseRule(
        "OS-2",
        OPEN_SYSTEM,
        _("Toute activité se partage : une action sans proposition se lit aussi dans son salon."),
        "proposals.actions.open_action",
        "actions",
    ),
    HouseRule(
        "OS-5",
        OPEN_SYSTEM,
        _("Les règles se fixent ensemble : personne ne les change sans décision, ni pour un scrutin déjà ouvert."),
        "governance.assemblies.actions.approve_rule_set",
        "rules",
    ),
    HouseRule(
        "OS-7",
        OPEN_SYSTEM,
        _("Dès que deux personnes coopèrent, tout le monde l’apprend, une fois."),
        "governance.organizations.actions.admit",
        "space-activity",
    ),
    HouseRule(
        "OS-8",
        OPEN_SYSTEM,
        _("On entre par un membre existant : sa validation ouvre tout l’écosystème."),
        "governance.organizations.network.enter_network",
        "space",
    ),
    HouseRule(
        "OS-9",
        OPEN_SYSTEM,
        _("Toute personne, tout projet qui se reconnaît dans le code social peut demander à entrer."),
        "governance.organizations.actions.ask_for_project",
        "project-ask",
    ),
    HouseRule(
        "OS-10",
        OPEN_SYSTEM,
        _("Toute résolution vient d’une proposition et de son débat."),
        "proposals.actions.resolve",
        "proposals",
    ),
    HouseRule(
        "OS-11",
        OPEN_SYSTEM,
        _("Chaque membre peut proposer et amender, sans rôle particulier."),
        "proposals.permissions.may_propose",
        "proposals",
    ),
    HouseRule(
        "OS-12",
        OPEN_SYSTEM,
        _("Qui apporte une donnée choisit qui la lit."),
        "rooms.audiences.may_read_file",
        "room",
    ),
)

DECISION_GUIDE = (
    HouseRule(
        "DG-2",
        GUIDE,
        _("Toute règle peut être remise en question, à commencer dans le salon de la gouvernance."),
        "proposals.actions.question_document",
        "documents",
    ),
    HouseRule(
        "DG-3",
        GUIDE,
        _("Par défaut personne ne décide pour les autres : on conseille, ou on aide."),
        "proposals.actions.contribute",
        "proposals",
    ),
    HouseRule(
        "DG-6",
        GUIDE,
        _("Ce qui ne concerne personne d’autre se fait sans demander."),
        "proposals.actions.open_action",
        "actions",
    ),
    HouseRule(
        "DG-7",
        GUIDE,
        _("Ce qui n’a concerné personne s’écrit quand même, à la fin."),
        "proposals.actions.finish_action",
        "actions",
    ),
    HouseRule(
        "DG-9",
        GUIDE,
        _("Ce qui concerne quelques personnes attend leur avis, ou le délai."),
        "governance.rules.guide.may_start",
        "actions",
    ),
    HouseRule(
        "DG-11",
        GUIDE,
        _("À partir d’un certain nombre de personnes, l’action passe par une proposition."),
        "governance.rules.guide.path",
        "room",
    ),
    HouseRule(
        "DG-12",
        GUIDE,
        _("Devant beaucoup de monde, on ouvre une discussion ou une décision ; l’une peut devenir l’autre."),
        "proposals.actions.publish_proposal",
        "room",
    ),
    HouseRule(
        "DG-13",
        GUIDE,
        _("Une décision ouverte s’épingle dans son salon, le temps de la prendre."),
        "rooms.notices.pin_of",
        "room",
    ),
    HouseRule(
        "DG-14",
        GUIDE,
        _("Une décision qui concerne tout le monde s’affiche aussi à l’accueil de l’espace."),
        "governance.views.space",
        "space",
    ),
)

NAMES = (
    _("accompagnement et documentation"),
    _("communication externe"),
    _("communauté des contributeurs"),
    _("finances"),
    _("groupes locaux d’utilisateurs"),
    _("ambassadeurs"),
    _("développeurs"),
    _("bugs et améliorations"),
    _("projets Open Atlas"),
    _("organisation d’évènements"),
    _("divers"),
)
WORKING_GROUPS = tuple(
    HouseRule(f"GT-{n}", GROUPS, name, "rooms.group.join_room", "space") for n, name in enumerate(NAMES, 1)
)
