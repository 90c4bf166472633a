"""Word documents and PowerPoint presentations since 2007, and Word's XML of 2003: runs of text with their fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from archiver.extract.documents import saved_page
from archiver.extract.documents.markup import (
    Ends,
    describe,
    elements,
    elements_beside,
    forget,
    name_above,
    name_of,
    reference_of,
    relations,
    value_of,
)
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.numbering import Numbering, numbering_of
from archiver.extract.documents.package import Package

DESCRIPTION = ("docProps/core.xml", "docProps/app.xml")
DRAWN = ("diagramData", "chart")  # SmartArt, whose words stand beside the picture of them; a chart's titles
_BESIDE_DOCUMENT = (*DRAWN, "footnotes", "endnotes", "header", "footer", "comments")
# Words that were taken out, and the second telling of a drawing for readers that do not know the first.
_UNTOLD = frozenset(("Fallback", "moveFrom", "del", "binData"))
_UNTOLD_TYPES = frozenset(("slidenum", "Word.Deletion", "Word.Comment"))  # a field of PowerPoint, notes of Word 2003
_OFF = frozenset(("0", "false", "off"))


def main_part(package: Package) -> str | None:
    """The part that an Office package is about."""
    return next((name for kind, name in relations(package, "").values() if kind == "officeDocument"), None)


def read_word_package(package: Package, part: str) -> Found:
    known = [one for one in relations(package, part).values() if one[1] in package.names()]
    beside = [name for wanted in _BESIDE_DOCUMENT for name in sorted(name for kind, name in known if kind == wanted)]
    styles = next((name for kind, name in known if kind == "styles"), "")
    lists = next((name for kind, name in known if kind == "numbering"), "")
    fonts, numbering = _style_fonts(package, styles), numbering_of(package, lists, styles)
    runs = (run for name in (part, *beside) for run in (*text_runs(package.chunks(name), fonts, numbering), Run("\n")))
    pages = (_page_runs(package.read(name)) for kind, name in known if kind == "aFChunk")
    return describe(package, DESCRIPTION, Found(runs=chain(runs, chain.from_iterable(pages))))


def _page_runs(body: bytes) -> Iterable[Run]:
    """A page that stands in the document as it is: what scripts of portals write as .docx holds nothing else."""
    if saved_page.is_letter(body):
        return saved_page.read_letter(body).runs
    return saved_page.read_page(body).runs if saved_page.is_markup(body) else ()


def read_slide_package(package: Package, part: str) -> Found:
    known = relations(package, part)
    shown = [reference_of(element) for event, element in elements(package.chunks(part)) if _is_slide(event, element)]
    slides = [known[number][1] for number in shown if number in known and known[number][1] in package.names()]
    shown_with = [(slide, *parts_beside(package, slide, DRAWN)) for slide in slides]
    notes = [parts_beside(package, slide, ("notesSlide",)) for slide in slides]
    told = (name for names in (*shown_with, *notes) for name in names)
    runs = (run for name in told for run in (*text_runs(package.chunks(name), {}), Run("\n\n")))
    return describe(package, DESCRIPTION, Found(runs=runs, pages=len(slides)))


def parts_beside(package: Package, part: str, kinds: Iterable[str]) -> list[str]:
    """The parts of some kinds to which a part refers."""
    known = relations(package, part).values()
    return [name for wanted in kinds for kind, name in known if kind == wanted and name in package.names()]


def _is_slide(event: str, element: etree._Element) -> bool:
    return event == "end" and name_of(element) == "sldId"


@dataclass(slots=True)
class _Place:
    """Where in a part the reader is, and what holds there."""

    fonts: dict[str, str]
    numbering: Numbering
    ends: Ends = field(default_factory=Ends)
    style: str = ""
    font: str = ""
    hidden: bool = False  # the run is never shown
    untold: int = 0
    paragraphs: int = 0  # open ones: two in a text box, which stands within a paragraph
    number: str | None = None  # of the paragraph's list, where it names one
    level: str | None = None
    mark: str = ""  # the paragraph's number, which is still to be told

    def begin(self, name: str, element: etree._Element) -> None:
        self.untold += _is_untold(name, element)
        if name == "p":
            if self.paragraphs and not self.untold:
                self.ends.apart()
            self.style = self.mark = ""
            self.number = self.level = None
            self.paragraphs += 1
        elif name == "r":
            self.font = self.fonts.get(self.style, self.fonts.get("", ""))
            self.hidden = False

    def end(self, name: str, element: etree._Element) -> None:
        self.untold -= _is_untold(name, element)
        if name == "p":
            self.paragraphs -= 1
        elif name in {"pStyle", "rStyle"}:
            own = value_of(element, "val") or ""
            self.style = own if name == "pStyle" else self.style
            self.font = self.fonts.get(own, self.font)
        elif name in {"numId", "ilvl"} and name_above(element, 3) == "p":
            value = value_of(element, "val")
            self.number, self.level = (value, self.level) if name == "numId" else (self.number, value)
        elif name == "pPr" and name_above(element) == "p":
            if not self.untold and next(element.iter("{*}del"), None) is None:  # the paragraph is there
                self.mark = self.numbering.mark(self.style, self.number, self.level)
        elif name_above(element, 2) != "r":
            return
        elif name in {"rFonts", "latin"}:
            named = value_of(element, "ascii") or value_of(element, "hAnsi") or value_of(element, "typeface")
            self.font = named or self.font
        elif name == "vanish":
            self.hidden = value_of(element, "val") not in _OFF

    def before(self, text: str) -> str:
        """What stands between the text told last and this: ends of paragraphs, and its own one's number."""
        mark, self.mark = self.mark, ""
        return self.ends.before(f"{mark} {text}" if mark else text)


def _is_untold(name: str, element: etree._Element) -> bool:
    return name in _UNTOLD or (name in {"fld", "annotation"} and value_of(element, "type") in _UNTOLD_TYPES)


def text_runs(chunks: Iterable[bytes], fonts: dict[str, str], numbering: Numbering | None = None) -> Iterator[Run]:
    """The text of a part, in order; `fonts`: the font of each style."""
    place = _Place(fonts, numbering or Numbering())
    for event, element in elements(chunks):
        name = name_of(element)
        if event == "start":
            place.begin(name, element)
            continue
        place.end(name, element)
        if place.untold:
            continue
        if not (text := _text_of(name, element)):
            _end(name, element, place.ends)
        elif not place.hidden:
            yield Run(place.before(text), place.font)


def _text_of(name: str, element: etree._Element) -> str:
    if name == "t":
        return element.text or ""
    if name_above(element) not in {"r", "p"}:  # a "tab" elsewhere is a tab stop
        return ""
    return {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")


def _end(name: str, element: etree._Element, ends: Ends) -> None:
    if name == "p":
        ends.paragraph()
        forget(element)
    elif name == "tc":
        ends.cell()
    elif name == "tr":
        ends.row()
        forget(element)


def _style_fonts(package: Package, part: str) -> dict[str, str]:
    """The font of each style that has one; "": of text without a style."""
    fonts: dict[str, str] = {}
    bases: dict[str, str] = {}
    for element in elements_beside(package, part):
        name = name_of(element)
        if name == "rPrDefault":
            fonts[""] = _font_in(element)
        elif name == "style":
            style = value_of(element, "styleId") or ""
            fonts[style] = _font_in(element)
            bases[style] = next((value_of(one, "val") or "" for one in element.iter("{*}basedOn")), "")
            if (
                value_of(element, "default") in {"1", "true"}
                and value_of(element, "type") == "paragraph"
                and fonts[style]
            ):
                fonts[""] = fonts[style]  # of text without a style
    return {name: font for name in {*fonts, *bases} if (font := _inherited(name, bases, fonts))}


def _font_in(element: etree._Element) -> str:
    return next((value_of(one, "ascii") or value_of(one, "hAnsi") or "" for one in element.iter("{*}rFonts")), "")


def _inherited(style: str, bases: dict[str, str], fonts: dict[str, str]) -> str:
    for _ in range(16):  # deeper than styles are based on one another, and an end to circles
        if fonts.get(style):
            return fonts[style]
        if style not in bases:
            break
        style = bases[style]
    return fonts.get("", "")
