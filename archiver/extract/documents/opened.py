"""OpenDocument texts, sheets and presentations: paragraphs with their fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

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
_NUMBER_TO_COME = "<number>"  # where a slide's number will be


@dataclass(slots=True)
class _Styles:
    """What styles say of text: its font, and whether it is never shown."""

    fonts: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def take(self, element: etree._Element) -> None:
        """What a style says, or the style that it is based on, which stands before it."""
        if name_of(element) != "style":
            return
        name, base = value_of(element, "name") or "", value_of(element, "parent-style-name") or ""
        own = font = None
        for one in element.iter("{*}text-properties"):
            font = font or value_of(one, "font-name") or value_of(one, "font-family")
            own = own or value_of(one, "display")
        self.fonts[name] = font or self.fonts.get(base, "")
        if own == "none" or (own is None and base in self.hidden):
            self.hidden.add(name)


def read_open_document(package: Package) -> Found:
    if any(name_of(element) == "encryption-data" for element in elements_beside(package, _MANIFEST)):
        raise DocumentError("the document is protected by a password")
    styles = _Styles()
    for element in elements_beside(package, "styles.xml"):
        styles.take(element)
    return describe(package, ["meta.xml"], Found(runs=_runs(package, styles)))


def _runs(package: Package, styles: _Styles) -> Iterator[Run]:
    ends = Ends()
    untold = in_notes = 0
    notes: list[Run] = []  # of the paragraph that is open
    for event, element in elements(package.chunks(CONTENT)):
        name = name_of(element)
        in_notes += (1 if event == "start" else -1) if name == "note" else 0
        if name in _UNTOLD or (name == "section" and value_of(element, "display") == "none"):
            untold += 1 if event == "start" else -1
        elif event == "start" or untold:
            continue
        elif name in {"p", "h"} and in_notes:
            notes += (Run("\n"), *_inside(element, "", styles))
            forget(element)
        elif name in {"p", "h"}:
            for run in _inside(element, "", styles):
                yield Run(ends.before(run.text), run.font)
            yield from notes
            notes.clear()
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
            styles.take(element)


def _inside(element: etree._Element, font: str, styles: _Styles) -> Iterator[Run]:
    """The words in a paragraph and what it holds; a paragraph within it (a frame, a note) was read before."""
    name, style = name_of(element), value_of(element, "style-name") or ""
    if style in styles.hidden or name == "note-citation":  # `thích1` is no word
        return
    font = styles.fonts.get(style, "") or font
    if name == "s":
        count = value_of(element, "c") or "1"
        yield Run(" " * min(int(count) if count.isdecimal() and len(count) < 9 else 1, _MOST_SPACES), font)
    elif name in {"tab", "line-break"}:
        yield Run("\t" if name == "tab" else "\n", font)
    elif name not in _UNTOLD and element.text and element.text != _NUMBER_TO_COME:
        yield Run(element.text, font)
    for child in element:
        if name_of(child) not in _UNTOLD:
            yield from _inside(child, font, styles)
        if child.tail:
            yield Run(child.tail, font)
