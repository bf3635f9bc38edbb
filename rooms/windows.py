"""Which messages of a talk one page shows: the last, those before or after a place, or those around it."""

PAGE = 50  # messages of a conversation at once


def number(typed: str) -> int | None:
    """The number of a message as an address names it; None when it names none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def window(thread, asked) -> dict:
    """The messages that `asked` (the parameters of a page) leads to, oldest first.

    `earlier` and `later` are the places from which to go on; `is_older` says that newer messages are not shown, so
    that the page hears nothing new. An address that leads nowhere shows the last messages.
    """
    said = thread.messages.with_people()
    at, before, after = (number(asked.get(name, "")) for name in ("at", "before", "after"))
    if at is not None and (around := _around(said, at)):
        return around
    if after is not None and (found := list(said.filter(n__gt=after).order_by("n")[: PAGE + 1])):
        earlier = thread.messages.filter(n__lt=found[0].n).exists()  # numbers have gaps
        return _shown([], found[:PAGE], earlier=earlier, later=len(found) > PAGE)
    if before is not None:
        said = said.filter(n__lt=before)
    found = list(said.order_by("-n")[: PAGE + 1])
    return _shown(found[:PAGE], [], earlier=len(found) > PAGE, later=before is not None)


def _around(said, at):
    half = PAGE // 2
    since = list(said.filter(n__gte=at).order_by("n")[: half + 1])
    if not since:
        return None
    upto = list(said.filter(n__lt=at).order_by("-n")[: half + 1])
    return _shown(upto[:half], since[:half], earlier=len(upto) > half, later=len(since) > half)


def _shown(upto, since, *, earlier, later):
    talk = upto[::-1] + since
    return {
        "talk": talk,
        "earlier": talk[0].n if earlier and talk else None,
        "later": talk[-1].n if later and talk else None,
        "is_older": later,
    }
