"""The canonical dump: the same lines for the same archive, however its index came to be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from archiver.store.database import read_archive

_TABLES = {
    "articles": "id",
    "article_urls": "url",
    "versions": "article_id, number",
    "version_leaves": "article_id, number, leaf",
    "attachments": "article_id, position, url, sha256",
    "captures": "id",
    "documents": "sha256",
    "article_subjects": "article_id, kind, position",
    "article_relations": "article_id, other_id",
}


def canonical_dump(path: Path) -> Iterator[bytes]:
    """One JSON line a row of the tables that a rebuild must give again."""
    db = read_archive(path)
    try:
        for table, order in _TABLES.items():
            for row in db.query(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 our names
                yield json.dumps([table, row], ensure_ascii=False, sort_keys=True).encode() + b"\n"
    finally:
        db.close()
