"""A document written in Markdown as a page and as a tagged PDF: the same words, read once into one tree.

The PDF is set by Typst. What people wrote never becomes part of its source: the source is a constant, and the tree goes
beside it as data.
"""

import json
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from html.parser import HTMLParser

import typst

from governance import prose

VOID = frozenset({"br", "hr"})
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
KEPT = ("href", "title", "rel", "start", "align")  # attributes that `prose` lets through and that mean something here


@dataclass
class Node:
    """An element of a document: its tag, its attributes, and what it holds, elements and words."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list = field(default_factory=list)


def title_and_tree(markdown: str) -> tuple[str, Node]:
    """The first line, which is the title of a document of ours, in plain words; and the tree of what follows.

    Each part is read alone (a heading of ours begins it): words too heavy to be read as Markdown show as they were
    typed in their own part only, and a name that one part gives to an address means nothing in another.
    """
    head, _newline, body = markdown.partition("\n")
    title = prose.as_text(prose.render(head)).strip()
    parts = ("\n" + body).split("\n## ")
    sources = [parts[0], *(f"## {part}" for part in parts[1:])]
    root = Node("root")
    for source in sources:
        root.children += _read(prose.render(source)).children
    _settle(root, quoted=False)
    return title, root


def as_html(tree: Node) -> str:
    """The tree as it is read on a page: what `prose` made, its headings one level up."""
    return prose.stored("".join(_html(child) for child in tree.children))


def as_words(tree) -> str:
    """All the words of a tree, each block on its own line: what the three forms of a document have in common."""
    if isinstance(tree, str):
        return tree
    words = "".join(as_words(child) for child in tree.children)
    return f"{words}\n" if tree.tag not in INLINE else words


INLINE = frozenset("a abbr code del em ins strong sub sup".split())


# --- Reading -----------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("root")]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs if name in KEPT})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if tag in VOID or tag not in [node.tag for node in self.open]:
            return
        while self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        self.open[-1].children.append(data)


def _read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


def _settle(node, *, quoted):
    """Headings go one level up (the title is the first); in a quotation they are words in bold, never an outline."""
    for child in node.children:
        if isinstance(child, str):
            continue
        if child.tag in HEADINGS:
            if quoted:
                child.tag, child.children = "p", [Node("strong", {}, child.children)]
            else:
                child.tag = f"h{max(2, int(child.tag[1]) - 1)}"
        _settle(child, quoted=quoted or child.tag == "blockquote")


def _html(node):
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if node.tag in VOID:
        return f"<{node.tag}>"
    return f"<{node.tag}{attributes}>{''.join(_html(child) for child in node.children)}</{node.tag}>"


# --- PDF ---------------------------------------------------------------------------------------------

SOURCE = """
#let given = json(bytes(sys.inputs.document))
#set document(title: given.title, author: given.author, date: auto)
#set text(lang: "fr", region: "FR", font: "Libertinus Serif", size: 11pt)
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.4cm), numbering: "1 / 1")
#set par(leading: 0.65em, spacing: 0.9em)
#show raw: set text(font: "DejaVu Sans Mono", size: 0.85em)
#show heading: set block(above: 1.5em, below: 0.8em, sticky: true)
#show heading.where(level: 1): set text(size: 0.95em)
#show heading.where(level: 2): set text(size: 1.0em)
#show title: set text(size: 1.05em)
#show title: set block(below: 1.2em)
#show quote.where(block: true): it => block(stroke: (left: 1.5pt + luma(160)), inset: (left: 0.2em, y: 0.2em), it)
#let words(node) = if type(node) == str { node } else { node.kids.map(words).join("") }
#let elements(node) = node.kids.filter(kid => type(kid) != str)
#let made(node) = {
  if type(node) == str { return [#node] }
  let tag = node.tag
  let kids = node.kids
  if tag == "br" { return linebreak() }
  if tag == "hr" { return pdf.artifact(line(length: 100%, stroke: 0.5pt)) }
  if tag == "code" { return raw(words(node)) }
  if tag == "pre" { return raw(words(node), block: true) }
  if tag == "ul" { return list(..elements(node).map(kid => kid.kids.map(made).join())) }
  if tag == "ol" {
    return enum(start: node.start, ..elements(node).map(kid => kid.kids.map(made).join()))
  }
  if tag == "table" {
    let rows = elements(node).map(part => if part.tag == "tr" { (part,) } else { elements(part) }).flatten()
    if rows.len() == 0 { return none }
    let cells(row) = elements(row).map(cell => [#cell.kids.map(made).join()])
    let width = calc.max(1, ..rows.map(row => elements(row).len()))
    return table(
      columns: width, stroke: 0.5pt + luma(160),
      table.header(..cells(rows.first())), ..rows.slice(1).map(cells).flatten(),
    )
  }
  let body = kids.map(made).join()
  if body == none { return none }
  if tag == "p" { return par(body) }
  if tag in ("h2", "h3", "h4", "h5", "h6") { return heading(level: int(tag.at(1)) - 1, body) }
  if tag == "blockquote" { return quote(block: true, body) }
  if tag == "strong" { return strong(body) }
  if tag == "em" { return emph(body) }
  if tag == "del" { return strike(body) }
  if tag == "ins" { return underline(body) }
  if tag == "sub" { return sub(body) }
  if tag == "sup" { return super(body) }
  if tag == "a" and node.href != "" { return link(node.href, body) }
  body
}
#title()
#given.root.kids.map(made).join()
"""
BLOCKS = frozenset("root blockquote ul ol li table thead tbody tr".split())


def as_pdf(title: str, tree: Node, *, author: str, at: datetime) -> bytes:
    """The document as a tagged PDF, in French: title, headings, lists, tables and quotations are known as such.

    It keeps to PDF/UA-1 where its fonts have every character; a sign that none of them has is left out of that promise
    and not of the document. `at` is its date: the same document is the same file, whenever it is made.
    """
    document = json.dumps({"title": title, "author": author, "root": _plain(tree)}, ensure_ascii=False)
    with tempfile.TemporaryDirectory() as nothing:  # a root where there is nothing to read
        told = {"root": nothing, "sys_inputs": {"document": document}, "timestamp": int(at.timestamp())}
        try:
            return typst.compile(SOURCE.encode(), pdf_standards=["ua-1"], **told)
        except typst.TypstError:
            return typst.compile(SOURCE.encode(), **told)


def _plain(node):
    if isinstance(node, str):
        return "".join(one for one in node if one >= " " or one in "\n\t")
    children = [
        child for child in node.children if node.tag not in BLOCKS or not isinstance(child, str) or child.strip()
    ]
    found = {"tag": node.tag, "kids": [_plain(child) for child in children]}
    if node.tag == "a":
        found["href"] = node.attributes.get("href", "")
    if node.tag == "ol":
        start = node.attributes.get("start", "1")
        found["start"] = int(start) if start.isdecimal() and len(start) < 7 else 1
    return found
