"""The files about the questions of an agenda: how many there may be, what a row keeps of them, their content."""

from django.conf import settings
from django.utils.translation import gettext as _

from governance.assemblies.models import ItemDocument
from governance.verdict import YES, Verdict, no
from rooms import files

MOST_OF_ITEM = 10
MOST_OF_MEETING = 50
COPIED = "n name nature size sha256 stored added_by added_at".split()


def rows():
    return ItemDocument.objects.all()


def content_of(document) -> bytes | None:
    """Its bytes; None where its file is lost."""
    try:
        with files.storage().open(document.stored) as content:
            return content.read()
    except FileNotFoundError:
        return None


def there_is_room(item, chosen) -> Verdict:
    """Whether these files may join the others of the question and of its meeting."""
    beside = list(ItemDocument.objects.filter(item__meeting=item.meeting_id))
    here = sum(one.item_id == item.pk for one in beside)
    if here + len(chosen) > MOST_OF_ITEM:
        return no(_("Une question a %(most)s documents au plus.") % {"most": MOST_OF_ITEM})
    if len(beside) + len(chosen) > MOST_OF_MEETING:
        return no(_("Une séance a %(most)s documents au plus.") % {"most": MOST_OF_MEETING})
    size = sum(one.size for one in beside) + sum(one.file.size for one in chosen)
    if size > settings.FILES_A_DAY:
        return no(
            _("Les documents d’une séance pèsent %(most)s au plus ensemble.")
            % {"most": files.weight(settings.FILES_A_DAY)}
        )
    return YES


def copy(item, to) -> None:
    """The documents that were sent for a question, on the same one of another meeting; their files lie there once."""
    for one in item.documents.filter(is_late=False):
        kept = {name: getattr(one, name) for name in COPIED}
        ItemDocument.objects.create(item=to, **kept)


def in_notice(item) -> list[list]:
    """What the convocation says of the documents of a question, as it is hashed: name, size, sha256, perhaps nature."""
    sent = [one for one in item.documents.all() if not one.is_late]
    return [[one.name, one.size, one.sha256, *filter(None, [one.nature])] for one in sent]
