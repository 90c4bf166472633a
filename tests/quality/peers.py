"""Other extractors, as far as they are installed: `pip install portal-archive[quality]`."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from archiver.jobs.extract import extract_results
from tests.quality.data import GoldPage

Extractor = Callable[[str, str], dict[str, Any]]  # html, url -> text, and maybe title, author, published


def ours(html: str, url: str) -> dict[str, Any]:
    """`archiver extract --no-template`, one page."""
    line = json.dumps({"id": "", "url": url, "html": html})
    (result,) = extract_results([line], {"title", "author", "published", "parts"}, template=False)
    return result


def ours_by_site(pages: Iterable[GoldPage]) -> list[dict[str, Any]]:
    """`archiver extract`, all pages in one input: sites of which there are several are known by their template."""
    lines = (json.dumps({"id": page.id, "url": page.url, "html": page.html}) for page in pages)
    return list(extract_results(lines, {"title", "author", "published", "parts"}, template=True))


def installed() -> dict[str, Extractor]:
    """The extractors of this machine, ours first."""
    return {"archiver": ours} | peers()


@cache
def peers() -> dict[str, Extractor]:
    """The other extractors of this machine."""
    found: dict[str, Extractor] = {}
    for name, (module, build) in _PEERS.items():
        try:
            found[name] = build(importlib.import_module(module))
        except ImportError:
            continue
    return found


def _trafilatura(module: Any, **options: bool) -> Extractor:
    def run(html: str, url: str) -> dict[str, Any]:
        draft = module.bare_extraction(html, url=url or None, include_comments=False, with_metadata=True, **options)
        if draft is None:
            return {}
        return {"text": draft.text, "title": draft.title, "author": draft.author, "published": draft.date}

    return run


def _readability(module: Any) -> Extractor:
    from lxml import html as markup

    def run(html: str, url: str) -> dict[str, Any]:
        try:
            document = module.Document(html, url=url)
            tree = markup.fromstring(document.summary(html_partial=True))
            return {"text": "\n".join(tree.itertext()), "title": document.short_title()}
        except (ValueError, module.readability.Unparseable):
            return {}

    return run


def _resiliparse(module: Any) -> Extractor:
    return lambda html, url: {"text": module.extract_plain_text(html, main_content=True, alt_texts=False)}


def _turbohtml(module: Any) -> Extractor:
    def run(html: str, url: str) -> dict[str, Any]:
        article = module.parse(html).article()
        return {"text": article.text, "title": article.title, "author": article.byline, "published": article.date}

    return run


def _justext(module: Any) -> Extractor:
    stops = module.get_stoplist("English")
    return lambda html, url: {
        "text": "\n".join(p.text for p in module.justext(html.encode(), stops) if not p.is_boilerplate)
    }


_PEERS: dict[str, tuple[str, Callable[[Any], Extractor]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "trafilatura precise": ("trafilatura", lambda module: _trafilatura(module, favor_precision=True)),
    "readability-lxml": ("readability", _readability),
    "resiliparse": ("resiliparse.extract.html2text", _resiliparse),
    "turbohtml": ("turbohtml", _turbohtml),
    "jusText": ("justext", _justext),
}
