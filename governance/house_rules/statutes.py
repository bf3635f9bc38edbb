"""The binding rules of the statutes of Open Atlas, article by article."""

from django.utils.translation import gettext_lazy as _

from governance.house_rules.shapes import HouseRule

JUDGE = "governance.rules.majority.judge"
NOTICE = "governance.rules.notice.is_in_time"
SECOND = "governance.rules.notice.second_call"
DECIDING = "governance.rules.statutes.Statutes.deciding"
MATTER = "governance.rules.statutes.Matter"
RULES, SIMULATE = "rules", "rule-simulate"


def _rule(key, words, where, address=""):
    """The key of a statute names its article: « ST-12.2a » is art. 12.2."""
    return HouseRule(key, key.removeprefix("ST-").rstrip("abcd"), words, where, address)


STATUTES = (
    _rule("ST-1.2", _("Le bureau seul déplace le siège social."), DECIDING, RULES),
    _rule(
        "ST-2",
        _("Toute décision se lit avec sa règle, ses comptes et son journal."),
        "governance.assemblies.judged.told_judgement",
        "meetings",
    ),
    _rule(
        "ST-5.1",
        _("Les adhérents ne paient pas de cotisation et ne votent pas à l’assemblée."),
        "governance.organizations.models.Organization.voters",
        "association",
    ),
    _rule(
        "ST-5.2",
        _("Les donateurs à jour de cotisation ont voix délibérative."),
        "governance.organizations.models.Organization.voters",
        "association",
    ),
    _rule(
        "ST-5.3",
        _("Les bienfaiteurs paient davantage et n’ont qu’une voix."),
        "governance.rules.membership.too_low",
        "association",
    ),
    _rule(
        "ST-5.4",
        _("Les membres d’honneur, nommés par le conseil, donnent un avis qui ne se compte pas."),
        "governance.organizations.entry.name_member",
        "association",
    ),
    _rule(
        "ST-5.5",
        _("Une personne morale a une seule voix, quel que soit le nombre de ses représentants."),
        "governance.organizations.entry.change_representative",
        "association",
    ),
    _rule(
        "ST-6.1",
        _("Avant seize ans, il faut l’autorisation d’un parent ou d’un tuteur."),
        "governance.rules.membership.needs_guardian",
        "apply",
    ),
    _rule("ST-6.2", _("On devient membre en le demandant."), "governance.organizations.entry.apply", "apply"),
    _rule(
        "ST-6.3",
        _("Le bureau statue à chacune de ses séances sur toutes les demandes."),
        "governance.assemblies.actions.arrivals.bring",
        "meetings",
    ),
    _rule(
        "ST-6.4",
        _("Un refus d’admission dit ses raisons."),
        "governance.organizations.entry.decide_application",
        "apply",
    ),
    _rule(
        "ST-7.1",
        _("Le bureau prononce l’exclusion, pour les motifs que les statuts nomment."),
        "governance.organizations.exits.open_exclusion",
        "association",
    ),
    _rule(
        "ST-7.2",
        _("On démissionne par un courriel à l’association, avec effet aussitôt."),
        "governance.organizations.exits.resign",
        "association",
    ),
    _rule(
        "ST-7.3",
        _("La radiation pour cotisation impayée vient après une mise en demeure."),
        "governance.organizations.dues.strike_off",
        "association",
    ),
    _rule(
        "ST-7.4",
        _("Personne n’est exclu sans avoir pu se défendre."),
        "governance.organizations.exits.decide_exclusion",
        "association",
    ),
    _rule(
        "ST-8.1",
        _("Votent à l’assemblée les donateurs et les bienfaiteurs à jour de cotisation."),
        "governance.organizations.models.Organization.voters",
        "association",
    ),
    _rule(
        "ST-8.2",
        _("Les membres d’honneur sont convoqués, et hors du quorum."),
        "governance.assemblies.actions.convening.convened",
        "meetings",
    ),
    _rule(
        "ST-8.3",
        _("Un salarié n’assiste à l’assemblée que si la présidence l’appelle, sans voter."),
        "governance.assemblies.permissions.may_invite",
        "meetings",
    ),
    _rule(
        "ST-9.1a",
        _("L’assemblée se réunit au moins une fois par an."),
        "governance.rules.duties.yearly_assembly",
        "meetings",
    ),
    _rule(
        "ST-9.1b",
        _("La présidence la convoque, ou un dixième des voix."),
        "governance.assemblies.permissions.may_convene",
        "meetings",
    ),
    _rule("ST-9.2a", _("L’assemblée est convoquée quinze jours avant, au moins."), NOTICE, SIMULATE),
    _rule(
        "ST-9.2b",
        _("La convocation porte l’ordre du jour, la date, l’heure et les moyens de participer."),
        "governance.rules.meetings.lacking",
        "meetings",
    ),
    _rule(
        "ST-9.3",
        _("La convocation porte tous les documents des questions mises aux voix."),
        "governance.rules.meetings.lacking",
        "meetings",
    ),
    _rule("ST-10.1a", _("Un cinquième des membres à jour prend part, ou l’assemblée ne décide rien."), JUDGE, SIMULATE),
    _rule(
        "ST-10.1b",
        _("L’assemblée se tient en un lieu ou à distance, avec une présence par membre."),
        "governance.assemblies.actions.check_in",
        "meetings",
    ),
    _rule(
        "ST-10.1c",
        _("Chacun peut recompter un scrutin et vérifier qu’aucun bulletin n’a changé."),
        "governance.voting.verification.every_trouble",
        "meetings",
    ),
    _rule(
        "ST-10.2",
        _("Aucune procuration n’existe, sous aucune forme."),
        "governance.assemblies.permissions.may_vote_on_paper",
        "meetings",
    ),
    _rule("ST-10.3a", _("Un membre a une voix, et une seule."), "governance.voting.actions.cast_ballot", "meetings"),
    _rule(
        "ST-10.3b",
        _("Qui passe un acte avec l’association ne vote pas sur cet acte."),
        "governance.assemblies.permissions.may_recuse",
        "meetings",
    ),
    _rule("ST-10.4a", _("Une décision ordinaire se prend à plus de la moitié des voix exprimées."), JUDGE, SIMULATE),
    _rule(
        "ST-10.4b",
        _("Un scrutin secret à distance ne laisse relier aucun bulletin à personne."),
        "governance.assemblies.agenda.is_secret",
        "meetings",
    ),
    _rule("ST-10.4c", _("L’élection du conseil est toujours secrète."), MATTER, RULES),
    _rule(
        "ST-10.5a",
        _("Qui préside la séance ouvre et ferme les points, et donne la parole."),
        "governance.assemblies.permissions.may_preside",
        "meetings",
    ),
    _rule(
        "ST-10.5b",
        _("Le procès-verbal est signé par le secrétariat, puis par la présidence."),
        "governance.assemblies.permissions.may_countersign",
        "meetings",
    ),
    _rule(
        "ST-10.6",
        _("En l’absence des deux, l’assemblée désigne une présidence et un secrétariat de séance."),
        "governance.assemblies.permissions.may_designate",
        "meetings",
    ),
    _rule(
        "ST-11.1a",
        _("L’assemblée se prononce chaque année sur le rapport moral et sur les comptes."),
        "governance.assemblies.initiative.warning_of_year",
        "meetings",
    ),
    _rule("ST-11.1b", _("L’assemblée seule fixe les cotisations."), DECIDING, RULES),
    _rule("ST-11.2", _("L’assemblée peut décider de toute question de l’association."), DECIDING, RULES),
    _rule("ST-11.3", _("Ce qui n’appartient ni au conseil ni au bureau revient à l’assemblée."), DECIDING, RULES),
    _rule(
        "ST-12.1",
        _("L’assemblée élit un conseil de six membres pour six ans."),
        "governance.assemblies.actions.seat",
        "bodies",
    ),
    _rule(
        "ST-12.2a",
        _("Deux ans après le début, deux sièges sur six sont tirés au sort et renouvelés."),
        "governance.assemblies.actions.announce_renewal",
        "draws",
    ),
    _rule(
        "ST-12.2b",
        _("Quatre ans après, deux sièges sont tirés au sort parmi les quatre autres."),
        "governance.assemblies.actions.announce_renewal",
        "draws",
    ),
    _rule(
        "ST-12.2c",
        _("Six ans après, les deux derniers sièges sont renouvelés sans tirage."),
        "governance.rules.mandates.renewal",
        "bodies",
    ),
    _rule(
        "ST-12.2d",
        _("Un siège renouvelé a ensuite un mandat entier de six ans."),
        "governance.rules.mandates.end_of_term",
        "bodies",
    ),
    _rule("ST-12.3", _("Les membres sortants peuvent se représenter."), "governance.assemblies.actions.seat", "bodies"),
    _rule(
        "ST-12.4a",
        _("Un siège vacant est pourvu provisoirement jusqu’à la prochaine assemblée."),
        "governance.assemblies.actions.arrivals.bring",
        "bodies",
    ),
    _rule(
        "ST-12.4b",
        _("Le mandat d’un remplaçant finit quand aurait fini celui qu’il remplace."),
        "governance.rules.mandates.end_of_term",
        "bodies",
    ),
    _rule(
        "ST-13.1",
        _("On se présente au conseil en étant donateur ou bienfaiteur à jour de cotisation."),
        "governance.organizations.association.why_not",
        "association",
    ),
    _rule(
        "ST-13.2",
        _("On se présente au conseil en étant membre depuis plus d’un an."),
        "governance.organizations.association.why_not",
        "association",
    ),
    _rule(
        "ST-13.3",
        _("On se présente au conseil en étant majeur ou émancipé le jour de l’élection."),
        "governance.organizations.association.why_not",
        "association",
    ),
    _rule(
        "ST-14.1a",
        _("Le conseil se réunit chaque trimestre, et quand un tiers de ses membres le demande."),
        "governance.assemblies.permissions.may_convene",
        "meetings",
    ),
    _rule(
        "ST-14.1b",
        _("Le conseil est convoqué quinze jours avant, chacun de ses membres compris."),
        "governance.assemblies.permissions.may_put_to_vote",
        "meetings",
    ),
    _rule(
        "ST-14.2",
        _("Le conseil se tient en un lieu ou à distance, avec les mêmes garanties."),
        "governance.assemblies.actions.check_in",
        "meetings",
    ),
    _rule("ST-14.3", _("Le conseil délibère quand plus de la moitié de ses membres sont présents."), JUDGE, SIMULATE),
    _rule("ST-14.4a", _("Le conseil ne connaît pas de procuration."), "governance.assemblies.votes.roll", "meetings"),
    _rule("ST-14.4b", _("À distance, le conseil vote à scrutin secret."), MATTER, RULES),
    _rule("ST-14.4c", _("À égalité au conseil, la voix de la présidence l’emporte."), JUDGE, SIMULATE),
    _rule("ST-14.5", _("Un administrateur en conflit d’intérêts ne vote pas, présidence comprise."), JUDGE, SIMULATE),
    _rule(
        "ST-14.6",
        _("Un salarié n’assiste au conseil que si la présidence l’appelle, sans voter."),
        "governance.assemblies.permissions.may_invite",
        "meetings",
    ),
    _rule(
        "ST-14.7",
        _("Un compte rendu de chaque conseil est envoyé à ses membres."),
        "governance.assemblies.mailing.send_to_convened",
        "meetings",
    ),
    _rule(
        "ST-15.1",
        _("Le conseil met en œuvre les décisions de l’assemblée."),
        "governance.assemblies.permissions.may_close_follow_up",
        "meetings",
    ),
    _rule(
        "ST-15.2",
        _("Le conseil prépare les bilans, l’ordre du jour et le règlement intérieur."),
        "governance.assemblies.initiative.may_bring",
        "meetings",
    ),
    _rule("ST-15.3", _("Le conseil prépare les changements de statuts."), DECIDING, RULES),
    _rule("ST-15.4", _("Le conseil assure la gestion quotidienne."), DECIDING, RULES),
    _rule(
        "ST-16.1",
        _("Administrer l’association n’est pas payé : qui le serait ne vote pas sur ce point."),
        "governance.assemblies.actions.put_to_vote",
        "meetings",
    ),
    _rule(
        "ST-16.2",
        _("Les frais se remboursent sur justificatif."),
        "governance.rules.meetings.pieces_wanted",
        "meetings",
    ),
    _rule(
        "ST-17.1",
        _("Le conseil élit pour deux ans un bureau de trois membres."),
        "governance.assemblies.actions.seat",
        "bodies",
    ),
    _rule(
        "ST-17.2",
        _("Une fonction vacante du bureau est pourvue aussitôt."),
        "governance.assemblies.actions.arrivals.bring",
        "bodies",
    ),
    _rule(
        "ST-18.1",
        _("La présidence tient le registre spécial et préside les assemblées."),
        "governance.assemblies.permissions.may_open_session",
        "meetings",
    ),
    _rule(
        "ST-18.2",
        _("Le secrétariat veille aux convocations."),
        "governance.assemblies.permissions.may_read_delivery",
        "meetings",
    ),
    _rule(
        "ST-18.3",
        _("La trésorerie seule dit qui est à jour de cotisation."),
        "governance.organizations.permissions.may_mark_dues",
        "association",
    ),
    _rule(
        "ST-20.1",
        _("Les comptes sont annuels, avec leurs pièces."),
        "governance.rules.meetings.pieces_wanted",
        "meetings",
    ),
    _rule(
        "ST-20.2",
        _("Les comptes approuvés se lisent sur simple demande."),
        "governance.organizations.permissions.may_read_accounts",
        "association",
    ),
    _rule(
        "ST-21.1",
        _("Sans règlement intérieur, les valeurs par défaut s’appliquent et se montrent comme des interprétations."),
        "governance.rules.statutes.interpretations.choose",
        RULES,
    ),
    _rule(
        "ST-21.2",
        _("Une règle changée attend l’approbation de l’assemblée et ne s’applique à aucun scrutin d’ici là."),
        "governance.assemblies.actions.approve_rule_set",
        RULES,
    ),
    _rule(
        "ST-22.1a",
        _("Les statuts ne changent que par une assemblée réunie pour cela."),
        "governance.assemblies.initiative.may_bring",
        "meetings",
    ),
    _rule(
        "ST-22.1b",
        _("Cette assemblée a un seul point, et tous les membres sont convoqués un mois avant."),
        "governance.assemblies.actions.send_convocation",
        "meetings",
    ),
    _rule(
        "ST-22.2",
        _("Changer les statuts se vote comme le reste, sans procuration."),
        "governance.assemblies.permissions.may_vote_on_paper",
        "meetings",
    ),
    _rule("ST-22.3a", _("La moitié des membres est présente pour changer les statuts."), JUDGE, SIMULATE),
    _rule(
        "ST-22.3b", _("Faute de quorum, une seconde assemblée décide au moins quinze jours après."), SECOND, SIMULATE
    ),
    _rule("ST-22.4", _("Les statuts changent aux trois cinquièmes des membres présents."), JUDGE, SIMULATE),
    _rule(
        "ST-23.1",
        _("L’association n’est dissoute que par une assemblée réunie pour cela."),
        "governance.assemblies.initiative.may_bring",
        "meetings",
    ),
    _rule(
        "ST-23.2", _("La dissolution ne connaît pas de procuration."), "governance.assemblies.votes.roll", "meetings"
    ),
    _rule("ST-23.3a", _("La moitié des membres est présente pour dissoudre l’association."), JUDGE, SIMULATE),
    _rule("ST-23.3b", _("La dissolution se vote aux trois quarts des membres présents."), JUDGE, SIMULATE),
    _rule(
        "ST-23.4",
        _("L’assemblée qui dissout nomme les liquidateurs."),
        "governance.assemblies.actions.dissolving.ask_what_follows",
        "meetings",
    ),
    _rule(
        "ST-23.5",
        _("Aucun membre ne reçoit les biens de l’association."),
        "governance.assemblies.permissions.may_name_for_dissolution",
        "meetings",
    ),
)
