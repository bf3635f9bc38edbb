"""Files beside a message, as browsers send and show them."""

import base64
import os

import pytest
from playwright.sync_api import expect

from rooms.models import Message
from tests.browser.conftest import AXE
from tests.browser.gestures import opens
from tests.browser.test_pages import FINDINGS, TOO_WIDE
from tests.rooms.sending import a_text, drawn, sent

pytestmark = pytest.mark.browser

PLAN = {"name": "plan.png", "mimeType": "image/png", "buffer": drawn("PNG")}
NOTES = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Bonjour"}
DROP = """([base64, name, type, how]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  const field = document.querySelector(".composer [name=body][name=body]");
  const event = how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
}"""


def place(cast):
    return f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"


def sends(page):
    page.locator(".composer .actions button").first.click()


def is_seen(picture):
    """Its bytes have come, and it took its room before they did."""
    expect(picture).to_be_visible()
    picture.evaluate("image => image.decode()")
    return picture.evaluate("image => [image.naturalWidth, image.width, image.height]")


def test_a_picture_that_bob_sends_is_seen_by_alice_at_once(cast, sit, stays):
    alice, bob = opens(sit(cast.alice), place(cast)), opens(sit(cast.bob), place(cast))
    stays(alice, bob)
    bob.get_by_text("Joindre des fichiers").click()
    bob.locator("input[name=files]").set_input_files([PLAN, NOTES])
    expect(bob.locator(".chosen li")).to_have_count(2)
    bob.locator(".chosen input").first.fill("Le plan de la salle")
    bob.locator(".composer [name=body][name=body]").fill("Voici la salle.")
    sends(bob)
    shown = alice.get_by_alt_text("Le plan de la salle")
    assert is_seen(shown) == [640, 320, 240]
    expect(alice.locator(".files").get_by_role("link", name="notes.txt")).to_be_visible()
    expect(bob.locator(".chosen li")).to_have_count(0)
    expect(bob.locator(".composer [name=body][name=body]")).to_have_value("")


def test_a_file_is_taken_back_and_another_refused_before_anything_is_sent(cast, sit, tmp_path):
    bob = opens(sit(cast.bob), place(cast))
    on_disk = {"notes.txt": b"Bonjour", "film.mp4": b"", "logo.svg": b"<svg/>", "plan.png": PLAN["buffer"]}
    for name, content in on_disk.items():
        (tmp_path / name).write_bytes(content)
    os.truncate(tmp_path / "film.mp4", 20_000_001)
    bob.get_by_text("Joindre des fichiers").click()
    bob.locator("input[name=files]").set_input_files([tmp_path / name for name in on_disk])
    told = bob.locator("[data-told]")
    expect(told).to_contain_text("film.mp4 est trop lourd")
    expect(told).to_contain_text("logo.svg est une image SVG")
    bob.get_by_role("button", name="Retirer notes.txt").click()
    expect(bob.locator(".chosen li")).to_have_count(1)
    sends(bob)
    expect(bob.locator(".files img")).to_have_count(1)
    assert [file.name for file in Message.objects.get().files] == ["plan.png"]


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(cast, sit, how):
    bob = opens(sit(cast.bob), place(cast))
    bob.evaluate(DROP, [base64.b64encode(PLAN["buffer"]).decode(), "plan.png", "image/png", how])
    expect(bob.locator(".chosen li")).to_have_count(1)
    sends(bob)
    assert is_seen(bob.locator(".files img"))[0] == 640


def test_a_refusal_keeps_words_and_files(cast, sit):
    bob = opens(sit(cast.bob), place(cast))
    half = PLAN | {"name": "moitié.png", "buffer": PLAN["buffer"][:400]}
    bob.get_by_text("Joindre des fichiers").click()
    bob.locator("input[name=files]").set_input_files([half, NOTES])
    bob.locator(".composer [name=body][name=body]").fill("Voici la salle.")
    sends(bob)
    expect(bob.locator(".composer .errorlist")).to_contain_text("abîmée")
    expect(bob.locator(".composer [name=body][name=body]")).to_have_value("Voici la salle.")
    bob.get_by_role("button", name="Retirer moitié.png").click()
    sends(bob)
    expect(bob.locator(".files").get_by_role("link", name="notes.txt")).to_be_visible()


def test_choosing_files_is_clean(cast, sit):
    bob = opens(sit(cast.bob, viewport={"width": 360, "height": 740}), place(cast))
    bob.get_by_text("Joindre des fichiers").click()
    bob.locator("input[name=files]").set_input_files([PLAN, NOTES, PLAN | {"name": f"{'mot' * 40}.png"}])
    expect(bob.locator(".chosen li")).to_have_count(3)
    bob.evaluate(AXE.read_text())
    assert bob.evaluate(FINDINGS, {}) + bob.evaluate(TOO_WIDE) == []


def test_without_scripts_a_picture_is_sent_and_seen(cast, sit):
    bob = sit(cast.bob, java_script_enabled=False)
    opens_plain = bob.goto(place(cast))
    assert opens_plain.status == 200
    bob.get_by_text("Joindre des fichiers").click()
    bob.get_by_label("Fichiers", exact=True).set_input_files([PLAN])
    bob.get_by_label("Ce que montrent les images").fill("Le plan de la salle")
    with bob.expect_navigation():
        sends(bob)
    expect(bob.get_by_alt_text("Le plan de la salle")).to_be_visible()


def test_what_is_no_picture_is_saved_under_its_name(cast, sit):
    sent(cast.room.thread, cast.bob, a_text(b"<script>alert(1)</script>", "page.html", "text/html"))
    erin = opens(sit(cast.erin), f"{place(cast)}files/")
    with erin.expect_download() as saved:
        erin.get_by_role("link", name="page.html", exact=True).click()
    assert saved.value.suggested_filename == "page.html"
