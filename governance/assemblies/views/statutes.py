"""The pages of an association's rules: in plain words, their versions, and a draft written part by part."""

import json
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions, wording
from governance.assemblies.forms.statutes import (
    PARTS,
    ApprovalForm,
    InterpretationsForm,
    RulesFileForm,
    StartForm,
)
from governance.assemblies.models import RuleSet
from governance.organizations.views import about, space_or_404
from governance.rules import statutes
from governance.rules.merge import diff
from governance.rules.statutes import interpretations, open_atlas
from governance.throttle import paced
from governance.verdict import ensure

PAGE = 100


def organization_or_404(user, slug):
    """The space of an organization, if `user` may see it: projects live under the rules of theirs."""
    space = space_or_404(user, slug)
    if space.organization is None:
        raise Http404
    space.organization.space = space
    return space


def _rule_set(request, space_slug, number):
    space = organization_or_404(request.user, space_slug)
    found = RuleSet.objects.visible_to(request.user).select_related("made_by", "approved_by")
    found = get_object_or_404(found, organization=space.organization, number=number)
    found.organization = space.organization
    return space, found


def _page(request, template, space, status=200, **context):
    context |= about(request.user, space, "in-association")
    return render(request, f"assemblies/{template}.html", context, status=status)


def _answered(request, template, space, form, **context):
    status = 200
    if form.is_bound:
        status = 422 if getattr(form, "refusal", None) is None else refusal_status(form)
    page = _page(request, template, space, status, form=form, **context)
    return with_wait(page, getattr(form, "refusal", None))


# --- Reading ------------------------------------------------------------------------------------------


@require_safe
def rules(request, space_slug):
    """The rules in force of an association, in plain words, and every version there was."""
    space = organization_or_404(request.user, space_slug)
    versions = RuleSet.objects.visible_to(request.user).filter(organization=space.organization)
    versions = list(versions.select_related("made_by").defer("content")[:PAGE])
    for one in versions:
        one.organization = space.organization
    in_force = RuleSet.objects.in_force(space.organization)
    return _page(
        request,
        "rules",
        space,
        in_force=in_force,
        **(_in_words(in_force) if in_force else {}),
        versions=versions,
        drafts=[one for one in versions if one.is_draft],
        may_propose=permissions.may_propose_rule_set(request.user, space.organization),
    )


@require_safe
def rule_set(request, space_slug, number):
    """One version; whoever may change a draft does it from here."""
    space, found = _rule_set(request, space_slug, number)
    return _page(
        request,
        "rule_set",
        space,
        rule_set=found,
        **_in_words(found),
        in_force=RuleSet.objects.in_force(space.organization),
        may_change=permissions.may_change_rule_set(request.user, found) if found.is_draft else None,
        may_add_body=len(found.statutes.bodies) < len(statutes.BODIES),
    )


def _in_words(found):
    return {"statutes": found.statutes, "told": wording.told(found.statutes), **_readings(found.statutes)}


@dataclass(frozen=True)
class Reading:
    """An interpretation as a page shows it: what was chosen, and whether the rules still say it."""

    key: str
    question: str
    source: str
    answer: str
    holds: bool = True


def _readings(found):
    """The choices made, and the readings that hold for all who made some."""
    chosen, stated = [], []
    for one in interpretations.ALL if found.interpretations else ():
        words = _(one.reading) if one.reading else _(one.options.get(found.interpretations.get(one.key), ""))
        if not words:
            continue
        holds = one.apply is None or interpretations.holds(found, one.key)
        reading = Reading(one.key, _(one.question), wording.article(_(one.source)), words, holds)
        (chosen if one.apply else stated).append(reading)
    return {"chosen": chosen, "stated": stated}


@require_safe
def rules_difference(request, space_slug):
    """What changes from one version to another, rule by rule, in plain words."""
    space = organization_or_404(request.user, space_slug)
    versions = list(RuleSet.objects.visible_to(request.user).filter(organization=space.organization)[:PAGE])
    if not versions:
        raise Http404
    numbers = {str(one.number): one for one in versions}
    after = numbers.get(request.GET.get("to", ""), versions[0])
    before = numbers.get(request.GET.get("from", ""), versions[1] if len(versions) > 1 else versions[0])
    return _page(
        request,
        "rules_difference",
        space,
        versions=versions,
        before=before,
        after=after,
        sections=_differences(before.statutes, after.statutes),
    )


def _differences(before, after):
    """(section, lines) where something differs; a line is (name, words before, words after, the edits between)."""
    sections = [
        (_("Collèges"), _colleges_told(before), _colleges_told(after)),
        (_("Instances"), _bodies_told(before), _bodies_told(after)),
        (_("Questions"), _matters_told(before), _matters_told(after)),
    ]
    found = []
    for title, old, new in sections:
        lines = []
        for key in dict.fromkeys([*new, *old]):
            (name, was), (_name, now) = old.get(key, new.get(key)), new.get(key, old.get(key))
            was, now = was if key in old else "", now if key in new else ""
            if was != now or (key in old and key in new and name != _name):
                lines.append((new.get(key, old.get(key))[0], was, now, diff(was, now) if was and now else []))
        if lines:
            found.append((title, lines))
    return found


def _colleges_told(found):
    return {one.key: (one.name, college_told(one)) for one in found.colleges}


def college_told(college):
    """A college in words: its voice, whether it pays, its article."""
    pays = _("paie une cotisation") if college.pays_dues else _("sans cotisation")
    article = f" ({wording.article(college.article)})" if college.article else ""
    return f"{wording.VOICE_NAMES[college.voice]}, {pays}{article}."


def _bodies_told(found):
    return {key: (body.name, wording.body_sentence(found, body)) for key, body in found.bodies.items()}


def _matters_told(found):
    return {key: (matter.title, wording.sentence(found, matter)) for key, matter in found.matters.items()}


@require_safe
def rule_set_export(request, space_slug, number):
    """A version as a file, for another association to start from."""
    space, found = _rule_set(request, space_slug, number)
    content = json.dumps(statutes.write(found.statutes), ensure_ascii=False, indent=2)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{space.slug}-{number}.json"'
    return answer


# --- Proposing a version ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_create(request, space_slug):
    """Begin a version: on the statutes of Open Atlas, on what is in force, or on nearly nothing."""
    space = organization_or_404(request.user, space_slug)
    ensure(permissions.may_propose_rule_set(request.user, space.organization))
    in_force = RuleSet.objects.in_force(space.organization)
    form = StartForm(request.POST if request.method == "POST" else None, in_force=in_force)
    begun = {"open_atlas": lambda: open_atlas.STATUTES, "blank": lambda: open_atlas.BLANK}
    begun["in_force"] = lambda: in_force.statutes

    def propose(data):
        content = statutes.write(begun[data["start"]]())
        return paced("rules", actions.propose_rule_set, space.organization, by=request.user, content=content)

    made = attempt(form, propose)
    if made:
        messages.success(request, _("Le projet est ouvert. Changez-le partie par partie ; rien ne s’applique encore."))
        return redirect(made)
    return _answered(request, "rule_set_create", space, form)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_import(request, space_slug):
    """Begin a version with a file, read without trust; what was typed stays when it is not taken."""
    space = organization_or_404(request.user, space_slug)
    ensure(permissions.may_propose_rule_set(request.user, space.organization))
    form = RulesFileForm(request.POST if request.method == "POST" else None, request.FILES or None)

    def propose(data):
        return paced("rules", actions.propose_rule_set, space.organization, by=request.user, content=data["content"])

    made = attempt(form, propose)
    if made:
        messages.success(request, _("Le fichier est devenu un projet. Relisez-le : rien ne s’applique encore."))
        return redirect(made)
    return _answered(request, "rule_set_import", space, form)


# --- Writing a draft ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_part(request, space_slug, number, section, key=""):
    """Add a college, a body or a matter to a draft, or change one; « relire » shows it in words first."""
    space, found = _rule_set(request, space_slug, number)
    ensure(permissions.may_change_rule_set(request.user, found))
    parts = _parts(found.statutes, section)
    if key and key not in parts:
        raise Http404
    kind = PARTS[section]
    initial = kind.initial_of(parts[key]) if key else {}
    data = request.POST if request.method == "POST" else None
    form = kind(data, found=found.statutes, key=key, initial=initial)
    preview = None
    if form.is_bound and form.is_valid():
        if "preview" in request.POST:
            preview = _part_told(form.made, section, form.named(form.cleaned_data))
        else:
            changed = attempt(form, partial(_save_part, request.user, found, form))
            if changed:
                messages.success(request, _("C’est écrit dans le projet."))
                return redirect(f"{found.get_absolute_url()}#{section}")
    context = {"rule_set": found, "section": section, "key": key, "part": parts.get(key), "preview": preview}
    if preview is not None:
        return _page(request, "rule_set_part", space, form=form, **context)
    return _answered(request, "rule_set_part", space, form, **context)


def _save_part(user, found, form, data):
    what = {"section": form.section, "key": form.named(data), "part": form.part(data)}
    return paced("rules", actions.change_rule_set, found, by=user, **what)


def _parts(found, section):
    if section not in PARTS:
        raise Http404
    return {one.key: one for one in found.colleges} if section == "colleges" else getattr(found, section)


def _part_told(found, section, key):
    part = _parts(found, section)[key]
    if section == "colleges":
        return college_told(part)
    return wording.body_sentence(found, part) if section == "bodies" else wording.sentence(found, part)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_part_remove(request, space_slug, number, section, key):
    space, found = _rule_set(request, space_slug, number)
    ensure(permissions.may_change_rule_set(request.user, found))
    parts = _parts(found.statutes, section)
    if key not in parts:
        raise Http404
    if request.method == "POST":
        paced("rules", actions.change_rule_set, found, by=request.user, section=section, key=key, part=None)
        messages.success(request, _("C’est retiré du projet."))
        return redirect(f"{found.get_absolute_url()}#{section}")
    context = {"rule_set": found, "section": section, "part": parts[key]}
    return _page(request, "rule_set_part_remove", space, told=_part_told(found.statutes, section, key), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_interpretations(request, space_slug, number):
    """Choose how a draft reads where the text is silent: each choice changes its rules at once."""
    space, found = _rule_set(request, space_slug, number)
    ensure(permissions.may_change_rule_set(request.user, found))
    form = InterpretationsForm(request.POST if request.method == "POST" else None, found=found.statutes)

    def interpret(data):
        return paced("rules", actions.interpret_rule_set, found, by=request.user, choices=data)

    if attempt(form, interpret):
        messages.success(request, _("Les interprétations sont choisies, et les règles les suivent."))
        return redirect(f"{found.get_absolute_url()}#interpretations")
    return _answered(request, "rule_set_interpretations", space, form, rule_set=found)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_approve(request, space_slug, number):
    """Put a draft in force, by naming the decision of the assembly that approved it."""
    space, found = _rule_set(request, space_slug, number)
    ensure(permissions.may_approve_rule_set(request.user, found))
    form = ApprovalForm(request.POST if request.method == "POST" else None)

    def approve(data):
        decision = actions.Approval(data["day"], data["words"], data["address"])
        return paced("rules", actions.approve_rule_set, found, by=request.user, decision=decision)

    if attempt(form, approve):
        messages.success(request, _("Ce règlement est en vigueur ; les scrutins déjà ouverts gardent le leur."))
        return redirect("rules", space.slug)
    former = RuleSet.objects.in_force(space.organization)
    return _answered(request, "rule_set_approve", space, form, rule_set=found, former=former)
