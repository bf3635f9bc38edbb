"""What a convocation lacks, in whole sentences, and articles between brackets."""

from django.utils.translation import gettext as _

from governance.assemblies import wording
from governance.rules.meetings import Wanted


def in_brackets(article: str) -> str:
    """« (art. 10.4) », after a space; nothing where there is none."""
    return f" ({wording.source(article)})" if article else ""


def said_lacking(wanted: Wanted) -> str:
    """What a convocation lacks, and what to do."""
    said = {
        "place": _("Dites où la séance se tient (art. 9.2)."),
        "arrangements": _("Dites comment l’on participe à distance (art. 9.2)."),
        "agenda": _("L’ordre du jour est vide : ajoutez-y au moins un point (art. 9.2)."),
        "text": _(
            "Le point %(n)s est soumis au vote sans texte : la convocation contient ce qui sera voté (art. 9.3)."
        ),
        "result": _("Les comptes du point %(n)s n’ont pas leur compte de résultat : joignez-le au point (art. 20.1)."),
        "balance_sheet": _("Les comptes du point %(n)s n’ont pas leur bilan : joignez-le au point (art. 20.1)."),
        "annex": _("Les comptes du point %(n)s n’ont pas leur annexe : joignez-la au point (art. 20.1)."),
        "receipt": _(
            "Le point %(n)s rembourse des frais sans justificatif : joignez-y la facture ou le reçu (art. 16.2)."
        ),
        "single_item": _("Le point %(n)s veut une séance à point unique : retirez les autres (art. 22.1)."),
    }
    return said[wanted.code] % {"n": wanted.item}
