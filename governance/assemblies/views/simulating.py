"""« Simuler une règle »: counts are typed, and the law answers as it would in session; nothing is kept."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from governance.assemblies import wording
from governance.assemblies.forms.statutes import RuleForm
from governance.assemblies.judged import VOICES, told_judgement
from governance.assemblies.models import RuleSet
from governance.assemblies.views.statutes import organization_or_404
from governance.organizations.views import about
from governance.rules import statutes
from governance.rules.majority import Counts, judge
from governance.rules.statutes import open_atlas
from governance.rules.statutes.judging import judge_matter

MOST = 10**6  # people
FREE = "free"
PEOPLE = {
    "entitled": gettext_lazy("Membres ayant droit de vote"),
    "in_office": gettext_lazy("Membres en fonction"),
    "present": gettext_lazy("Présents"),
    "participants": gettext_lazy("Ont pris part au scrutin"),
}


class MatterChoice(forms.Form):
    matter = forms.ChoiceField(label=gettext_lazy("La question posée"))

    def __init__(self, *arguments, found, **options):
        super().__init__(*arguments, **options)
        matters = [(m.key, m.title) for m in found.matters.values() if not m.elects] if found else []
        self.fields["matter"].choices = [*matters, (FREE, _("Une règle que j’écris ici"))]


class CountsForm(forms.Form):
    """The counts that a rule uses, and no others; and what else the law would ask."""

    def __init__(self, *arguments, rule, statutes=None, matter=None, **options):
        super().__init__(*arguments, **options)
        self.matter = matter
        used = {rule.majority.base} | ({rule.quorum.of, rule.quorum.counts} if rule.quorum else set())
        if matter and matter.counts_vacant:
            used.discard("in_office")
        for name in (*(name for name in PEOPLE if name in used), *VOICES):
            asked = name in PEOPLE or name in ("favour", "against")
            label = PEOPLE.get(name) or VOICES[name]
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=MOST, required=asked)
        if rule.tie == "chair":
            self.fields["chair"] = forms.ChoiceField(
                label=_("Voix de la présidence"),
                choices=[("", _("absente, ou sans vote")), ("for", _("pour")), ("against", _("contre"))],
                required=False,
            )
            self.fields["secret"] = forms.BooleanField(label=_("Le scrutin est secret"), required=False)
        if matter and matter.second_call:
            self.fields["second_call"] = forms.BooleanField(label=_("C’est une seconde séance"), required=False)
        if matter and statutes.notice(matter.key)[0]:
            for name, label in (("sent", _("Convocation envoyée le")), ("meeting", _("Pour une séance le"))):
                widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                self.fields[name] = forms.DateField(label=label, required=False, widget=widget)

    @property
    def counts(self) -> Counts:
        given = {name: self.cleaned_data.get(name) or 0 for name in (*PEOPLE, *VOICES)}
        return Counts(**given)

    def rest(self, *names):
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


@require_safe
def simulate(request, space_slug):
    """Whoever reads the space may try its rules: a matter, or a rule typed here, counts, and what they give."""
    space = organization_or_404(request.user, space_slug)
    in_force = RuleSet.objects.in_force(space.organization)
    found = in_force.statutes if in_force else None
    chosen = MatterChoice({"matter": _chosen(request.GET, found)}, found=found)
    chosen.is_valid()
    key = chosen.cleaned_data.get("matter", FREE)
    matter = found.matters[key] if key != FREE else None
    # What was typed for another question fills the fields, and is judged only once asked for this one.
    asked = request.GET if request.GET.get("judged") == key else None
    rule_form = None if matter else _rule_form(asked)
    rule = matter.rule if matter else _typed_rule(rule_form)
    form = CountsForm(asked, rule=rule, statutes=found, matter=matter, initial=_whole(request.GET))
    answer = None
    if form.is_bound and form.is_valid() and (matter or rule_form.is_valid()):
        answer = _judged(form, found, key, rule, matter)
    context = {
        "chosen": chosen,
        "key": key,
        "matter": matter,
        "sentence": wording.sentence(found, matter) if matter else "",
        "rule_form": rule_form,
        "form": form,
        "answer": answer,
        "in_force": in_force,
        "is_asked": asked is not None,
    }
    status = 422 if asked is not None and answer is None else 200
    return render(
        request, "assemblies/rule_simulate.html", about(request.user, space, "in-association") | context, status=status
    )


def _chosen(sent, found):
    key = sent.get("matter", "")
    if found is None:
        return FREE
    return key if key == FREE or (key in found.matters and not found.matters[key].elects) else statutes.RESIDUAL


def _whole(sent):
    """The counts already typed, when the question changes: what stays valid stays typed."""
    return {name: sent[name] for name in (*PEOPLE, *VOICES) if sent.get(name, "").isascii() and sent.get(name, "")}


def _rule_form(asked):
    if asked is not None and "majority_share" in asked:
        return RuleForm(asked)
    return RuleForm(None, initial=RuleForm.rule_initial(open_atlas.IN_ASSEMBLY))


def _typed_rule(form):
    """The rule typed, read by the law; the ordinary one of Open Atlas until there is one."""
    if form.is_bound and form.is_valid():
        try:
            return statutes.read_rule(form.rule(form.cleaned_data))
        except statutes.Nonsense as nonsense:
            form.add_error(None, wording.said(nonsense, where=False))
    return open_atlas.IN_ASSEMBLY


def _judged(form, found, key, rule, matter):
    data = form.cleaned_data
    try:
        if matter:
            rest = form.rest("chair", "secret", "sent", "meeting", "second_call")
            judgement = judge_matter(found, key, form.counts, **rest)
        else:
            judgement = judge(rule, form.counts, **form.rest("chair", "secret"))
    except ValueError:
        told = {"voters": form.counts.cast + form.counts.recused, "participants": data.get("participants") or 0}
        form.add_error(
            None,
            _("%(voters)s personnes ont voté ou se sont retirées, et %(participants)s seulement ont pris part.") % told,
        )
        return None
    return told_judgement(judgement, form.counts)
