"""What people write: Markdown in, safe HTML out (the only place that declares HTML safe), and what words are."""

import re
import unicodedata
from functools import partial
from html import unescape
from xml.etree.ElementTree import Element

import bleach
import markdown
from bleach.html5lib_shim import Filter
from bleach.linkifier import URL_RE, LinkifyFilter
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown.extensions import Extension
from markdown.inlinepatterns import LinkInlineProcessor
from markdown.treeprocessors import Treeprocessor

TAGS = frozenset(
    "a abbr blockquote br code del em h2 h3 h4 h5 h6 hr ins li ol p pre strong sub sup table tbody td th thead "
    "tr ul".split()
)
PROTOCOLS = frozenset({"http", "https", "mailto"})
UNMARKED = frozenset({"a", "code", "pre"})  # where a name is only a name
DEEPEST_LINK = 8  # openings inside one link
LONGEST_LINK = 4_000  # characters of one link, text and address
MOST_LINES = 4_000  # the library is quadratic in blocks
MOST_MARKS = 10_000  # and in what may open something inside a line
MOST_CELLS = 6_000  # of tables: a short row is filled up to the widest
DEEPEST = 30  # levels of lists, quotes and indentation: the library calls itself at each
MOST_LEVELS = 10_000  # of all lines
LONGEST_ROAD = 60_000_000  # characters: after each heading, rule or fence, what follows is read again
OURS = re.compile(r"p\d{1,6}\Z")  # the ids that `_Numbers` gives to paragraphs
_BLOCKS = re.compile(  # where a link may stand inside each numbered block
    r'<(?:p|h[2-6]|blockquote)\b[^<>]*\bid="p(\d{1,6})"[^<>]*>(?:<a class="pn"[^<>]*>\d+</a>)?'
    r'|<[uo]l\b[^<>]*\bid="p(\d{1,6})"[^<>]*>\s*<li>|<table\b[^<>]*\bid="p(\d{1,6})"[^<>]*>'
)
_NUMBERS = re.compile(r'class="pn" href="#p(\d{1,6})"')  # and the links it puts before them

# The library's own, with few opening parentheses before an address: on a long row of them it is quadratic.
ADDRESS = re.compile(URL_RE.pattern.replace(r"\(*", r"\({0,4}", 1), URL_RE.flags)

# Letters and symbols that show nothing: fillers, an empty Braille cell.
UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What turns the direction of all that follows, the rest of the page included.
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_MARKS = re.compile(r"[\\`\[<&]|\*+|_+")
_MAILS = re.compile(r"<[^<> !]+@[^@<> ]+>")  # every character of them becomes an entity, twice
_BEFORE = re.compile(r"(?:[ >]|[-*+] |\d++\. )*+")  # what stands before the words of a line
_LEVELS = re.compile(r" {4}|>|[-*+] |\d\. ")
_BLANK = re.compile(r"\n[ >]*\n")
_STARTS = re.compile(r"^[ >]*(?:#|=|[-*_] *+[-*_\n])", re.MULTILINE)
_UNCLOSED = re.compile(r"^[ >]*(?:```|~~~|\[[^\[\]\n]*\]:[ ]*$)", re.MULTILINE)  # each may look for its end to the end

# The library's own, where `#` and a word is the name of a room and no heading.
_HEADING = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \t])(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")

_STASHED = re.compile(r"\x02wzxhzdk")


class _Headings(Treeprocessor):
    """A text never has the page's own heading: `#` gives a second level."""

    def run(self, root):
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5"):
                element.tag = f"h{int(element.tag[1]) + 1}"


class _Images(Treeprocessor):
    """An image is a link that says what it shows: nothing is ever loaded from another site."""

    def run(self, root):
        inside = {image for link in root.iter("a") for image in link.iter("img")}  # the link is there already
        for image in list(root.iter("img")):
            alt, address = image.attrib.pop("alt", ""), image.attrib.pop("src", "")
            image.tag, image.text = "span" if image in inside else "a", address if is_blank(alt) else alt
            image.set("href", address)


class _Numbers(Treeprocessor):
    """Every block of a text gets its number, `p3`, so that a message and a link can name it."""

    def run(self, root):
        for n, block in enumerate(root, 1):
            if _STASHED.match(block.text or ""):
                continue  # a code block, put back later in the place of this whole element
            block.set("id", f"p{n}")
            if block.tag in ("p", "h2", "h3", "h4", "h5", "h6"):
                link = Element("a", {"class": "pn", "href": f"#p{n}"})
                link.text, link.tail = str(n), block.text
                block.text = ""
                block.insert(0, link)


def _bounded(read, opening):
    """`read(data, index)` looks no further than some nested openings: the library is quadratic on unclosed links."""

    def reads(data, index):
        end = index
        for _ in range(DEEPEST_LINK + 1):
            end = data.find(opening, end + 1)
            if end < 0:
                end = len(data)
                break
        return read(data[: min(end, index + LONGEST_LINK)], index)

    return reads


class _House(Extension):
    def __init__(self, numbered, names_rooms=False):
        super().__init__()
        self.numbered = numbered
        self.names_rooms = names_rooms

    def extendMarkdown(self, md):
        if self.names_rooms:
            md.parser.blockprocessors["hashheader"].RE = _HEADING
        # Raw HTML is text here: people then read what they typed, and nothing vanishes.
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        for pattern in md.inlinePatterns:
            if isinstance(pattern, LinkInlineProcessor):
                pattern.getText = _bounded(pattern.getText, "[")
                pattern.getLink = _bounded(pattern.getLink, "(")
        md.treeprocessors.register(_Images(md), "house_images", 6)
        md.treeprocessors.register(_Headings(md), "house_headings", 5)
        if self.numbered:
            md.treeprocessors.register(_Numbers(md), "house_numbers", 4)


def _allowed(tag, name, value):
    if name == "id":
        return bool(OURS.match(value))
    if tag == "a":
        return name in ("href", "title", "rel") or (name == "class" and value == "pn")
    return (tag, name) in {("abbr", "title"), ("ol", "start"), ("th", "align"), ("td", "align")}


def _outward(attributes, new=False):
    if not attributes.get((None, "href"), "").startswith("#"):
        attributes[(None, "rel")] = "nofollow noopener noreferrer"
    return attributes


class _Linkify(LinkifyFilter):
    def __init__(self, source):
        super().__init__(source, callbacks=[_outward], skip_tags={"pre", "code"}, url_re=ADDRESS)


class _Marked(Filter):
    """Passages of running words, outside links and code, become elements of ours: `find(text)` says which."""

    def __init__(self, source, find):
        super().__init__(source)
        self.find = find

    def __iter__(self):
        within = 0
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if name in UNMARKED and kind in ("StartTag", "EndTag"):
                within += 1 if kind == "StartTag" else -1
            if kind == "Characters" and not within:
                yield from self._marked(token["data"])
            else:
                yield token

    def _marked(self, text):
        done = 0
        for start, end, name, attributes in self.find(text):
            element = {"name": name, "namespace": None}
            data = {(None, attribute): value for attribute, value in attributes.items()}
            yield {"type": "Characters", "data": text[done:start]}
            yield {"type": "StartTag", "data": data, **element}
            yield {"type": "Characters", "data": text[start:end]}
            yield {"type": "EndTag", "data": {}, **element}
            done = end
        yield {"type": "Characters", "data": text[done:]}


def _clean(html, marks=None):
    filters = [_Linkify] + ([partial(_Marked, find=marks)] if marks else [])
    # A cleaner of its own: its parser has a state, and in one shared by two threads their texts would mix.
    cleaner = bleach.Cleaner(tags=TAGS, attributes=_allowed, protocols=PROTOCOLS, strip=True, filters=filters)
    return cleaner.clean(html)


def _is_heavy(source):
    """Whether a text would cost the library more than it is worth: nobody writes that many marks or levels."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    lines = text.split("\n")
    marks = len(_MARKS.findall(text)) + sum(map(len, _MAILS.findall(text)))
    if len(lines) > MOST_LINES + 1 or marks > MOST_MARKS:
        return True
    levels = [len(_LEVELS.findall(_BEFORE.match(line)[0])) for line in lines]
    if max(levels) > DEEPEST or sum(levels) > MOST_LEVELS:
        return True
    cells, road = 0, len(text) * len(_UNCLOSED.findall(text))
    for block in _BLANK.split(text):
        rows = block.split("\n")
        widest = max(row.count("|") for row in rows)
        cells += len(rows) * (widest + 1) if widest else 0
        road += len(block) * len(_STARTS.findall(block))
    return cells > MOST_CELLS or road > LONGEST_ROAD


def render(source: str, *, numbered: bool = False, marks=None) -> SafeString:
    """Safe HTML of a Markdown text. Raw HTML shows as typed; `numbered` gives every block its number.

    marks: (words) -> (start, end, tag, attributes) of passages to mark, in order; attributes are ours, never typed.
    A text too long, too deep or too full of marks to be read in a second shows as it was typed.
    """
    source = source.replace("\x00", "")
    as_typed = format_html("<pre>{}</pre>", source)
    if _is_heavy(source):
        return as_typed
    try:
        html = markdown.markdown(
            source,
            extensions=["tables", "sane_lists", "nl2br", "fenced_code", _House(numbered, marks is not None)],
            output_format="html",
        )
    except RecursionError:
        return as_typed
    return mark_safe(_clean(html, marks))


def stored(html: str) -> SafeString:
    """HTML that `render` made earlier and a row kept, so that a page need not render it again."""
    return mark_safe(html)


def as_text(html: str) -> str:
    """The words of HTML that `render` made, without its tags."""
    return unescape(strip_tags(html))


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be read: spaces, and characters that show nothing or only accompany others."""
    return all(unicodedata.category(c) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"} or c in UNSEEN for c in text)


def straight(name: str) -> str:
    """A name without the characters that would turn around what is written after it."""
    return name.translate(TURNS).strip()


def alphabetical(name: str) -> str:
    """What to sort a name by: « Émilie » stands between « Élodie » and « Farid », whatever its accents and case."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def with_paragraph_links(html: str, address: str) -> SafeString:
    """Stored HTML whose paragraph numbers lead to `address` followed by their number and a slash."""
    link = format_html("{}", address)
    return mark_safe(_NUMBERS.sub(lambda found: f'class="pn" href="{link}{found[1]}/"', html))


def with_links_to_amend(html: str, address: str, label: str) -> SafeString:
    """Stored HTML whose numbered blocks each begin with a link to `address` and their number, named by `label` % n."""

    def linked(found):
        n = found[1] or found[2] or found[3]
        link = format_html(
            '<a class="am" href="{}{}" aria-label="{}" title="{}"></a>', address, n, label % n, label % n
        )
        return found[0] + (f"<caption>{link}</caption>" if found[3] else link)

    return mark_safe(_BLOCKS.sub(linked, html))
