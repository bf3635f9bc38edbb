"""Documents of the cast, opened and brought to their next versions as people do."""

import pytest

from governance.register.models import Entry
from governance.texts import documents
from governance.texts.documents import Source
from governance.texts.models import Document
from governance.verdict import Refused

CODE = "# Le code\n\nOn se réunit le mardi.\n\nOn traduit le guide.\n\nOn fête la fin."
ADOPTED = "Assemblée du 3 mars 2019, à Saint-Denis."
ASSEMBLY = Source("decision", 1)


def a_document(cast, kind="code_social", *, in_force=True, title="Le code social", body=CODE, **fields) -> Document:
    return documents.open_document(
        cast.space,
        by=cast.alice,
        kind=kind,
        title=title,
        body=body,
        in_force=in_force,
        adopted=ADOPTED if in_force else "",
        **fields,
    )


def again(document) -> Document:
    return Document.objects.with_versions().get(pk=document.pk)


def submit(document, body, *, by):
    """A version that waits for the assembly, as the resolution of a proposal makes one."""
    return documents.put_to_ratification(document, body, by=by, source=Source("proposal", 0))


def next_version(cast, document, body):
    """A version that the assembly puts in force."""
    submit(document, body, by=cast.bob)
    return documents.ratify(again(document), by=cast.alice, source=ASSEMBLY)


def refused(words):
    """The act is refused, and the reason that people read holds these words."""
    return pytest.raises(Refused, match=words)


def acts(subject) -> list[str]:
    """What the register says happened to it, oldest first."""
    return list(Entry.objects.about(subject).order_by("seq").values_list("act", flat=True))
