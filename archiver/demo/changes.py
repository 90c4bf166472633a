"""What happens to the portal from one epoch to the next, told of articles, documents and libraries.

E2 rewords three texts (a word, a name, a number), changes one date line, and replaces two pictures under their old
addresses: nothing on the pages says so. E3 takes articles away in four manners, gives one category new numbers for the
same texts, and puts a corrected file in the place of a document's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from archiver.demo.model import Article, Category, Document, Gallery, Loss

RENUMBERED = 40_000  # is added; odd numbers stay odd, and so do those that the single-page archive hides
_LOST_A_WAY = 2
_PLAIN = 60  # words


def silently_changed(
    articles: list[Article], count: int, other_date: Callable[[], tuple[str, str | None]]
) -> list[Article]:
    """Three reworded texts, one other date line, one other picture, among the first `count` articles."""
    changed = list(articles)
    plain = [i for i in range(count) if articles[i].words >= _PLAIN and not articles[i].seed_page]
    for place, what in zip(plain[5::4], ("word", "name", "number"), strict=False):
        changed[place] = replace(articles[place], reworded=what, changed="edit")
    dated = next(i for i in plain[6:] if articles[i].published and changed[i].changed == "none")
    line, published = other_date()
    changed[dated] = replace(articles[dated], date_line=line, published=published, changed="date")
    pictured = next(i for i in plain[6:] if articles[i].pictures and changed[i].changed == "none")
    first, *rest = articles[pictured].pictures
    changed[pictured] = replace(articles[pictured], pictures=(replace(first, version=2), *rest), changed="file")
    return changed


def with_new_picture(gallery: Gallery) -> Gallery:
    """The first picture of a library is another one, under its old name."""
    first, *rest = gallery.pictures
    return replace(gallery, pictures=(replace(first, version=2), *rest))


def corrected(document: Document) -> Document:
    """A corrected file in the place of the first, under its old name."""
    first, *rest = document.files
    return replace(document, files=(replace(first, version=2, lines=(*first.lines, "Bản đã đính chính.")), *rest))


def taken_away(articles: list[Article], renumbered: Category) -> list[Article]:
    """The articles that E3 deletes, each with the manner of it: two a manner, where there are so many."""
    plain = [
        article
        for article in articles
        if article.words >= _PLAIN
        and not article.seed_page
        and article.changed == "none"
        and not article.reworded
        and article.layout != "form-table"
        and article.category.pager in {"get", "postback"}
        and article.category != renumbered
    ]
    manners = get_args(Loss) * _LOST_A_WAY
    return [replace(article, loss=manner) for article, manner in zip(plain[9::3], manners, strict=False)]


def with_new_number(article: Article, category: Category) -> Article:
    """The same article under another number, if it is of the category that was loaded anew."""
    if article.category != category or article.layout == "form-table":
        return article
    return replace(article, id=article.id + RENUMBERED, former=article.id, changed="moved")
