"""Access rules as rows, and what of an archive they withhold today: asked by search, reading room and exports alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archiver.sites.access import AccessRule, Subject, ruling

_NAMES = tuple(field.name for field in fields(AccessRule))
_RULES = f"SELECT {', '.join(_NAMES)} FROM access_rules"  # noqa: S608 our names
_STANDING = f"{_RULES} WHERE id NOT IN (SELECT said FROM withdrawals) ORDER BY decided_at, id"
_ARTICLES = """
SELECT a.id, a.section, coalesce(a.published, a.first_seen), u.url FROM articles a JOIN article_urls u ON u.article_id = a.id
{} ORDER BY a.id
"""
# An article's captures: under any of its addresses, whatever they showed.
_OF_ARTICLES = """
SELECT c.id, u.article_id FROM captures c
JOIN captures s ON s.url_key = c.url_key JOIN article_urls u ON u.url = s.url
WHERE u.article_id IN (SELECT value FROM json_each(?)) UNION
SELECT capture_id, article_id FROM versions WHERE article_id IN (SELECT value FROM json_each(?))
"""
_FILES = "SELECT capture_id, url, article_id FROM attachments WHERE capture_id IS NOT NULL ORDER BY capture_id"


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
    if not db["access_rules"].exists():  # an index of before there were any
        return []
    query = _STANDING if standing else f"{_RULES} ORDER BY decided_at, id"
    return [AccessRule(**dict(zip(_NAMES, row, strict=True))) for row in db.execute(query).fetchall()]


def rules_in_force(db: Database, now: datetime | None = None) -> list[AccessRule]:
    """The rules that withhold something today."""
    moment = now or datetime.now(UTC)
    return [rule for rule in access_rules(db) if rule.in_force(moment)]


def withheld(db: Database, now: datetime | None = None) -> Withheld:
    """All that the rules in force withhold; of an archive without rules nothing is read."""
    moment = now or datetime.now(UTC)
    rules = rules_in_force(db, moment)
    if not rules:
        return NOTHING
    articles = dict(_ruled_articles(db, rules, moment))
    captures = dict(_ruled_captures(db, rules, moment))
    for capture, article in _captures_of(db, articles):
        captures.setdefault(capture, articles[article])
    files = dict(_ruled_files(db, articles, rules, moment, captures))
    return Withheld(articles, captures, files)


def ruling_on_article(db: Database, article: int, now: datetime | None = None) -> AccessRule | None:
    """The rule by which an article may not be shown."""
    moment = now or datetime.now(UTC)
    rules = rules_in_force(db, moment)
    subjects = _subjects(db, "WHERE a.id = ?", [article]) if rules else iter(())
    return next((ruling(rules, subject, moment) for _, subject in subjects), None)


def _subjects(db: Database, where: str = "", values: Iterable[Any] = ()) -> Iterator[tuple[int, Subject]]:
    rows = db.execute(_ARTICLES.format(where), list(values))
    for article, group in groupby(rows, key=itemgetter(0)):
        same = list(group)
        yield article, Subject(urls=tuple(row[3] for row in same), section=same[0][1], day=same[0][2])


def _ruled_articles(db: Database, rules: list[AccessRule], now: datetime) -> Iterator[tuple[int, AccessRule]]:
    for article, subject in _subjects(db):
        if (rule := ruling(rules, subject, now)) is not None:
            yield article, rule


def _ruled_captures(db: Database, rules: list[AccessRule], now: datetime) -> Iterator[tuple[str, AccessRule]]:
    """Captures by their own address and section: lists of a withheld section show its articles too."""
    mine = [rule for rule in rules if rule.published_from is None and rule.published_to is None]
    if not mine:
        return
    for capture, url, section in db.execute("SELECT id, url, section FROM captures"):
        if (rule := ruling(mine, Subject(urls=(url,), section=section), now)) is not None:
            yield capture, rule


def _captures_of(db: Database, articles: dict[int, AccessRule]) -> Iterator[tuple[str, int]]:
    numbers = "[" + ",".join(map(str, sorted(articles))) + "]"
    for capture, article in db.execute(_OF_ARTICLES, [numbers, numbers]):
        yield capture, article


def _ruled_files(
    db: Database, articles: dict[int, AccessRule], rules: list[AccessRule], now: datetime, captures: dict[str, AccessRule]
) -> Iterator[tuple[str, AccessRule]]:
    """Files by their own address, and those that only withheld articles name. Their captures are withheld with them."""
    for capture, group in groupby(db.execute(_FILES).fetchall(), key=itemgetter(0)):
        same = list(group)
        own = ruling(rules, Subject(urls=tuple({row[1] for row in same})), now)
        named_by = [articles.get(row[2]) for row in same]
        rule = own or captures.get(capture) or (named_by[0] if all(named_by) else None)
        if rule is not None:
            captures.setdefault(capture, rule)
            yield from ((row[1], rule) for row in same)
