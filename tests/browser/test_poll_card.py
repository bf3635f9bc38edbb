"""The card of a poll in a page of another site: it is seen there, and nothing of the reader goes with it."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from governance import clock
from governance.polls import actions
from tests.polls.asking import crowd, opened
from tests.polls.places import la_reunion

pytestmark = pytest.mark.browser


@pytest.fixture
def foreign_page():
    """Pages of another site, on another host of this machine: `foreign_page(words)` is the address of one."""
    told = {}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(told["page"])

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("localhost", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(words):
        told["page"] = f"<!doctype html><meta charset=utf-8><title>Ailleurs</title>{words}".encode()
        return f"http://localhost:{server.server_port}/"

    yield page
    server.shutdown()
    server.server_close()


@pytest.fixture
def wander(chromium, site):
    """`wander(who)` is a page of somebody signed in, who may go elsewhere: `sit` lets nobody out of the house."""
    contexts = []

    def page(who):
        client = Client()
        client.force_login(who)
        name = settings.SESSION_COOKIE_NAME
        contexts.append(chromium.new_context(locale="fr-FR"))
        contexts[-1].add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])
        return contexts[-1].new_page()

    yield page
    for context in contexts:
        context.close()


def counted(cast):
    la_reunion()
    poll = opened(cast, places=(("commune", "97411"),))
    crowd(poll, "97411", o1=30, o2=15)
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    return poll


def test_a_page_elsewhere_frames_the_card_and_no_cookie_goes_with_it(cast, site, wander, foreign_page):
    poll = counted(cast)
    bob = wander(cast.bob)
    bob.goto(f"{site.url}/polls/{poll.pk}/")
    bob.locator("details.share summary").click()
    snippet = bob.locator(".snippet").inner_text()
    asked = []
    bob.context.on("request", lambda request: asked.append((request.url, request.all_headers().get("cookie"))))
    elsewhere = foreign_page(snippet)
    bob.goto(elsewhere)
    card = bob.frame_locator("iframe")
    expect(card.locator("h1")).to_contain_text("Faut-il une piste cyclable")
    expect(card.locator(".verdict")).to_contain_text("vient en tête")
    expect(card.locator(".result-map path.shape")).to_have_count(1)
    assert card.locator("main").evaluate("main => getComputedStyle(main).maxWidth") == "768px"  # its sheet is read
    hosts = {urlsplit(url).netloc for url, _cookie in asked}
    assert hosts == {urlsplit(elsewhere).netloc, urlsplit(site.url).netloc}
    assert [url for url, cookie in asked if cookie] == []


def test_no_other_page_of_the_house_is_framed(cast, site, wander, foreign_page):
    poll = counted(cast)
    bob = wander(cast.bob)
    bob.goto(foreign_page(f'<iframe src="{site.url}/polls/{poll.pk}/"></iframe>'))
    bob.wait_for_timeout(1000)
    assert bob.frames[1].url.startswith("chrome-error:")
