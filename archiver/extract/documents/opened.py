"""OpenDocument texts, sheets and presentations: paragraphs with their fonts."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from archiver.errors import DocumentError
from archiver.extract.documents.markup import Ends, describe, elements, elements_beside, forget, name_of, value_of
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.package import Package

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNTOLD = frozenset(("tracked-changes", "annotation", "forms", "event-listeners"))
_MOST_REPEATED = 256  # empty cells: a row that is filled to its end says so in one element
_MOST_SPACES = 100


def read_open_document(package: Package) -> Found:
    if any(name_of(element) == "encryption-data" for element in elements_beside(package, _MANIFEST)):
        raise DocumentError("the document is protected by a password")
    fonts: dict[str, str] = {}
    for element in elements_beside(package, "styles.xml"):
        _take_style(element, fonts)
    return describe(package, ["meta.xml"], Found(runs=_runs(package, fonts)))


def _take_style(element: etree._Element, fonts: dict[str, str]) -> None:
    """The font of a style, or of the style that it is based on, which stands before it."""
    if name_of(element) != "style":
        return
    own = next(
        (value_of(one, "font-name") or value_of(one, "font-family") for one in element.iter("{*}text-properties")), None
    )
    fonts[value_of(element, "name") or ""] = own or fonts.get(value_of(element, "parent-style-name") or "", "")


def _runs(package: Package, fonts: dict[str, str]) -> Iterator[Run]:
    ends = Ends()
    untold = 0
    for event, element in elements(package.chunks(CONTENT)):
        name = name_of(element)
        if name in _UNTOLD:
            untold += 1 if event == "start" else -1
        elif event == "start" or untold:
            continue
        elif name in {"p", "h"}:
            for run in _inside(element, "", fonts):
                yield Run(ends.before(run.text), run.font)
            ends.paragraph()
            forget(element)
        elif name in {"table-cell", "covered-table-cell"}:
            repeated = value_of(element, "number-columns-repeated") or "1"
            for _ in range(min(int(repeated) if repeated.isdecimal() and len(repeated) < 9 else 1, _MOST_REPEATED)):
                ends.cell()
        elif name == "table-row":
            ends.row()
            forget(element)
        else:
            _take_style(element, fonts)


def _inside(element: etree._Element, font: str, fonts: dict[str, str]) -> Iterator[Run]:
    """The words in a paragraph and what it holds; a paragraph within it (a frame, a note) was read before."""
    name = name_of(element)
    font = fonts.get(value_of(element, "style-name") or "", "") or font
    if name == "s":
        count = value_of(element, "c") or "1"
        yield Run(" " * min(int(count) if count.isdecimal() and len(count) < 9 else 1, _MOST_SPACES), font)
    elif name in {"tab", "line-break"}:
        yield Run("\t" if name == "tab" else "\n", font)
    elif name not in _UNTOLD and element.text:
        yield Run(element.text, font)
    for child in element:
        if name_of(child) not in _UNTOLD:
            yield from _inside(child, font, fonts)
        if child.tail:
            yield Run(child.tail, font)
