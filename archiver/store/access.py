"""Access rules as rows, and what of an archive they withhold today: asked by search, reading room and exports alike."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archiver.sites.access import AccessRule, Subject, ruling
from archiver.store.database import has_table, insert_rows
from archiver.store.hiding import Hidden

_NAMES = tuple(field.name for field in fields(AccessRule))
_RULES = f"SELECT {', '.join(_NAMES)} FROM access_rules"  # noqa: S608 our names
_STANDING = f"{_RULES} WHERE id NOT IN (SELECT said FROM withdrawals) ORDER BY decided_at, id"  # noqa: S608 our names
_ARTICLES = """
SELECT a.id, a.section, coalesce(a.published, a.first_seen), a.url, coalesce(u.url, a.url)
FROM articles a LEFT JOIN article_urls u ON u.article_id = a.id {} ORDER BY a.id
"""
# An article's captures: under any of its addresses, whatever they showed. One pass over the captures, which no index over
# their addresses shortens.
_KEYS = """
SELECT DISTINCT c.url_key, u.article_id FROM captures c CROSS JOIN article_urls u ON u.url = c.url
WHERE u.article_id IN (SELECT value FROM json_each(?)) UNION
SELECT c.url_key, v.article_id FROM versions v JOIN captures c ON c.id = v.capture_id
WHERE v.article_id IN (SELECT value FROM json_each(?))
"""
_OF_KEYS = "SELECT id, url_key FROM captures WHERE url_key IN (SELECT value FROM json_each(?))"
# A picture or a style was met first in one section, and belongs to all.
_CAPTURES = """
SELECT id, url, CASE WHEN role IN ('file', 'image', 'requisite') THEN NULL ELSE section END FROM captures
"""
_TABLE = """
CREATE TABLE withheld (                  -- what this copy does not hold, because it may not be shown
    kind TEXT NOT NULL,                  -- article, capture
    id TEXT NOT NULL,                    -- of the article or capture
    rule_id TEXT NOT NULL,               -- access_rules.id
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID
"""
_FILES = """
SELECT t.sha256, t.url, t.article_id, t.capture_id, c.url FROM attachments t JOIN captures c ON c.id = t.capture_id
{} ORDER BY t.capture_id
"""
_AMONG = "WHERE {} IN (SELECT value FROM json_each(?))"
# The files of some articles, under whatever other addresses and in whatever other articles.
_SAME_FILES = """
WHERE t.kind IN ('document', 'image', 'audio', 'video') AND t.sha256 IN (
    SELECT sha256 FROM attachments WHERE article_id IN (SELECT value FROM json_each(?)))
"""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What may not be shown, each with the rule that says so."""

    articles: dict[int, AccessRule]
    captures: dict[str, AccessRule]
    files: dict[str, AccessRule]  # by address: attachments whose content may not be shown, whoever names them

    def __bool__(self) -> bool:
        return bool(self.articles or self.captures or self.files)


NOTHING = Withheld({}, {}, {})


def access_rules(db: Database, *, standing: bool = True) -> list[AccessRule]:
    """The rules that were not lifted; with `standing` false, all that were ever made."""
    if not has_table(db.conn, "access_rules"):  # an index of before there were any
        return []
    query = _STANDING if standing else f"{_RULES} ORDER BY decided_at, id"
    return [AccessRule(**dict(zip(_NAMES, row, strict=True))) for row in db.execute(query).fetchall()]


def rules_in_force(db: Database, now: datetime | None = None) -> list[AccessRule]:
    """The rules that withhold something today."""
    moment = now or datetime.now(UTC)
    return [rule for rule in access_rules(db) if rule.in_force(moment)]


def withheld(db: Database, now: datetime | None = None) -> Withheld:
    """All that the rules in force withhold, for reading room and exports; of an archive without rules nothing is read."""
    moment = now or datetime.now(UTC)
    rules = _rules_to_apply(db, moment)
    if not rules:
        return NOTHING
    articles = dict(_ruled_articles(db, rules, moment))
    files = _ruled_files(db, articles, rules, moment)
    captures = dict(_ruled_captures(db, rules, moment))
    for capture, article in _captures_of(db, articles):
        captures.setdefault(capture, articles[article])
    captures |= {file.capture: file.rule for file in files}
    return Withheld(articles, captures, {file.url: file.rule for file in files})


def hidden_among(db: Database, articles: Collection[int]) -> Hidden:
    """What of these articles a search must leave out."""
    moment = datetime.now(UTC)
    rules = _rules_to_apply(db, moment)
    if not rules:
        return Hidden()
    asked = json.dumps(sorted(articles))
    ruled = dict(_ruled_articles(db, rules, moment, _AMONG.format("a.id"), [asked]))
    files = _ruled_files(db, ruled, rules, moment, _SAME_FILES, [asked])
    return Hidden(frozenset(ruled), frozenset(file.article for file in files))


def hidden_from_search(db: Database) -> Hidden:
    """What a search over this index must leave out."""
    moment = datetime.now(UTC)
    rules = _rules_to_apply(db, moment)
    if not rules:
        return Hidden()
    articles = dict(_ruled_articles(db, rules, moment))
    files = _ruled_files(db, articles, rules, moment)
    return Hidden(frozenset(articles), frozenset(file.article for file in files))


def ruling_on_article(db: Database, article: int, now: datetime | None = None) -> AccessRule | None:
    """The rule by which an article may not be shown."""
    if _is_copy(db):
        return _told(db, "article", str(article))
    moment = now or datetime.now(UTC)
    rules = rules_in_force(db, moment)
    subjects = _subjects(db, "WHERE a.id = ?", [article]) if rules else iter(())
    return next((ruling(rules, subject, moment) for _, subject in subjects), None)


def ruling_on_capture(db: Database, capture: str, now: datetime | None = None) -> AccessRule | None:
    """The rule by which the bytes of a capture may not be shown."""
    if _is_copy(db):
        return _told(db, "capture", capture)
    return withheld(db, now).captures.get(capture)


def note_withheld(db: Database, found: Withheld) -> None:
    """In a copy that holds only what may be shown: what is not in it, by its id alone, and by which rule."""
    db.execute(_TABLE)
    rows = [{"kind": "article", "id": str(number), "rule_id": rule.id} for number, rule in found.articles.items()]
    rows += [{"kind": "capture", "id": number, "rule_id": rule.id} for number, rule in found.captures.items()]
    insert_rows(db, "INSERT", "withheld", rows)


def _rules_to_apply(db: Database, now: datetime) -> list[AccessRule]:
    """The rules in force; none in a copy, which does not hold what they withhold."""
    return [] if _is_copy(db) else rules_in_force(db, now)


def _is_copy(db: Database) -> bool:
    return has_table(db.conn, "withheld")


def _told(db: Database, kind: str, number: str) -> AccessRule | None:
    row = db.execute("SELECT rule_id FROM withheld WHERE kind = ? AND id = ?", [kind, number]).fetchone()
    return next((rule for rule in access_rules(db) if row and rule.id == row[0]), None)


def _subjects(db: Database, where: str = "", values: Iterable[Any] = ()) -> Iterator[tuple[int, Subject]]:
    rows = db.execute(_ARTICLES.format(where), list(values))
    for article, group in groupby(rows, key=itemgetter(0)):
        same = list(group)
        yield article, Subject(urls={same[0][3], *(row[4] for row in same)}, section=same[0][1], day=same[0][2])


def _ruled_articles(
    db: Database, rules: list[AccessRule], now: datetime, where: str = "", values: Iterable[Any] = ()
) -> Iterator[tuple[int, AccessRule]]:
    for article, subject in _subjects(db, where, values):
        if (rule := ruling(rules, subject, now)) is not None:
            yield article, rule


def _ruled_captures(db: Database, rules: list[AccessRule], now: datetime) -> Iterator[tuple[str, AccessRule]]:
    """Captures by their own address and section: lists of a withheld section show its articles too."""
    mine = [rule for rule in rules if rule.published_from is None and rule.published_to is None]
    for capture, url, section in db.execute(_CAPTURES) if mine else ():
        if (rule := ruling(mine, Subject(urls=(url,), section=section), now)) is not None:
            yield capture, rule


def _captures_of(db: Database, articles: dict[int, AccessRule]) -> Iterator[tuple[str, int]]:
    numbers = json.dumps(sorted(articles))
    keys = dict(db.execute(_KEYS, [numbers, numbers]).fetchall())
    for capture, key in db.execute(_OF_KEYS, [json.dumps(sorted(keys))]):
        yield capture, keys[key]


@dataclass(frozen=True, slots=True)
class _File:
    """An attachment that may not be shown."""

    url: str
    capture: str
    article: int
    rule: AccessRule


def _ruled_files(
    db: Database,
    articles: dict[int, AccessRule],
    rules: list[AccessRule],
    now: datetime,
    where: str = "",
    values: Iterable[Any] = (),
) -> list[_File]:
    """Files by their own address, under any other address too; and those that only withheld articles name."""
    rows = db.execute(_FILES.format(where), list(values)).fetchall()
    own: dict[str, AccessRule] = {}  # by the digest of the content: it is the same under another name
    shared: dict[str, bool] = {}  # whether all articles that name a capture are withheld
    for digest, url, article, capture, fetched in rows:
        rule = ruling(rules, Subject(urls=(url, fetched)), now)
        if rule is not None:
            own.setdefault(digest, rule)
        shared[capture] = shared.get(capture, True) and article in articles
    return [
        _File(url, capture, article, rule)
        for digest, url, article, capture, _ in rows
        if (rule := own.get(digest) or (articles[article] if shared[capture] else None)) is not None
    ]
