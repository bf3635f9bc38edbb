"""One vote from its first idea to its recount, all of it through pages: the whole house of voting at work."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance import clock
from governance.register.models import Entry
from governance.voting.models import Vote
from governance.worker import tick
from tests.doors import as_
from tests.proposals.factories import MONDAY
from tests.voting.factories import in_days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield


def test_a_room_gathers_ideas_votes_in_secret_and_anybody_counts_again(cast, tmp_path):
    bob, erin, faye, alice = (as_(cast.people[name]) for name in ("bob", "erin", "faye", "alice"))
    room = [cast.space.slug, cast.room.slug]

    # Bob asks the room for names first, and will put them to a secret majority judgment.
    asked = {"title": "Quel nom pour la lettre ?", "gathers_ideas": "on", "options": "", "closes_at": in_days(7)}
    asked |= {"secrecy": "secret", "shows": "until_close", "grades": "à rejeter\npassable\nbien\ntrès bien"}
    made = bob.post(reverse("vote-create", args=room) + "?process=judgment", asked)
    assert made.status_code == 302, made.content.decode()
    vote = Vote.objects.get()
    page = reverse("vote", args=[vote.pk])

    # Erin has an idea; Faye's is so like it that she reads both, and takes another.
    assert erin.post(reverse("idea-add", args=[vote.pk]), {"label": "Sous le manguier"}).status_code == 302
    near = faye.post(reverse("idea-add", args=[vote.pk]), {"label": "Sous les manguiers"})
    assert "Sous le manguier" in near.content.decode()
    assert faye.post(reverse("idea-add", args=[vote.pk]), {"label": "Le fil"}).status_code == 302
    assert bob.post(reverse("ideas-settle", args=[vote.pk]), {}).status_code == 302

    # Four people could guess who cast what: Bob reads so, and opens it knowing.
    warned = bob.get(reverse("vote-open", args=[vote.pk])).content.decode()
    assert 'type="checkbox"' in warned
    assert bob.post(reverse("vote-open", args=[vote.pk]), {"knows": "on"}).status_code == 302
    keys = {option.label: option.key for option in Vote.objects.get().options.all()}
    mango, thread = keys["Sous le manguier"], keys["Le fil"]

    # Each ballot is confirmed on a page that shows its code; nothing of it shows before the close.
    codes = {}
    for browser, grades in ((erin, (3, 1)), (faye, (2, 3)), (alice, (3, 0))):
        ballot = {f"n-{mango}": grades[0], f"n-{thread}": grades[1]}
        confirming = browser.post(reverse("vote-cast", args=[vote.pk]), ballot)
        code = re.search(r'name="key" value="([a-z2-7]{26})"', confirming.content.decode())[1]
        receipt = browser.post(reverse("vote-confirm", args=[vote.pk]), ballot | {"key": code})
        assert receipt.status_code == 200
        codes[browser] = code
    before = bob.get(page).content.decode()
    assert "La mention majoritaire de" not in before

    # A week later the clock counts, and everybody reads why.
    with clock.pretend(Vote.objects.get().closes_at):
        assert tick() == 1
        after = as_(cast.anonymous).get(page).content.decode()
        assert "Sous le manguier" in after and "La mention majoritaire de" in after
        lists = erin.post(reverse("vote-lists", args=[vote.pk]), {"code": codes[erin]}).content.decode()
        assert codes[erin] in lists.replace(" ", "")
        published = as_(cast.anonymous).get(reverse("vote-published", args=[vote.pk])).content

    # Anybody counts the file again, and the register agrees with all of it.
    file, said = tmp_path / "scrutin.json", StringIO()
    file.write_bytes(published)
    call_command("recount", str(file), stdout=said)
    counted = json.loads(said.getvalue())
    assert counted["winners"] == Vote.objects.get().outcome["winners"] == ["Sous le manguier"]
    assert counted["counts"]["Le fil"] == {"à rejeter": 1, "passable": 1, "bien": 0, "très bien": 1}
    call_command("verify_votes", stdout=StringIO())
    call_command("verify_register", stdout=StringIO())
    acts = list(Entry.objects.filter(act__startswith="vote.").order_by("seq").values_list("act", flat=True))
    assert (acts[0], acts[-2:]) == ("vote.prepared", ["vote.opened", "vote.counted"])
