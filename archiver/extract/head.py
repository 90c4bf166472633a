"""What a page says about itself where readers do not look: title elements, metas, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archiver.extract.blocks import Sheet
from archiver.extract.cutting import plain
from archiver.extract.tags import attributes_of

LONGEST_TITLE = 1000  # characters; what is longer is the page behind a title element that nobody closed
_ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "TechArticle",
        "ScholarlyArticle",
        "Report",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "DiscussionForumPosting",
        "Question",
        "Recipe",
        "HowTo",
        "Review",
        "MedicalWebPage",
    ]
)
_FAQ = "FAQPage"  # its questions stand in a box on a page about something else
_PRODUCT_TYPES = ("Product", "ProductGroup")
_TERMS = ("startDate", "endDate", "validThrough")
_OF_EACH_AUTHOR, _NAMES = frozenset(("citation_author", "dc.creator", "dc.creator.personalname")), 3
_SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "citation_journal_title")


@dataclass(frozen=True, slots=True)
class Head:
    """Titles, metas (first value of each name, small letters) and the JSON-LD node of the article."""

    titles: tuple[str, ...] = ()
    metas: dict[str, str] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()  # what JSON-LD calls the page and the things it is about
    language: str = ""
    product: str = ""  # the name of the one thing that the page offers
    terms: frozenset[str] = (
        frozenset()
    )  # days, as "2019-11-16", of the events and the ends of the offers that it is about

    @property
    def site_names(self) -> tuple[str, ...]:
        return tuple(value for name in _SITE_METAS if (value := self.metas.get(name)))

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        return bool(self.article) or self.metas.get("og:type", "").casefold() in {"article", "news", "blog"}

    @property
    def stated_text(self) -> str:
        """The text that the page's data give: whole in JSON-LD, or the opening of it in a meta."""
        body = self.article.get("articleBody")
        stated = body if isinstance(body, str) else self.meta("og:description", "description") or ""
        return " ".join(stated.split())

    def meta(self, *names: str) -> str | None:
        return next((value for name in names if (value := self.metas.get(name))), None)


def read_head(sheet: Sheet) -> Head:
    """The head of a page that is cut."""
    titles = dict.fromkeys(" ".join(plain(title).split()) for title in sheet.titles)
    metas: dict[str, str] = {}
    for raw in sheet.metas:
        meta = attributes_of(raw)
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        value = " ".join(meta.get("content", "").split())
        key = name.strip().lower() if name else ""
        if key == "citation_author":
            value = _first_name_first(value)
        if key in _OF_EACH_AUTHOR and value and key in metas:
            metas[key] = f"{metas[key]}; {value}"
        elif key and value:
            metas.setdefault(key, value)
    html = attributes_of(next((raw for raw in sheet.markup.tags[:2] if raw.startswith("html ")), ""))
    data = [*_data_of(sheet.markup.data)]
    kinds = frozenset(kind for one in data for kind in _kinds_in(one))
    nodes = (node for one in data for node in _articles_in(one, depth=0))
    return Head(
        titles=tuple(title for title in titles if title and len(title) <= LONGEST_TITLE),
        metas=metas,
        article=next((node for node in nodes if _FAQ not in kinds or node.get("@type") != "Question"), {}),
        kinds=kinds,
        product=_product_in(data),
        terms=frozenset(_terms_in(data)),
        language=html.get("lang") or html.get("xml:lang") or "",
    )


def _first_name_first(name: str) -> str:
    """As a byline has it: journals state their authors as libraries file them, "Hansen, Olga"."""
    last, comma, first = name.partition(", ")
    return (
        f"{first} {last}" if comma and "," not in first and len(last.split()) <= _NAMES >= len(first.split()) else name
    )


def _data_of(scripts: tuple[str, ...]) -> Iterator[object]:
    """Each script's JSON-LD."""
    for script in scripts:
        try:
            yield json.loads(script, strict=False)
        except (ValueError, RecursionError):  # many sites print JSON that is none
            continue


def _kinds_in(data: object) -> Iterator[str]:
    """The types of the outermost nodes."""
    for node in _outermost(data):
        kinds = node.get("@type")
        yield from (kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))


def _outermost(data: object) -> Iterator[dict[str, Any]]:
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            if isinstance(node.get("@graph"), list):
                yield from _outermost(node["@graph"])


def _product_in(data: list[object]) -> str:
    """The name of the product, where there is one on offer; a list calls itself a product too, to be rated."""
    offered = {
        plain(name)
        for one in data
        for node in _outermost(one)
        if node.get("@type") in _PRODUCT_TYPES and (node.get("offers") or node.get("hasVariant"))
        if isinstance(name := node.get("name"), str)
    }
    return offered.pop() if len(offered) == 1 else ""


def _terms_in(data: list[object]) -> Iterator[str]:
    """The days on which something begins or ends of which the page tells."""
    for one in data:
        for node in _outermost(one):
            yield from (value[:10] for name in _TERMS if isinstance(value := node.get(name), str))


def _articles_in(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles_in(item, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if any(
            kind in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
        ):
            yield data
        yield from _articles_in(data.get("@graph"), depth + 1)
        yield from _articles_in(data.get("mainEntity"), depth + 1)
