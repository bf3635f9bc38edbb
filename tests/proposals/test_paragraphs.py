"""One paragraph of a text is amended from where it is read, and the rest of the text does not move."""

import pytest
from django.urls import reverse

from governance import prose
from governance.texts.models import Draft
from tests.proposals.factories import a_proposal, amend, fresh

pytestmark = pytest.mark.django_db

TEXT = """# Le guide

Nous traduisons le guide.

- le lundi
- le mardi

| jour | lieu |
|---|---|
| lundi | ici |
| mardi | là |

Nous fêtons la fin."""


@pytest.fixture
def proposal(cast):
    return a_proposal(cast, cast.bob, "amending", body=TEXT)


def page(proposal, n, item=None):
    return reverse("amendment-create", args=[proposal.pk]) + f"?p={n}" + (f"&item={item}" if item else "")


def asked(proposal, what, **fields):
    base = fresh(proposal).text.current.pk
    return {"base": base, "what": what, "reason": "Pour être plus clair."} | fields


def body_of(proposal):
    return proposal.text.amendments.last().body


def text(response):
    return response.content.decode()


def test_each_paragraph_of_the_page_has_its_link_for_those_who_may_amend(cast, proposal, sign_in):
    home = reverse("proposal", args=[proposal.pk])
    said = text(sign_in(cast.erin).get(home))
    for n in range(1, 6):
        assert f'href="{page(proposal, n)}" aria-label="Amender le paragraphe {n}"' in said
    assert 'class="am"' not in text(sign_in(cast.carol).get(home))


def test_the_links_stand_inside_the_blocks_and_nowhere_else():
    html = prose.render(TEXT + '\n\n> Un <p id="p9">mot</p>\n\n```\ncode\n```', numbered=True)
    linked = prose.with_links_to_amend(html, "/x?p=", "Amender %s")
    assert linked.count('class="am"') == 6
    assert '<li><a class="am" href="/x?p=3"' in linked
    assert '<caption><a class="am" href="/x?p=4"' in linked


def test_the_form_holds_this_paragraph_alone(cast, proposal, sign_in):
    form = sign_in(cast.erin).get(page(proposal, 2)).context["form"]
    assert form["words"].value() == "Nous traduisons le guide."
    assert sign_in(cast.erin).get(page(proposal, 3)).context["form"]["words"].value() == "- le lundi\n- le mardi"
    assert sign_in(cast.erin).get(page(proposal, 3, 2)).context["form"]["words"].value() == "- le mardi"


@pytest.mark.parametrize(
    ("n", "item", "what", "fields", "before", "after"),
    [
        (2, None, "replace", {"words": "Nous relisons."}, "Nous traduisons le guide.", "Nous relisons."),
        (2, None, "after", {"added": "Puis."}, "le guide.\n", "le guide.\n\nPuis.\n"),
        (2, None, "before", {"added": "D’abord."}, "Nous traduisons", "D’abord.\n\nNous traduisons"),
        (2, None, "delete", {}, "Nous traduisons le guide.\n\n", ""),
        (3, 1, "delete", {}, "- le lundi\n", ""),
        (3, 2, "after", {"added": "- le jeudi"}, "- le mardi\n", "- le mardi\n- le jeudi\n"),
        (4, 3, "replace", {"words": "| lundi | dehors |"}, "| lundi | ici |", "| lundi | dehors |"),
    ],
)
def test_what_is_asked_of_a_paragraph_changes_it_and_nothing_else(
    cast, proposal, sign_in, n, item, what, fields, before, after
):
    answer = sign_in(cast.erin).post(page(proposal, n, item), asked(proposal, what, **fields))
    assert answer.status_code == 302
    assert body_of(proposal) == TEXT.replace(before, after)


def test_a_paragraph_moves_after_another_chosen_by_its_number_and_first_words(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    places = {label: key for key, label in erin.get(page(proposal, 2)).context["form"].fields["place"].choices}
    assert "après le 5 : Nous fêtons la fin." in places
    assert not [label for label in places if "après le 1 " in label or "après le 2 " in label]
    erin.post(page(proposal, 2), asked(proposal, "move", place=places["après le 5 : Nous fêtons la fin."]))
    assert body_of(proposal) == TEXT.replace("Nous traduisons le guide.\n\n", "") + "\n\nNous traduisons le guide."


def test_a_row_moves_in_its_table_only(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    places = dict(erin.get(page(proposal, 4, 4)).context["form"].fields["place"].choices)
    first = next(key for key, label in places.items() if label == "tout au début")
    assert len(places) == 2
    erin.post(page(proposal, 4, 4), asked(proposal, "move", place=first))
    moved = TEXT.replace("| lundi | ici |\n| mardi | là |", "| mardi | là |\n| lundi | ici |")
    assert body_of(proposal) == moved


@pytest.mark.parametrize(
    ("n", "item", "what", "fields", "why"),
    [
        (2, None, "replace", {"words": " "}, "choisissez de le supprimer"),
        (2, None, "replace", {"words": "Nous traduisons le guide."}, "ne change rien au texte"),
        (2, None, "after", {"added": ""}, "Écrivez le paragraphe à ajouter."),
        (2, None, "move", {"place": ""}, "Choisissez la place où le mettre."),
        (2, None, "move", {"place": "999"}, "999"),
        (2, None, "banana", {}, "banana"),
        (2, None, "", {}, "Dites ce que vous en feriez"),
        (4, 1, "delete", {}, "L’en-tête d’un tableau"),
        (4, 3, "after", {"added": "Un paragraphe."}, "Une ligne de tableau reste une ligne"),
        (2, None, "delete", {"reason": " "}, "obligatoire"),
        (2, None, "delete", {"base": "123456"}, "ne part pas d’une version de ce texte"),
        (2, None, "delete", {"base": "x"}, "ne part pas d’une version de ce texte"),
    ],
)
def test_what_does_not_hold_is_said_and_what_was_typed_stays(cast, proposal, sign_in, n, item, what, fields, why):
    answer = sign_in(cast.erin).post(page(proposal, n, item), asked(proposal, what, **fields))
    assert answer.status_code in (403, 422)
    assert why in text(answer)
    assert proposal.text.amendments.count() == 0
    for typed in fields.values():
        assert typed.strip() in text(answer)


def test_a_fence_left_open_is_refused_before_it_swallows_the_rest(cast, sign_in):
    proposal = a_proposal(cast, cast.bob, "amending", body="Un.\n\n```\ncode\n```\n\nDeux.")
    answer = sign_in(cast.erin).post(page(proposal, 1), asked(proposal, "replace", words="```\nouvert"))
    assert (answer.status_code, proposal.text.amendments.count()) == (422, 0)
    assert "bloc de code" in text(answer)


def test_the_preview_shows_the_words_that_change_and_sends_nothing(cast, proposal, sign_in):
    sent = asked(proposal, "replace", words="Nous relisons le guide.", preview="1", reason="")
    answer = sign_in(cast.erin).post(page(proposal, 2), sent)
    assert answer.status_code == 200
    assert [(row.n, row.kind) for row, _words in answer.context["rows"]] == [(2, "edited")]
    assert (proposal.text.amendments.count(), answer.context["form"].errors) == (0, {})


def test_a_paragraph_read_in_an_older_version_is_the_one_that_changes(cast, proposal, sign_in):
    """While Erin writes, a paragraph comes before hers: her words still go where she read them."""
    sent = asked(proposal, "replace", words="Nous relisons le guide.")
    first = amend(proposal, cast.faye, body=TEXT.replace("# Le guide", "# Le guide\n\nUn mot d’abord."))
    bob = sign_in(cast.bob)
    bob.post(reverse("amendment-decide", args=[proposal.pk, first.n, "accept"]), {"seen": "1"})
    assert fresh(proposal).text.current.n == 2
    sign_in(cast.erin).post(page(proposal, 2), sent)
    assert "Un mot d’abord.\n\nNous relisons le guide." in body_of(proposal)


def test_a_paragraph_that_is_not_there_is_not_found(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    for query in ("?p=6", "?p=0", "?p=x", "?p=999999999999", "?p=3&item=3", "?p=2&item=1"):
        assert erin.get(reverse("amendment-create", args=[proposal.pk]) + query).status_code == 404


def test_a_paragraph_begun_is_offered_back_on_its_own_page(cast, proposal, sign_in):
    erin = sign_in(cast.erin)
    place = erin.get(page(proposal, 2)).context["desk"].place
    typed = asked(proposal, "after", added="Puis nous fêtons.", **{"draft-base": "1"})
    erin.post(reverse("draft", args=[place]), typed)
    form = erin.get(page(proposal, 2) + "&draft=1").context["form"]
    assert (form["what"].value(), form["added"].value()) == ("after", "Puis nous fêtons.")
    assert "data-offer hidden" in text(erin.get(page(proposal, 5)))
    erin.post(page(proposal, 2) + "&draft=1", asked(proposal, "after", added="Puis nous fêtons."))
    assert Draft.objects.count() == 0
