"""What the readers of XML share: elements in order, nothing expanded or loaded, nothing kept that was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from lxml import etree

from archiver.errors import DocumentError
from archiver.extract.documents.matter import Found
from archiver.extract.documents.package import Package, beside

_DUBLIN_CORE = {"title": "title", "creator": "author", "initial-creator": "author"}
_CREATED = frozenset(("created", "creation-date"))
_EMPTY_LINES = "\n\n\n"
_MOST_CELLS = 1024  # empty ones in a row
_PAGES = frozenset(("Pages", "Slides"))


def elements(chunks: Iterable[bytes]) -> Iterator[tuple[str, etree._Element]]:
    """Each element when it begins and when it ends; as far as the markup holds together."""
    parser = etree.XMLPullParser(
        ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    open_elements, seen = 0, False
    for event, element in _events(parser, chunks):
        open_elements += 1 if event == "start" else -1
        seen = True
        yield event, element
    if open_elements or not seen:  # the parser mends what it can, and says nothing where it stops
        why = next((fault.message for fault in parser.feed_error_log), "it has no end")
        raise DocumentError(f"its markup is damaged: {why}")


def _events(parser: etree.XMLPullParser, chunks: Iterable[bytes]) -> Iterator[tuple[str, etree._Element]]:
    try:
        for chunk in chunks:
            parser.feed(chunk)
            yield from _elements(parser)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"its markup is damaged: {error}") from error
    yield from _elements(parser)


def _elements(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    for event, element in parser.read_events():
        if isinstance(element, etree._Element):
            yield event, element


def elements_beside(package: Package, part: str) -> Iterator[etree._Element]:
    """Each element of a part that the text can do without, as far as it is there and whole."""
    if part in package.names():
        with suppress(DocumentError):
            yield from (element for event, element in elements(package.chunks(part)) if event == "end")


def forget(element: etree._Element) -> None:
    """Let go of an element that was read, and of those before it; what follows it in its line stays."""
    tail = element.tail
    element.clear()
    element.tail = tail
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace, of which each format has two or more."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def name_above(element: etree._Element, steps: int = 1) -> str:
    above: etree._Element | None = element
    for _ in range(steps):
        above = above.getparent() if above is not None else None
    return name_of(above) if above is not None else ""


def value_of(element: etree._Element, name: str) -> str | None:
    """An attribute, by its name without namespace."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def reference_of(element: etree._Element) -> str:
    """The id of the relation that an element of an Office package names; a plain `id` is another matter."""
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def describe(package: Package, parts: Iterable[str], found: Found) -> Found:
    """Fill in what the package's own description says of title, author, time and pages."""
    for part in parts:
        for element in elements_beside(package, part):
            _take(found, element)
    return found


def _take(found: Found, element: etree._Element) -> None:
    name, text = name_of(element), (element.text or "").strip()
    pages = value_of(element, "page-count") if name == "document-statistic" else text if name in _PAGES else None
    if pages and pages.isdecimal() and len(pages) < 7 and found.pages is None:
        found.pages = int(pages) or None
    if name in _DUBLIN_CORE and text and not getattr(found, _DUBLIN_CORE[name]):
        setattr(found, _DUBLIN_CORE[name], text)
    elif name in _CREATED and text and found.created is None:
        found.created = text[:40]


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """To which other parts a part of an Office package refers: id: (kind, name)."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found = {}
    for element in elements_beside(package, listed):
        number, target = element.get("Id"), element.get("Target")
        if number and target and element.get("TargetMode") != "External":
            found[number] = ((element.get("Type") or "").rpartition("/")[2], beside(part, target))
    return found


class Ends:
    """The ends of paragraphs, cells and rows, held back until text follows: the last paragraph's end is that of its cell."""

    def __init__(self) -> None:
        self._ends = ""
        self._in_cell = False  # whether the last end is of a paragraph, and not of a row

    def paragraph(self) -> None:
        self._line()
        self._in_cell = True

    def _line(self) -> None:
        if not self._ends.endswith(_EMPTY_LINES):  # more are not told, and a file may have millions
            self._ends += "\n"

    def cell(self) -> None:
        before = self._ends.removesuffix("\n") if self._in_cell else self._ends
        self._ends = f"{before}\t" if len(before) < _MOST_CELLS else before
        self._in_cell = False

    def row(self) -> None:
        self._ends = self._ends.rstrip("\t")
        self._line()
        self._in_cell = False

    def apart(self, *, in_row: bool = False) -> None:
        """What comes now stands by itself; what is before a row is no part of its first cell."""
        if not self._ends:
            self.paragraph()
        self._in_cell = self._in_cell and not in_row

    def are_due(self) -> bool:
        return bool(self._ends)

    def before(self, text: str) -> str:
        ends, self._ends = self._ends, ""
        self._in_cell = False
        return ends + text
