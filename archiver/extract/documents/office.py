"""Word documents and PowerPoint presentations since 2007, and Word's XML of 2003: runs of text with their fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

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
from archiver.extract.documents.package import Package

DESCRIPTION = ("docProps/core.xml", "docProps/app.xml")
_BESIDE_DOCUMENT = ("footnotes", "endnotes", "header", "footer", "comments")
# Words that were taken out, and the second telling of a drawing for readers that do not know the first.
_UNTOLD = frozenset(("Fallback", "moveFrom", "del", "binData"))


def main_part(package: Package) -> str | None:
    """The part that an Office package is about."""
    return next((name for kind, name in relations(package, "").values() if kind == "officeDocument"), None)


def read_word_package(package: Package, part: str) -> Found:
    known = [one for one in relations(package, part).values() if one[1] in package.names()]
    beside = [name for wanted in _BESIDE_DOCUMENT for name in sorted(name for kind, name in known if kind == wanted)]
    fonts = _style_fonts(package, next((name for kind, name in known if kind == "styles"), ""))
    runs = (run for name in (part, *beside) for run in (*text_runs(package.chunks(name), fonts), Run("\n")))
    return describe(package, DESCRIPTION, Found(runs=runs))


def read_slide_package(package: Package, part: str) -> Found:
    known = relations(package, part)
    shown = [reference_of(element) for event, element in elements(package.chunks(part)) if _is_slide(event, element)]
    slides = [known[number][1] for number in shown if number in known and known[number][1] in package.names()]
    notes = [
        name
        for slide in slides
        for kind, name in relations(package, slide).values()
        if kind == "notesSlide" and name in package.names()
    ]
    runs = (run for name in (*slides, *notes) for run in (*text_runs(package.chunks(name), {}), Run("\n\n")))
    return describe(package, DESCRIPTION, Found(runs=runs, pages=len(slides)))


def _is_slide(event: str, element: etree._Element) -> bool:
    return event == "end" and name_of(element) == "sldId"


def text_runs(chunks: Iterable[bytes], fonts: dict[str, str]) -> Iterator[Run]:
    """The text of a part, in order; `fonts`: the font of each style."""
    ends = Ends()
    untold = 0
    style = font = ""
    for event, element in elements(chunks):
        name = name_of(element)
        if name in _UNTOLD:
            untold += 1 if event == "start" else -1
        elif event == "start":
            style = "" if name == "p" else style
            font = fonts.get(style, fonts.get("", "")) if name == "r" else font
        elif name in {"pStyle", "rStyle"}:
            own = value_of(element, "val") or ""
            style = own if name == "pStyle" else style
            font = fonts.get(own, font)
        elif name in {"rFonts", "latin"} and name_above(element, 2) == "r":
            font = value_of(element, "ascii") or value_of(element, "hAnsi") or value_of(element, "typeface") or font
        elif untold:
            continue
        elif text := _text_of(name, element):
            yield Run(ends.before(text), font)
        else:
            _end(name, element, ends)


def _text_of(name: str, element: etree._Element) -> str:
    if name == "t":
        return element.text or ""
    if name_above(element) not in {"r", "p"}:  # a "tab" elsewhere is a tab stop
        return ""
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")


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
