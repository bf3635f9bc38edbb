"""The page of a vote in a real browser: read by its roles and names, filled by keyboard, live, and clean for axe."""

import pytest
from playwright.sync_api import expect

from governance.voting.models import Ballot
from tests.browser.gestures import opens
from tests.browser.test_pages import inspect  # noqa: F401
from tests.voting.ballot_box import EIGHT, METHODS, answered, asked, closed

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("some", [METHODS[at::4] for at in range(4)], ids=lambda some: " ".join(some))
def test_ballots_and_results_are_clean_for_every_method(cast, inspect, some):  # noqa: F811
    votes = []
    for method in some:
        votes += [asked(cast, method, quorum_percent=50), closed(answered(cast, method))]
    assert inspect(cast.erin, *(f"/votes/{vote.pk}/" for vote in votes)) == []


def test_eight_positions_and_a_refused_ballot_are_clean(cast, inspect):  # noqa: F811
    vote = asked(cast, "positions", choices=EIGHT)
    assert inspect(cast.erin, f"/votes/{vote.pk}/") == []
    assert inspect(None, f"/votes/{vote.pk}/") == []


# --- Read aloud ---------------------------------------------------------------------------------------


def test_a_ballot_of_positions_is_read_by_its_words(cast, sit):
    page = opens(sit(cast.erin), f"/votes/{asked(cast, 'positions').pk}/")
    ballot = page.get_by_role("group", name="Votre bulletin")
    expect(ballot.get_by_role("radio")).to_have_count(5)
    incomplete = ballot.get_by_role("radio", name="Incomplet", exact=True)
    expect(incomplete).to_have_accessible_description(
        "Il me manque quelque chose. À écrire ci-dessous : Que vous manque-t-il ?"
    )
    expect(page.get_by_role("button", name="Voter", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Voter blanc")).to_have_accessible_description(
        "Vous prenez part au scrutin sans soutenir aucune option : votre bulletin est compté à part."
    )


def test_a_majority_judgment_is_read_option_by_option(cast, sit):
    page = opens(sit(cast.erin), f"/votes/{asked(cast, 'majority_judgment').pk}/")
    blue = page.get_by_role("radiogroup", name="Bleu")
    expect(blue).to_have_accessible_description("Comme la mer.")
    expect(blue).to_match_aria_snapshot(
        """
        - radiogroup "Bleu":
          - radio "très bien"
          - radio "bien"
          - radio "assez bien"
          - radio "passable"
          - radio "insuffisant"
          - radio "à rejeter"
        """
    )


def test_a_ranking_is_read_and_moved_by_the_keyboard(cast, sit):
    vote = asked(cast, "irv")
    page = opens(sit(cast.erin), f"/votes/{vote.pk}/")
    expect(page.get_by_role("combobox", name="Rang de Bleu")).to_have_value("")
    for name in ("Gris", "Bleu"):
        page.get_by_role("button", name=f"Monter : {name}").focus()
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Rang de Bleu")).to_have_value("1")
    expect(page.get_by_role("combobox", name="Rang de Gris")).to_have_value("2")
    expect(page.get_by_role("combobox", name="Rang de Vert")).to_have_value("")
    expect(page.get_by_role("button", name="Monter : Bleu")).to_be_focused()
    expect(page.locator("[data-moved]")).to_have_text("Bleu : rang 1")
    page.get_by_role("button", name="Voter", exact=True).click()
    expect(page.get_by_text("bulletin partiel, valable")).to_be_visible()
    assert Ballot.objects.get(vote=vote).content == [["o1"], ["o4"]]


def test_the_tables_of_results_are_read_by_caption_row_and_column(cast, sit):
    page = sit(cast.erin)
    single, duels, judged = (closed(answered(cast, method)) for method in ("single", "schulze", "majority_judgment"))
    opens(page, f"/votes/{single.pk}/")
    table = page.get_by_role("table", name="Le tableau")
    expect(table.get_by_role("columnheader")).to_have_text(["Option", "Voix", "Des bulletins"])
    expect(table.get_by_role("rowheader", name="Bleu").locator("..").get_by_role("cell").first).to_have_text("2")
    for words in ("Votes blancs", "Abstentions", "Sans réponse"):
        expect(table.get_by_role("rowheader", name=words)).to_be_visible()
    opens(page, f"/votes/{duels.pk}/")
    table = page.get_by_role("table", name="Les duels : combien de bulletins préfèrent la ligne à la colonne")
    expect(table.get_by_role("columnheader", name="Gris")).to_be_visible()
    expect(table.get_by_role("row", name="Bleu").get_by_role("cell", name="gagné").first).to_be_visible()
    opens(page, f"/votes/{judged.pk}/")
    table = page.get_by_role("table", name="Bulletins par mention")
    expect(table.get_by_role("rowheader", name="Vert")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Mention majoritaire")).to_be_visible()


# --- Together -----------------------------------------------------------------------------------------


def test_a_ballot_being_filled_stays_while_others_answer_and_the_count_moves(cast, sit):
    vote = asked(cast, "schulze")
    erin, bob = (opens(sit(who), f"/votes/{vote.pk}/") for who in (cast.erin, cast.bob))
    erin.evaluate("window.itIsTheSamePage = true")
    erin.get_by_role("combobox", name="Rang de Vert").select_option("1")
    erin.get_by_label("Pourquoi").fill("Un mot à moi")
    bob.get_by_role("combobox", name="Rang de Ocre").select_option("1")
    bob.get_by_role("button", name="Voter", exact=True).click()
    expect(bob.get_by_text("Vous avez répondu : Ocre")).to_be_visible()
    expect(erin.locator(".turnout-of-vote .turnout").first).to_contain_text("1 réponse sur 4 personnes.")
    expect(erin.get_by_role("combobox", name="Rang de Vert")).to_have_value("1")
    expect(erin.get_by_label("Pourquoi")).to_have_value("Un mot à moi")
    expect(erin.locator("#result")).not_to_contain_text("Bob Nativel : Ocre")
    assert erin.evaluate("window.itIsTheSamePage === true")
    erin.get_by_role("button", name="Voter", exact=True).click()
    expect(erin.locator("#result")).to_contain_text("Bob Nativel : Ocre")
    expect(bob.locator("#result")).to_contain_text("Erin Fontaine : Vert")


def test_the_dots_left_are_counted_as_they_are_laid_and_nothing_is_needed_for_it(cast, sit):
    vote = asked(cast, "dots")
    page = opens(sit(cast.erin), f"/votes/{vote.pk}/")
    page.get_by_label("Bleu").fill("5")
    expect(page.locator(".left-over")).to_have_text("Il vous reste : 3")
    page.get_by_label("Vert").fill("5")
    expect(page.locator(".left-over")).to_have_text("Trop de points posés : 2")
    plain = sit(cast.bob, java_script_enabled=False)
    plain.goto(f"/votes/{vote.pk}/")
    expect(plain.locator(".left-over")).to_be_hidden()
    plain.get_by_label("Bleu").fill("8")
    plain.get_by_role("button", name="Voter", exact=True).click()
    assert Ballot.objects.get(vote=vote, person=cast.bob).content == {"o1": 8}


def test_every_ballot_is_cast_without_a_script(cast, sit):
    page = sit(cast.erin, java_script_enabled=False, viewport={"width": 360, "height": 740})
    for method in METHODS:
        vote = asked(cast, method)
        page.goto(f"/votes/{vote.pk}/")
        form = page.locator("form.ballot")
        if method in ("irv", "stv", "schulze", "resistance"):
            form.locator("select").first.select_option("1")
        elif method == "dots":
            form.locator("input[type=number]").first.fill("2")
        elif method != "opt_in":
            form.locator("input[type=radio], input[type=checkbox]").first.check()
        form.locator("button[value=choice]").click()
        expect(page.locator(".answered")).to_contain_text("Vous avez répondu")
        assert Ballot.objects.filter(vote=vote, person=cast.erin).exists(), method
