"""A link to an article as lists print it, whatever the list looks like."""

from __future__ import annotations

from archiver.demo.layouts import text
from archiver.demo.model import Article

_SOURCE = "&amp;Source=%2FPages%2Fnews%2Easpx"


def article_link(article: Article) -> str:
    """List items are linked with the page to come back to."""
    href = article.href.replace("&", "&amp;")
    if article.layout == "form-table" and article.id % 2:
        href += _SOURCE
    return f'<A href="{href}" title="{text(article.title).replace(chr(34), "&quot;")}">{text(article.title)}</A>'


def dated_link(article: Article) -> str:
    """The same with the day in brackets, as "other news" has it."""
    if not article.published:
        return article_link(article)
    year, month, day = article.published[:10].split("-")
    return f"{article_link(article)} ({day}/{month}/{year})"
