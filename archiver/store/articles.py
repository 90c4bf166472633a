"""Articles as rows: a settled set of articles takes the place of what stood there before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archiver.model import Article
from archiver.store.database import insert_rows, number_from, rows_about, time_text
from archiver.store.documents import show_documents

_SEARCHED = ("title", "text")


def replace_articles(
    db: Database, ids: Iterable[int], articles: Sequence[tuple[Article, str, datetime | None]]
) -> None:
    """Let these articles, each with its status and when it was found gone, be all that the rows with these ids say.

    The search index follows the inserts and deletes of `articles` by triggers, so a row whose searched words stay is
    updated (the index costs most of a rewrite), any other is deleted and inserted. Never REPLACE: it skips triggers.
    """
    present = _present_rows(db, ids)
    wanted = {article.id: _article_row(article, status, gone_at) for article, status, gone_at in articles}
    changed = {number: row for number, row in wanted.items() if present.get(number) != row}
    kept = {number for number, row in changed.items() if number in present and _same_words(present[number], row)}
    lost = [(number,) for number in present if number not in wanted or (number in changed and number not in kept)]
    _delete_children(db, present)
    db.conn.executemany("DELETE FROM articles WHERE id = ?", lost)
    insert_rows(db, "INSERT", "articles", [row for number, row in changed.items() if number not in kept])
    _update(db, [changed[number] for number in sorted(kept)])
    urls = [(url,) for article, _, _ in articles for url, _ in article.urls]
    db.conn.executemany("DELETE FROM article_urls WHERE url = ?", urls)  # of an article that is yet to be made anew
    for table, rows in _children(article for article, _, _ in articles).items():
        insert_rows(db, "INSERT", table, rows)
    show_documents(db, wanted)


def _present_rows(db: Database, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    columns = list(_NAMES)
    query = f"SELECT {', '.join(columns)} FROM articles WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows_about(db, query, ids)}


def _same_words(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old[name] == new[name] for name in _SEARCHED)


def _delete_children(db: Database, ids: Iterable[int]) -> None:
    numbers = [(number,) for number in ids]
    for table in ("article_urls", "versions", "version_leaves", "attachments", "article_subjects"):
        db.conn.executemany(f"DELETE FROM {table} WHERE article_id = ?", numbers)  # noqa: S608 our names


def _update(db: Database, rows: list[dict[str, Any]]) -> None:
    changes = ", ".join(f"{name} = :{name}" for name in _NAMES if name != "id")
    db.conn.executemany(f"UPDATE articles SET {changes} WHERE id = :id", rows)  # noqa: S608 our names


_NAMES = (
    "id",
    "url",
    "title",
    "lead",
    "text",
    "html",
    "markdown",
    "published",
    "published_raw",
    "author",
    "source",
    "section",
    "language",
    "kind",
    "document_number",
    "issued",
    "status",
    "first_seen",
    "last_seen",
    "gone_at",
    "version_count",
    "word_count",
    "capture_id",
    "stage",
    "stages",
    "repairs",
)
_FROM_DRAFT = (
    "title",
    "lead",
    "text",
    "html",
    "markdown",
    "published",
    "published_raw",
    "author",
    "source",
    "language",
    "kind",
    "document_number",
    "issued",
    "stage",
)


def _article_row(article: Article, status: str, gone_at: datetime | None) -> dict[str, Any]:
    latest = article.versions[-1]
    facts = {name: getattr(latest.draft, name) for name in _FROM_DRAFT} | {
        "id": article.id,
        "url": article.url,
        "section": article.section,
        "status": status,
        "first_seen": time_text(article.versions[0].first_seen),
        "last_seen": time_text(latest.last_seen),
        "gone_at": time_text(gone_at) if gone_at else None,
        "version_count": len(article.versions),
        "word_count": len(latest.draft.text.split()),
        "capture_id": latest.capture_id,
        "stages": json.dumps(latest.draft.stages, ensure_ascii=False, sort_keys=True),
        "repairs": json.dumps(latest.draft.repairs, ensure_ascii=False),
    }
    return {name: facts[name] for name in _NAMES}


def _children(articles: Iterable[Article]) -> dict[str, list[dict[str, Any]]]:
    urls, versions, leaves, attachments, subjects = [], [], [], [], []
    for article in articles:
        urls += _url_rows(article)
        versions += _version_rows(article)
        leaves += _leaf_rows(article)
        attachments += _attachment_rows(article)
        subjects += _subject_rows(article)
    rows = {"article_urls": urls, "versions": versions, "version_leaves": leaves}
    return rows | {"attachments": attachments, "article_subjects": subjects}


def _url_rows(article: Article) -> list[dict[str, Any]]:
    return [{"url": url, "article_id": article.id, "first_seen": time_text(first)} for url, first in article.urls]


def _subject_rows(article: Article) -> list[dict[str, Any]]:
    draft = article.versions[-1].draft
    found = {"tag": draft.tags, "place": (draft.place,) if draft.place else (), "event date": draft.event_dates}
    return [
        {"article_id": article.id, "kind": kind, "position": position, "value": value}
        for kind, values in found.items()
        for position, value in enumerate(values, 1)
    ]


def _version_rows(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "id": number_from(article.id, version.number),
            "article_id": article.id,
            "number": version.number,
            "digest": version.digest,
            "title": version.draft.title,
            "text": version.draft.text,
            "html": version.draft.html,
            "published": version.draft.published,
            "first_seen": time_text(version.first_seen),
            "last_seen": time_text(version.last_seen),
            "capture_id": version.capture_id,
        }
        for version in article.versions
    ]


def _leaf_rows(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "article_id": article.id,
            "number": version.number,
            "leaf": leaf,
            "capture_id": first,
            "last_capture_id": last,
        }
        for version in article.versions
        for leaf, (first, last) in enumerate(version.leaves, 1)
    ]


def _attachment_rows(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "id": number_from(article.id, attachment.url, attachment.sha256),
            "article_id": article.id,
            "position": attachment.position,
            "url": attachment.url,
            "filename": attachment.filename,
            "label": attachment.label,
            "media_type": attachment.media_type,
            "size": attachment.size,
            "sha256": attachment.sha256,
            "capture_id": attachment.capture_id,
            "kind": attachment.kind,
            "first_seen": time_text(attachment.first_seen),
            "last_seen": time_text(attachment.last_seen),
        }
        for attachment in article.attachments
    ]
