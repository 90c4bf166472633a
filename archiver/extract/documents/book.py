"""Electronic books (EPUB): pages in a package, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.extract.documents.markup import describe, elements_beside, name_of
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.package import Package, beside
from archiver.extract.documents.saved_page import read_page

CONTAINER = "META-INF/container.xml"


def read_book(package: Package) -> Found:
    contents = [element.get("full-path") or "" for element in elements_beside(package, CONTAINER)]
    content = next((name for name in contents if name), "")
    pages: dict[str, str] = {}
    order: list[str] = []
    for element in elements_beside(package, content):
        if name_of(element) == "item":
            pages[element.get("id") or ""] = beside(content, element.get("href") or "")
        elif name_of(element) == "itemref":
            order.append(element.get("idref") or "")
    named = [pages[one] for one in order if pages.get(one) in package.names()]
    shown = named or [name for name in package.names() if name.endswith((".xhtml", ".html", ".htm"))]
    return describe(package, [content], Found(runs=_runs(package, shown)))


def _runs(package: Package, pages: list[str]) -> Iterator[Run]:
    for name in pages:
        yield from read_page(package.read(name)).runs
        yield Run("\n\n")
