"""A debate in branches: who answers whom is read at once, on the page and in what is told to it."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from governance import clock, live
from governance.verdict import Refused
from proposals.questions import TALK_SHOWN
from rooms import actions
from rooms.models import Message
from tests.proposals.factories import BETTER, a_proposal, amend, fresh
from tests.proposals.factories import actions as proposals


@pytest.fixture
def debate(cast):
    return a_proposal(cast, cast.bob, "discussion").thread


@pytest.fixture
def say(debate, cast):
    """`say("un", reply_to=message)` says a word in the debate, as Erin."""
    return lambda body, **how: actions.post_message(debate, by=cast.erin, body=body, **how)


def page_of(client, thread, **query):
    return client.get(reverse("proposal", args=[thread.owner_id]), query).content.decode()


def read(page):
    """The numbers of the messages as they are read; those of a branch together, as a list."""
    found, branch = [], None
    for opened, n, closed in re.findall(r'(<div class="branch")|data-n="(\d+)"|(</article>\s*</div>)', page):
        if opened:
            found.append(branch := [])
        elif closed:
            branch = None
        else:
            (found if branch is None else branch).append(int(n))
    return found


# --- Whom one answers --------------------------------------------------------------------------------


def test_an_answer_and_the_answer_to_it_have_one_root(say):
    first = say("un")
    answer = say("deux", reply_to=first)
    further = say("trois", reply_to=answer)
    assert (first.root, answer.root, further.root) == (None, first, first)


def test_what_was_said_before_there_were_branches_finds_its_own(say, debate):
    first = say("un")
    answer = say("deux", reply_to=first)
    say("trois", reply_to=answer)
    say("quatre")
    Message.objects.update(root=None)
    fill = import_module("rooms.migrations.0003_roots_of_what_was_said").fill
    with connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else _editor() as editor:
        fill(apps, editor)
    assert list(debate.messages.values_list("root__n", flat=True)) == [None, 1, 1, None]


class _editor:
    """On SQLite a schema editor does not open inside the transaction of a test; the migration only asks its place."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        pass


def test_each_answer_is_read_under_what_it_answers(say, debate, client):
    first, second = say("un"), say("deux")
    answer = say("trois", reply_to=first)
    say("quatre", reply_to=second)
    say("cinq", reply_to=answer)
    assert read(page_of(client, debate)) == [1, [3, 5], 2, [4]]


def test_an_answer_whose_branch_began_on_an_older_page_stands_where_it_was_said_with_its_quote(say, debate, client):
    first = say("Le tout premier")
    for n in range(TALK_SHOWN):
        say(f"mot {n}")
    say("dernier", reply_to=first)
    page = page_of(client, debate)
    last = TALK_SHOWN + 2
    assert read(page) == list(range(last - TALK_SHOWN + 1, last + 1))
    assert "Le tout premier" in page


def test_a_room_stays_in_the_order_of_time(cast, client):
    first = actions.post_message(cast.room.thread, by=cast.bob, body="un")
    actions.post_message(cast.room.thread, by=cast.erin, body="deux")
    actions.post_message(cast.room.thread, by=cast.bob, body="trois", reply_to=first)
    page = client.get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert read(page) == [1, 2, 3]


def test_what_is_told_of_an_answer_names_its_branch(say, debate):
    answer = say("deux", reply_to=say("un"))
    _at, changes = live.replay(f"thread:{debate.pk}", 1, ["fr"])
    assert f'data-root=\\"{answer.root_id}\\"' in changes[0][1]["fr"]


# --- Days --------------------------------------------------------------------------------------------


def test_each_day_of_a_debate_is_named_before_its_first_message_and_again_after_a_branch(say, debate, client):
    now = clock.now()
    with clock.pretend(now - timedelta(days=3)):
        first = say("un")
    with clock.pretend(now - timedelta(days=2)):
        say("deux")
    say("trois", reply_to=first)
    say("quatre")
    order = re.findall(r'class="(day)"|data-n="(\d+)"', page_of(client, debate))
    assert [day or int(n) for day, n in order] == ["day", 1, "day", 3, "day", 2, "day", 4]


# --- Answering ---------------------------------------------------------------------------------------


def test_each_message_offers_to_answer_it_and_a_tombstone_does_not(say, debate, cast, client):
    kept, gone = say("un"), say("deux")
    actions.delete_message(gone, by=cast.erin)
    assert re.findall(r'href="([^"]*)" data-answer', page_of(client, debate)) == [f"/messages/{kept.pk}/#answer"]


def test_without_scripts_an_answer_is_written_on_the_page_of_the_message(say, debate, cast, sign_in):
    message = say("Qui relit ?", paragraph=2)
    page = sign_in(cast.bob).get(f"/messages/{message.pk}/").content.decode()
    assert f'name="reply_to" value="{message.pk}"' in page
    assert '<h2 id="answer">' in page


def test_an_answer_refused_to_a_script_still_says_whom_it_answers(say, debate, cast, sign_in):
    message = say("Qui relit ?")
    answer = sign_in(cast.bob).post(
        reverse("message-post", args=[debate.pk]),
        {"body": "x" * 20_001, "reply_to": message.pk},
        headers={"HX-Request": "true"},
    )
    line = re.search(r"<p class=\"answering\"([^>]*)>.*?<b>(.*?)</b>", answer.content.decode())
    assert (answer.status_code, line.groups()) == (422, (" data-answering", "Erin Fontaine"))


# --- On a paragraph ----------------------------------------------------------------------------------


@pytest.fixture
def second(cast):
    """A proposal whose text has a second version; what was said on its first stands in the debate."""
    proposal = a_proposal(cast, cast.bob, "amending")
    actions.post_message(proposal.thread, by=cast.erin, body="Ici.", paragraph=2, version_n=1)
    proposals.accept_amendment(amend(proposal, cast.erin, BETTER), by=cast.bob)
    return fresh(proposal)


def about(page):
    return re.findall(r'<a data-paragraph href="([^"]*)">([^<]*)</a>', page)


def test_a_message_on_the_version_that_is_shown_leads_to_its_paragraph(say, debate, client):
    say("Ici.", paragraph=2, version_n=1)
    assert about(page_of(client, debate)) == [("#p2", "sur le paragraphe 2")]


def test_a_message_on_an_earlier_version_says_so_and_leads_to_that_version(second, client):
    link = f"/proposals/{second.pk}/history/?version=1#p2"
    assert about(page_of(client, second.thread)) == [(link, "sur le paragraphe 2 de la version 1")]


def test_the_page_and_the_news_of_that_message_say_the_same(second, client):
    message = second.thread.messages.get()
    doors = [
        client.get(f"/messages/{message.pk}/").content.decode(),
        client.get(f"/messages/{message.pk}/", headers={"HX-Request": "true"}).content.decode(),
        live.replay(f"thread:{second.thread_id}", 0, ["fr"])[1][0][1]["fr"].replace('\\"', '"'),
    ]
    assert [about(door) for door in doors] == [about(page_of(client, second.thread))] * 3


def test_the_history_shows_one_version_whole_with_its_numbers(second, client):
    page = client.get(f"/proposals/{second.pk}/history/", {"version": 1}).content.decode()
    assert ('id="p2"' in page, "en créole" in page, "<h2>Version 1</h2>" in page) == (True, False, True)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({"paragraph": 3, "version_n": 1}, "pas de paragraphe 3"),
        ({"paragraph": 1, "version_n": 2}, "pas de version 2"),
    ],
    ids=["paragraph", "version"],
)
def test_a_message_on_what_does_not_exist_is_refused_and_not_lost(debate, cast, sign_in, where, why):
    body = "Un argument que j’ai mis du temps à écrire."
    answer = sign_in(cast.bob).post(reverse("message-post", args=[debate.pk]), {"body": body, **where})
    page = answer.content.decode()
    assert (answer.status_code, why in page, body in page, debate.messages.count()) == (403, True, True, 0)


def test_a_message_on_a_paragraph_of_no_version_is_on_the_one_that_is_shown(second, cast):
    assert actions.post_message(second.thread, by=cast.bob, body="Là.", paragraph=1).version_n == 2


def test_a_block_of_code_has_no_number_and_nothing_hangs_on_it(cast):
    body = "Un.\n\n```\ncode\n```\n\nTrois."
    thread = a_proposal(cast, cast.bob, "discussion", body=body).thread
    actions.post_message(thread, by=cast.bob, body="Oui.", paragraph=3)
    with pytest.raises(Refused, match="pas de paragraphe 2"):
        actions.post_message(thread, by=cast.bob, body="Non.", paragraph=2)
