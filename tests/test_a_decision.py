"""One great walk, from the door of a space to the review of what was decided there, each act by the form of its page.

Alice facilitates, Bob proposes, Erin and Faye improve, Dave asked to join, Hina was invited, Carol is a guest; a
visitor who never signs in reads over their shoulder. No action is called here: people see pages and send forms.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance import clock
from proposals.actions import announce_due
from tests.cast import person
from tests.doors import as_

pytestmark = pytest.mark.django_db

MONDAY = datetime(2031, 3, 3, 6, tzinfo=UTC)  # ten in the morning in La Réunion
V1 = "Nous traduisons le guide.\n\nChaque mardi, nous nous retrouvons."
V2 = "Nous traduisons le guide en créole.\n\nChaque mardi, nous nous retrouvons."
V3 = "Nous traduisons le guide en créole.\n\nChaque mardi, nous nous retrouvons à la case."
V4 = f"{V3}\n\nDeux personnes relisent chaque page."


class Form:
    """One form of a page: where it goes, what it holds already, and the buttons one may press."""

    def __init__(self, action):
        self.action, self.fields, self.names, self.buttons = action, {}, set(), []


class Forms(HTMLParser):
    """The forms of a page as a browser without scripts would send them."""

    def __init__(self, html):
        super().__init__()
        self.found, self._select, self._words = [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            return self.found.append(Form(given.get("action", "")))
        if not self.found:
            return
        form, name = self.found[-1], given.get("name")
        if tag == "button":
            form.buttons.append((given.get("formaction", form.action), name, given.get("value", "")))
        elif tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and "selected" in given:
            form.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._words = name
            form.names.add(name)
            form.fields[name] = ""
        elif tag == "input" and name:
            form.names.add(name)
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._words = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._words:
            self.found[-1].fields[self._words] += data


class Visitor:
    """Somebody with a browser: they read pages, and send the forms they find on them."""

    def __init__(self, who):
        self.browser = as_(who)

    def read(self, url) -> str:
        """What the page says, its French spaces made plain."""
        return plain(self.open(url))

    def open(self, url) -> str:
        answer = self.browser.get(url, follow=True)
        assert answer.status_code == 200, (answer.status_code, url)
        return answer.content.decode()

    def sends(self, url, to="", button=None, expect=200, **typed) -> str:
        """On the page `url`, fill in the form that goes `to` and press its button. Gives the page they land on."""
        here = url.partition("#")[0]
        goal = urljoin(here, to) if to else here
        forms = Forms(self.open(url)).found
        offered = [(form, press) for form in forms for press in form.buttons if urljoin(here, press[0]) == goal]
        if button is not None:
            offered = [(form, press) for form, press in offered if press[2] == button]
        assert offered, f"no such form on {url}: {[press for form in forms for press in form.buttons]}"
        fitting = [(form, press) for form, press in offered if set(typed) <= form.names]
        assert fitting, f"no form has all of {set(typed)}: {[form.names for form, _press in offered]}"
        form, (_goal, name, value) = fitting[0]
        data = form.fields | typed | ({name: value} if name else {})
        answer = self.browser.post(goal, data, follow=True)
        assert answer.status_code == expect, (answer.status_code, plain(answer.content.decode()))
        return plain(answer.content.decode())


def plain(html) -> str:
    return unescape(html).replace("\u00a0", " ").replace("\u202f", " ")


def words(page) -> str:
    """What is read of a page, without its tags."""
    reader = _Words()
    reader.feed(page)
    return " ".join(" ".join(reader.read).split()).replace(" ,", ",").replace(" .", ".")


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.read = []

    def handle_data(self, data):
        self.read.append(data)


class Walk:
    """The people, the places, and what time it is."""

    def __init__(self, cast):
        self.people = {name: Visitor(who) for name, who in cast.people.items()}
        self.people["hina"] = Visitor(person("hina"))
        self.people["visitor"] = Visitor(cast.anonymous)
        self.cast = cast
        self.space = reverse("space", args=[cast.space.slug])
        self.room = reverse("room", args=[cast.space.slug, cast.room.slug])
        self.proposal = ""

    def __getattr__(self, name):
        return self.people[name]

    def everybody(self, but=()):
        return {name: who for name, who in self.people.items() if name not in but}

    def all_read(self, sentence, but=()):
        """Everybody reads this on the page of the proposal, except those named."""
        found = {name for name, who in self.people.items() if sentence in words(who.read(self.proposal))}
        assert found == set(self.everybody(but)), (sentence, found)

    def only(self, *names, read):
        found = {name for name, who in self.people.items() if read in words(who.read(self.proposal))}
        assert found == set(names), (read, found)


@contextmanager
def day(n, hour=0):
    with clock.pretend(MONDAY + timedelta(days=n, hours=hour)):
        yield


def test_a_decision_from_the_door_of_the_space_to_its_review(cast):
    walk = Walk(cast)
    for chapter in (
        entering,
        talking,
        proposing,
        amending,
        consulting,
        blocking,
        a_new_round,
        knowingly,
        the_carrier_leaves,
        resolving,
        acting,
        reviewing,
        remembering,
    ):
        chapter(walk)


def entering(walk):
    """Hina holds an invitation; Dave asks to join and Alice lets him in."""
    with day(0):
        assert "La parole est aux membres et aux invité·es de l’espace." in walk.dave.read(walk.room)
        page = walk.alice.sends(f"{walk.space}invite/", role="member")
        link = page.partition("/invitations/")[2].partition("/")[0]
        page = walk.hina.sends(f"/invitations/{link}/")
        assert "Bienvenue dans l’espace « Les Tisserands »." in page
        assert "Cette invitation a déjà servi." in walk.dave.read(f"/invitations/{link}/")

        page = walk.dave.sends(f"{walk.space}join/", message="Je traduis depuis dix ans.")
        assert "Votre demande est envoyée." in page
        home = walk.alice.read("/")
        request = home.partition("/requests/")[2].partition("/")[0]
        url = f"{walk.space}requests/{request}/"
        assert "Je traduis depuis dix ans." in walk.alice.read(url)
        assert walk.bob.browser.get(url).status_code == 404
        assert "Dave Robert fait partie de l’espace." in walk.alice.sends(url, button="admit")
        assert "La parole est aux membres" not in walk.dave.read(walk.room)


def talking(walk):
    with day(0, hour=1):
        post = f"/threads/{walk.cast.room.thread_id}/messages/"
        walk.dave.sends(walk.room, post, body="Bonjour ! Et si nous traduisions **le guide** ?")
        for name, who in walk.everybody().items():
            assert "<strong>le guide</strong>" in who.read(walk.room), name


def proposing(walk):
    """Bob asks himself who is concerned, and opens a discussion that becomes a proposal."""
    with day(0, hour=2):
        guide = f"{walk.room}propose/"
        assert "Qui est concerné par votre idée ?" in walk.bob.read(guide)
        page = walk.bob.sends(
            f"{guide}?impact=many",
            "?impact=many",
            button="",
            title="Traduire le guide",
            summary="Un guide que tout le monde lit.",
            body=V1,
            tags="guide",
        )
        assert "Vous seul·e voyez ce brouillon. Publiez-le quand il est prêt." in page
        found = walk.cast.room.proposals.get()
        walk.proposal = reverse("proposal", args=[found.pk])
        walk.thread = f"/threads/{found.thread_id}/messages/"
        hidden = {name: who.browser.get(walk.proposal).status_code for name, who in walk.everybody(["bob"]).items()}
        assert hidden == dict.fromkeys(hidden, 404)

        page = walk.bob.sends(walk.proposal, "publish/", button="discussion")
        assert "Votre proposition est publiée : tout le salon la voit." in page
        walk.all_read("En discussion version 1 · portée par Bob Nativel · concerne beaucoup de monde")
        walk.erin.sends(walk.proposal, walk.thread, body="Quelle langue ?")
        assert "Proposer un amendement" not in walk.erin.read(walk.proposal)
        walk.bob.sends(walk.proposal, "open-amendments/")
        walk.all_read("Chacun·e peut améliorer le texte. Ensuite s’ouvrira la consultation.")
        walk.only("alice", "bob", "dave", "erin", "faye", "hina", read="Proposer un amendement")


def amending(walk):
    """Erin's amendment is taken, Dave's is not, Faye's follows the text and is taken too, Alice withdraws hers."""
    with day(1):
        amend = f"{walk.proposal}amend/"
        page = walk.erin.sends(amend, button="1", body=V2, reason="Le guide est en français.")
        assert "<ins>" in page
        assert "Ce que vous changez" in page
        for who, body, reason in (
            (walk.erin, V2, "Le guide est en français."),
            (walk.dave, "Rien.", "C’est plus court."),
            (walk.faye, f"{V1[:-1]} à la case.", "On cherche toujours où."),
            (walk.alice, f"{V1}\n\nEt le jeudi.", "Le mardi je travaille."),
        ):
            who.sends(amend, body=body, reason=reason)
        first, second, third, fourth = (f"{walk.proposal}amendments/{n}/" for n in (1, 2, 3, 4))
        assert "Intégrer au texte" not in walk.erin.read(first)

        page = walk.bob.sends(first, f"{first}accept/", reason="Merci !")
        assert "L’amendement est intégré : voici la version 2." in page
        assert "Dites pourquoi vous écartez cet amendement" in walk.bob.sends(second, f"{second}reject/", expect=403)
        walk.bob.sends(second, f"{second}reject/", reason="Il ne resterait rien.")
        assert "Il ne resterait rien." in walk.visitor.read(second)
        walk.alice.sends(fourth, f"{fourth}withdraw/")

        page = walk.bob.read(third)
        assert "Écrit sur la version 1." in page
        assert "On cherche toujours où." in page
        walk.bob.sends(third, f"{third}accept/")

        history = words(walk.visitor.read(f"{walk.proposal}history/"))
        versions = [line for line in history.split("Version ")[1:] if line[0] in "123"]
        assert [" ".join(line.split()[:3]) for line in versions] == ["3 Faye Clain", "2 Erin Fontaine", "1 Bob Nativel"]
        assert ["par l’amendement n° 3" in versions[0], "par l’amendement n° 1" in versions[1]] == [True, True]
        walk.all_read("créole")
        walk.faye.sends(walk.proposal, "contribute/", kind="help")
        page = walk.alice.sends(
            walk.proposal, "contribute/", button="", kind="advice", body="Commencez par le lexique."
        )
        assert "Merci, c’est noté." in page
        walk.all_read("Faye Clain aidera.")
        walk.all_read("Commencez par le lexique.")


def consulting(walk):
    """Six people are asked; what Erin and Dave answer is hidden from whoever has not answered."""
    with day(2):
        page = walk.bob.read(f"{walk.proposal}open-round/")
        assert "6 personnes seront consultées sur la version 3." in page
        walk.bob.sends(f"{walk.proposal}open-round/", closes_at="2031-03-12T20:00")
        walk.all_read("Consultation en cours version 3")
        walk.only("alice", "bob", "dave", "erin", "faye", "hina", read="Prendre position sur la version 3")
        assert "Les invité·es lisent et discutent ; proposer et se positionner revient aux membres." in walk.carol.read(
            walk.proposal
        )
        assert "Connectez-vous pour prendre part à ce salon." in walk.visitor.read(walk.proposal)

        walk.erin.sends(walk.proposal, "position/", choice="agree", reason="Enfin lisible.")
        walk.dave.sends(walk.proposal, "position/", choice="disagree", reason="Trop de travail.")
        walk.erin.sends(walk.proposal, walk.thread, body="Cela ouvre la porte à tous.", lean="for")
        walk.all_read("2 réponses sur 6 personnes consultées.")
        walk.all_read("Cela ouvre la porte à tous.")
        for hidden in ("Enfin lisible.", "Trop de travail.", "argument pour Cela", "Avis partagé"):
            names = {name for name, who in walk.people.items() if hidden in words(_no_form(who.read(walk.proposal)))}
            assert names <= {"erin", "dave"}, (hidden, names)
        walk.only("erin", "dave", read="Avis partagé : autant de pour que de contre.")
        walk.all_read("Les positions des autres s’affichent après la vôtre", but=("erin", "dave"))
        roll = words(walk.visitor.read(f"{walk.proposal}roll/"))
        answered = roll.partition("Ont répondu")[2]
        assert ["Dave Robert" in answered, "Erin Fontaine" in answered, "Bob Nativel" in answered] == [
            True,
            True,
            False,
        ]
        page = walk.carol.sends(walk.proposal, "look/")
        assert "Trop de travail." in page
        walk.only("carol", "erin", "dave", read="Avis partagé : autant de pour que de contre.")

        page = walk.dave.sends(walk.proposal, "position/", choice="agree", reason="Je relirai.")
        assert "Votre position est enregistrée." in page
        walk.only("carol", "erin", "dave", read="Avis nettement favorable.")
        walk.all_read("2 réponses sur 6 personnes consultées.")


def _no_form(page):
    """The page without what a person wrote in their own form."""
    before, _, after = page.partition('<textarea id="position-reason"')
    return before + after.partition("</textarea>")[2]


def blocking(walk):
    """Faye blocks: everybody reads who and why, and the countdown waits."""
    with day(4):
        page = walk.faye.sends(walk.proposal, "position/", expect=403, choice="block", reason=" ")
        assert "Un blocage a besoin de sa raison : c’est elle qui ouvre la concertation." in page
        walk.faye.sends(walk.proposal, "position/", choice="block", reason="Personne ne relit ce qui est traduit.")
        walk.all_read("Personne ne relit ce qui est traduit. Faye Clain")
        walk.all_read("Le décompte est suspendu le temps d’une concertation. Les positions restent ouvertes.")
        walk.all_read("3 réponses sur 6 personnes consultées.")
        walk.only("faye", read="Lever mon blocage")
        walk.only("bob", read="Répondre Intégrer un amendement")
    with day(12):  # after the date that was announced
        walk.all_read("Concertation version 3")
        walk.hina.sends(walk.proposal, "position/", choice="agree", reason="")
        assert "Traduire le guide" in walk.bob.read("/")


def a_new_round(walk):
    """The concertation ends by an amendment; on the new text, earlier positions wait for one tap."""
    with day(13):
        walk.faye.sends(f"{walk.proposal}amend/", body=V4, reason="Alors nous relisons.")
        block = walk.cast.room.proposals.get().round.objections.get()
        integrate = f"/objections/{block.pk}/integrate/"
        page = walk.bob.open(integrate)
        (ready,) = [
            value
            for value in (part.partition('"')[0] for part in page.split('<option value="')[1:])
            if value
        ]  # fmt: skip
        page = walk.bob.sends(integrate, amendment=ready, supersede="yes", reason="Merci Faye.")
        walk.all_read("Consultation en cours version 4")
        walk.all_read("intégré par l’amendement n° 5 Bob Nativel : Merci Faye.")
        walk.all_read("0 réponse sur 6 personnes consultées.")
        walk.all_read("Deux personnes relisent chaque page.")
        walk.only("dave", "erin", "faye", "hina", read="Donnée sur la version 3, votre position n’est pas comptée")
        walk.only("dave", "erin", "faye", "hina", read="Modifié depuis votre position")
        walk.only("alice", "bob", read="Prendre position sur la version 4")

        walk.erin.sends(walk.proposal, "position/")  # one tap
        walk.only("erin", read="Données sur la version 3, pas encore confirmées : 2 pour, 1 blocage.")
        walk.all_read("1 réponse sur 6 personnes consultées.")
        walk.faye.sends(walk.proposal, "position/", choice="agree", reason="")
        walk.dave.sends(walk.proposal, "position/")
        walk.only("dave", "erin", "faye", read="Données sur la version 3, pas encore confirmées : 1 pour.")


def knowingly(walk):
    """Alice blocks in her turn; Bob answers and goes on: her block stays written."""
    with day(14):
        walk.alice.sends(walk.proposal, "position/", choice="block", reason="Le budget n’est pas voté.")
        walk.all_read("Le décompte est suspendu")
        block = walk.cast.room.proposals.get().round.objections.get()
        walk.bob.sends(f"/objections/{block.pk}/answer/", reason="Nous traduisons sans argent.")
        walk.all_read("répondu Bob Nativel : Nous traduisons sans argent.")
        walk.all_read("Consultation en cours version 4")


def the_carrier_leaves(walk):
    """The round closes, Bob leaves, and Erin takes the proposal over."""
    with day(20):
        announce_due(clock.now())
        walk.all_read("La consultation est close. C’est à Bob Nativel de rendre sa résolution.")
        walk.all_read("Avis plutôt favorable, avec un blocage.")
        walk.all_read("4 réponses sur 6 personnes consultées.")
        walk.only("bob", read="Rendre la résolution")
        page = walk.bob.sends(f"{walk.space}leave/")
        assert "Vous avez quitté l’espace « Les Tisserands »." in page
        walk.all_read("La consultation est close, et plus personne ne porte cette proposition.")
        walk.all_read("sans porteur·se")
        walk.only("alice", "dave", "erin", "faye", "hina", read="Porter cette proposition")
        refused = walk.bob.browser.get(f"{walk.proposal}resolve/")
        assert "Il faut être membre de cet espace" in plain(refused.content.decode())
        assert "Vous portez désormais cette proposition." in walk.erin.sends(walk.proposal, "take-over/")
        walk.all_read("C’est à Erin Fontaine de rendre sa résolution.")
        assert "Bob Nativel" in walk.visitor.read(walk.proposal)  # he keeps what he wrote


def resolving(walk):
    with day(21):
        resolve = f"{walk.proposal}resolve/"
        assert "Avis plutôt favorable</b>, avec un blocage." in walk.erin.read(resolve)
        decided = {
            "choice": "go_on",
            "statement": "Nous traduisons le guide, **à deux relectures**.",
            "review_on": "2031-09-01",
            "action_1": "Réunir le lexique",
            "owner_1": str(walk.cast.dave.pk),
            "due_1": "2031-04-01",
            "action_2": "Trouver une case",
        }
        page = walk.erin.sends(resolve, expect=403, **decided)
        assert "Vous passez outre l’avis ou un blocage : c’est votre droit" in page
        assert "Trouver une case" in page
        walk.erin.sends(resolve, **decided, reason="Le budget n’est pas nécessaire.")
        walk.all_read("Aller de l’avant")
        walk.all_read("Pourquoi passer outre : Le budget n’est pas nécessaire.")
        walk.all_read("6 personnes consultées : 3 pour, 0 incomplet, 0 abstention, 0 contre, 1 blocage.")
        walk.all_read("Un blocage n’était pas levé.")
        walk.all_read("Réunir le lexique Dave Robert · pour le 1 avril")
        walk.all_read("Trouver une case à prendre")
        walk.all_read("Résolue ; à relire le")
        assert "Réunir le lexique" in walk.dave.read("/")


def acting(walk):
    """Dave does what is his, Hina takes what is nobody's; Faye, who said she would help, is with them."""
    with day(25):
        lexicon, place = (
            reverse("action", args=[action.pk]) for action in walk.cast.room.actions.order_by("pk")
        )  # fmt: skip
        assert "Faye Clain participe." in words(walk.visitor.read(lexicon))
        walk.hina.sends(place, "take/")
        assert "s’en occupe : Hina" in words(walk.carol.read(place))
        walk.dave.sends(lexicon, "finish/", documentation="https://exemple.org/lexique")
        done = walk.visitor.read(lexicon)
        assert 'href="https://exemple.org/lexique"' in done
        assert "Fait par Dave Robert" in words(done)
        walk.all_read("Réunir le lexique fait par Dave Robert")
        walk.all_read("Trouver une case Hina")


def reviewing(walk):
    """The date of the review comes; whoever takes part may open the text again, and then carries it."""
    with day(181):
        walk.all_read("Résolue ; à relire le")
    with day(182):
        announce_due(clock.now())
        walk.all_read("La date de revue est venue : ce chemin est-il toujours le bon ?")
        reminded = {name for name, who in walk.people.items() if "À revoir avec le groupe" in who.read("/")}
        assert reminded == {"alice", "dave", "erin", "faye", "hina"}
        walk.only("alice", "dave", "erin", "faye", "hina", read="Rouvrir le texte")
        assert "Le texte est rouvert aux amendements, et vous le portez." in walk.hina.sends(walk.proposal, "renew/")
        walk.all_read("Amendements ouverts version 4 · portée par Hina")
        walk.all_read("Aller de l’avant")  # what was decided stays
        walk.hina.sends(f"{walk.proposal}open-round/", closes_at="2031-09-20T20:00")
        walk.only("alice", "dave", "erin", "faye", "hina", read="Prendre position sur la version 4")
        walk.all_read("0 réponse sur 5 personnes consultées.")


def remembering(walk):
    """The activity tells the path, newest first, and nobody has changed a line of it."""
    path = [
        "Hina porte maintenant",
        "Hina rouvre le texte de",
        "Le moment est venu de revoir",
        "Dave Robert a terminé l’action",
        "Hina prend en charge l’action",
        "Erin Fontaine va de l’avant avec",
        "Erin Fontaine porte maintenant",
        "Bob Nativel a quitté l’espace.",
        "Bob Nativel a répondu au blocage de Alice Payet",
        "Le blocage de Faye Clain est intégré par un amendement",
        "Faye Clain a posé un blocage sur",
    ]
    told = {name: words(who.read(f"{walk.space}activity/")) for name, who in walk.people.items()}
    for name in ("alice", "carol", "faye"):
        places = [told[name].find(line) for line in path]
        assert (min(places) >= 0, places == sorted(places)) == (True, True), dict(zip(path, places, strict=True))
    # Who belongs to the space, and who leaves it, is known to those who belong to it.
    assert [line for line in path if line not in told["visitor"]] == ["Bob Nativel a quitté l’espace."]
    said = StringIO()
    call_command("verify_register", stdout=said)
    assert [": intact, " in line for line in said.getvalue().splitlines()] == [True]
