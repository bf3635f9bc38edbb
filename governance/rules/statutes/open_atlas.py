"""The statutes of Open Atlas as data: each rule with its article, each silence read by its interpretation's default."""

from fractions import Fraction

from governance.rules.majority import Majority, Quorum, Rule
from governance.rules.notice import Notice
from governance.rules.statutes.interpretations import DEFAULTS, choose
from governance.rules.statutes.parts import (
    ASSEMBLY,
    BOARD,
    BUREAU,
    RESIDUAL,
    Body,
    Callers,
    College,
    Matter,
    SecondCall,
    Statutes,
)

HALF = Fraction(1, 2)
FIFTEEN_DAYS, ONE_MONTH = Notice(15, "days"), Notice(1, "months")

COLLEGES = (
    College("adherent", "adhérents", "none", False, "5.1"),
    College("donateur", "donateurs", "deliberative", True, "5.2"),
    College("bienfaiteur", "bienfaiteurs", "deliberative", True, "5.3"),
    College("honneur", "membres d’honneur", "consultative", False, "5.4"),
)

BODIES = (
    Body(
        ASSEMBLY,
        "assemblée générale",
        convened_by=Callers(posts=("president",), share=Fraction(1, 10)),
        presided_by="president",
        notice=FIFTEEN_DAYS,
        notice_article="9.2",
        article="8.1, 9.1",
    ),
    Body(
        BOARD,
        "conseil d’administration",
        convened_by=Callers(posts=("president",), share=Fraction(1, 3)),
        seats=6,
        term_months=72,
        renewal=3,
        presided_by="president",
        casting_vote=True,
        notice=FIFTEEN_DAYS,
        notice_article="14.1",
        article="12.1, 14.1",
    ),
    Body(
        BUREAU,
        "bureau",
        convened_by=Callers(posts=("president",)),
        seats=3,
        term_months=24,
        officers=("president", "secretary", "treasurer"),
        presided_by="president",
        article="17.1, 18.1",
    ),
)

EXPRESSED = Majority(HALF, True, "expressed", "10.4")
IN_ASSEMBLY = Rule(Quorum(Fraction(1, 5), "entitled", "participants", article="10.1"), EXPRESSED, tie_article="10.4")
AT_THE_BOARD = Rule(
    Quorum(HALF, "in_office", "present", strict=True, article="14.3"),
    Majority(HALF, True, "expressed", "A-12"),
    tie="chair",
    tie_article="14.4",
)
IN_THE_BUREAU = Rule(None, Majority(HALF, True, "expressed", "A-12"))
TO_CHANGE_STATUTES = Rule(
    Quorum(HALF, "entitled", "present", article="22.3"), Majority(Fraction(3, 5), False, "present", "22.4")
)
TO_DISSOLVE = Rule(
    Quorum(HALF, "entitled", "present", article="23.3"), Majority(Fraction(3, 4), False, "present", "23.3")
)
PROPOSED_BY = Callers(bodies=(BOARD,), share=Fraction(1, 3))
FROM_THE_BOARD = Callers(bodies=(BOARD,))


def _of_assembly(key, title, article, **more):
    return Matter(key, title, ASSEMBLY, IN_ASSEMBLY, article=article, **more)


def _of_board(key, title, article, **more):
    return Matter(key, title, BOARD, AT_THE_BOARD, secret_remotely=True, article=article, **more)


def _of_bureau(key, title, article):
    return Matter(key, title, BUREAU, IN_THE_BUREAU, article=article)


MATTERS = (
    _of_assembly(RESIDUAL, "Décision ordinaire", "11.3"),
    _of_assembly("moral_report", "Rapport moral", "11.1"),
    _of_assembly("accounts", "Comptes de l’exercice", "11.1, 20.1"),
    _of_assembly("dues", "Montant des cotisations", "5.2, 5.3, 11.1"),
    _of_assembly("policy", "Orientation et politique générale", "11.2"),
    _of_assembly("exceptional", "Décision exceptionnelle sur l’objet de l’association", "11.2"),
    _of_assembly("internal_rules", "Règlement intérieur", "11.1, 15, 21.2", initiators=FROM_THE_BOARD),
    _of_assembly(
        "board_election", "Élection du conseil d’administration", "10.4, 12.1", secrecy="secret", elects=BOARD
    ),
    Matter(
        "statutes",
        "Modification des statuts",
        ASSEMBLY,
        TO_CHANGE_STATUTES,
        single_item=True,
        notice=ONE_MONTH,
        notice_article="22.1",
        to_all_members=True,
        second_call=SecondCall(True, FIFTEEN_DAYS, FIFTEEN_DAYS, "22.3"),
        initiators=PROPOSED_BY,
        article="22.1",
    ),
    Matter(
        "dissolution",
        "Dissolution de l’association",
        ASSEMBLY,
        TO_DISSOLVE,
        single_item=True,
        notice=ONE_MONTH,
        notice_article="22.1",
        to_all_members=True,
        second_call=SecondCall(False, FIFTEEN_DAYS, FIFTEEN_DAYS, "23.3"),
        initiators=PROPOSED_BY,
        article="23.1",
    ),
    _of_assembly("liquidators", "Nomination des liquidateurs", "23.4"),
    _of_assembly("net_assets", "Attribution de l’actif net", "23.5"),
    _of_board("board_decision", "Décision du conseil", "15"),
    _of_board("administration", "Gestion administrative quotidienne", "15"),
    _of_board("liability", "Question qui engage la responsabilité de l’association", "code social"),
    _of_board("agenda", "Bilans et ordre du jour présentés à l’assemblée", "15"),
    _of_board("internal_rules_draft", "Projet de règlement intérieur", "15, 21.1"),
    _of_board("statutes_draft", "Projet de modification des statuts", "15, 22.1"),
    _of_board("honorary", "Nomination d’un membre d’honneur", "5.4"),
    _of_board("co_option", "Remplacement provisoire d’un administrateur", "12.4"),
    Matter(
        "bureau_election",
        "Élection du bureau",
        BOARD,
        Rule(AT_THE_BOARD.quorum, AT_THE_BOARD.majority),
        secrecy="secret",
        elects=BUREAU,
        article="17.1, 17.2",
    ),
    _of_bureau("bureau_decision", "Décision du bureau", "17.1"),
    _of_bureau("admission", "Admission d’un membre", "6"),
    _of_bureau("exclusion", "Exclusion d’un membre", "7"),
    _of_bureau("striking_off", "Radiation pour cotisation impayée", "7"),
    _of_bureau("registered_office", "Siège social", "1.2"),
)


def _interpreted(statutes):
    for key, choice in DEFAULTS.items():
        statutes = choose(statutes, key, choice)
    return statutes


STATUTES = _interpreted(
    Statutes(
        "Statuts d’Open Atlas",
        COLLEGES,
        {body.key: body for body in BODIES},
        {matter.key: matter for matter in MATTERS},
    )
)

# What an association begins with that writes its own: one college, its assembly, one rule.
BLANK = Statutes(
    "Nos règles",
    (College("membre", "membres", "deliberative", False),),
    {ASSEMBLY: Body(ASSEMBLY, "assemblée générale", convened_by=Callers(share=Fraction(1, 10)), notice=FIFTEEN_DAYS)},
    {RESIDUAL: Matter(RESIDUAL, "Décision ordinaire", ASSEMBLY, Rule(None, Majority(HALF, True, "expressed")))},
)
