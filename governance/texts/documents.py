"""What happens to the documents of a space: one is opened, its versions come to stand, people commit to it.

Who may put a version to ratification or in force, and when, is asked by the app that owns the act.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance import clock
from governance.organizations.models import Space
from governance.prose import is_blank
from governance.register.actions import record
from governance.rules.merge import normalise
from governance.texts import actions as texts
from governance.texts.models import Commitment, Document, Stage, Version
from governance.texts.permissions import may_commit, may_open_document
from governance.verdict import YES, Refused, ensure, no

TAKEN_BY_PAGES = {"new"}  # a document of this slug would hide the page that opens documents
SLUG_STEM = 50
Status = Document.Status


@dataclass(frozen=True)
class Source:
    """What put a version where it stands, by value: a proposal that was resolved, a decision of an assembly."""

    kind: str
    pk: int


@transaction.atomic
def open_document(space, *, by, kind, title, body, in_force=False, adopted="", room=None) -> Document:
    """Bring a document in, as a draft or as already in force, with the words of where and when it was adopted.

    From then on nobody edits it. `room`: the room whose rules these are.
    """
    space = Space.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=space.pk)
    ensure(may_open_document(by, space))
    room_key = room.pk if room is not None else None
    ensure(_is_complete(title, body, in_force, adopted))
    ensure(_has_its_place(space, kind, room))
    text = texts.start_text(body, by=by)
    version = text.versions.get()
    document = Document.objects.create(
        space=space,
        kind=kind,
        room_key=room_key,
        title=title.strip(),
        slug=_free_slug(space, title),
        text=text,
        in_force=version if in_force else None,
        opened_by=by,
    )
    words = adopted.strip() if in_force else ""
    Stage.objects.create(version=version, status=Status.IN_FORCE if in_force else Status.DRAFT, words=words)
    _record(document, "opened", version, by=by, kind=str(kind), in_force=in_force, adopted=words)
    return document


def lock_document(document) -> Document:
    """Its row locked, then read anew with its versions: nobody else changes what is in force meanwhile."""
    Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    versions = "text__current", "in_force", "to_ratify"
    return Document.objects.select_related("space__project", *versions).get(pk=document.pk)


@transaction.atomic
def put_to_ratification(document, body, *, by, source: Source) -> Version:
    """The next version waits for an assembly. The one that waited before it is superseded."""
    document, version = _next(document, body, Status.TO_RATIFY, by, source)
    document.to_ratify = version
    document.save(update_fields=["to_ratify"])
    _record(document, "submitted", version, by=by, source=[source.kind, source.pk])
    return version


@transaction.atomic
def put_in_force(document, body, *, by, source: Source) -> Version:
    """The next version is in force from now on; nothing waits any more."""
    document, version = _next(document, body, Status.IN_FORCE, by, source)
    document.in_force, document.to_ratify = version, None
    document.save(update_fields=["in_force", "to_ratify"])
    _record(document, "in_force", version, by=by, source=[source.kind, source.pk])
    return version


def ratify(document, *, by, source: Source) -> Version:
    """An assembly puts in force the version that waits for it."""
    if document.to_ratify is None:
        raise Refused(no(_("Aucune version de ce document n’attend d’être ratifiée.")))
    return put_in_force(document, document.to_ratify.body, by=by, source=source)


@transaction.atomic
def commit(document, *, by, version_n) -> Commitment:
    """Sign the version in force, which is the one that was read."""
    document = lock_document(document)
    ensure(may_commit(by, document))
    if version_n != document.in_force.n:
        raise Refused(
            no(
                _("Une autre version est entrée en vigueur, la %(n)s : lisez-la avant de vous engager.")
                % {"n": document.in_force.n}
            )
        )
    commitment = Commitment.objects.create(document=document, version=document.in_force, person=by)
    record(
        "commitment.signed",
        commitment,
        by=by,
        space=document.space,
        title=document.title,
        slug=document.slug,
        version=document.in_force.n,
        sha256=document.in_force.sha256,
    )
    return commitment


def _next(document, body, status, by, source):
    document = lock_document(document)
    version = texts.add_version(document.text, body, by=by)
    if document.status_of(version) == status:
        raise Refused(no(_("Ce texte ne change rien au document.")))
    Stage.objects.update_or_create(
        version=version,
        status=status,
        defaults={"source_kind": source.kind, "source_id": source.pk, "at": clock.now()},
    )
    return document, version


def _record(document, act, version, *, by, **payload):
    record(
        f"document.{act}",
        document,
        by=by,
        space=document.space,
        title=document.title,
        slug=document.slug,
        version=version.n,
        sha256=version.sha256,
        **payload,
    )


def _is_complete(title, body, in_force, adopted):
    if is_blank(title) or is_blank(normalise(body)):
        return no(_("Un document a un titre et un texte : écrivez au moins quelques mots de chacun."))
    if in_force and is_blank(adopted):
        return no(_("Dites où et quand ce document a été adopté : c’est ce qui le met en vigueur ici."))
    return YES


def _has_its_place(space, kind, room):
    if kind not in Document.Kind.values:
        return no(_("Cette sorte de document n’existe pas."))
    if (kind == Document.Kind.ROOM_RULES) != (room is not None):
        return no(_("Dites de quel salon ce sont les règles ; les autres documents sont ceux de tout l’espace."))
    if room is not None and room.space_id != space.pk:
        return no(_("Ce salon n’est pas dans cet espace."))
    if room is not None and Document.objects.filter(room_key=room.pk).exists():
        return no(_("Ce salon a déjà ses règles : elles changent par une proposition."))
    alone = (Document.Kind.CODE_SOCIAL, Document.Kind.STATUTES, Document.Kind.BYLAWS)
    if kind in alone and space.documents.filter(kind=kind).exists():
        return no(_("Cet espace a déjà ce document : il change par une proposition."))
    return YES


def _free_slug(space, wanted):
    stem = slugify(wanted)[:SLUG_STEM].strip("-") or "document"
    taken = set(space.documents.filter(slug__startswith=stem).values_list("slug", flat=True)) | TAKEN_BY_PAGES
    slug, n = stem, 1
    while slug in taken:
        n += 1
        slug = f"{stem}-{n}"
    return slug
