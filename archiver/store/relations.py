"""Which articles have passages in common: the marks of their texts, and the pairs that these lead to.

Holders of one mark stand in a row, by day. Each is compared with its neighbours in the row alone: a phrase that a
thousand articles have makes no million pairs, and of a thousand weekly reports each is linked with those around it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from sqlite3 import Cursor
from typing import Any

from sqlite_utils import Database

from archiver.store.database import insert_rows

NEIGHBOURS = 8  # before it in a row, and as many behind it
_PORTION = 1000
_MARK = "mark INTEGER, day INTEGER, article_id INTEGER"
_IS_AFFECTED = "article_id IN (SELECT article_id FROM temp.affected)"
_MARKS_OF_AFFECTED = (
    "SELECT j.value AS mark, p.day, p.article_id FROM temp.affected t"
    " JOIN article_passages p ON p.article_id = t.article_id JOIN json_each(p.marks) j"
)
_ONLY_LOST = "SELECT mark, day, article_id FROM temp.lost EXCEPT SELECT mark, day, article_id FROM temp.fresh"
_ONLY_FRESH = "SELECT mark, day, article_id FROM temp.fresh EXCEPT SELECT mark, day, article_id FROM temp.lost"

_Holder = tuple[int, int, int, int]  # mark, day, article, and whether it is news in this row


def mark_anew(db: Database, marks_of: Callable[[str], Iterable[int]]) -> bool:
    """Write the marks of all texts that are new or changed; False where there are none.

    In `temp.affected` stand then all articles of which a pair may have come or gone.
    """
    if not db.execute("SELECT 1 FROM to_relate LIMIT 1").fetchone():
        return False
    _empty(db, "affected", "article_id INTEGER PRIMARY KEY")
    _empty(db, "lost", _MARK)
    _empty(db, "fresh", _MARK)
    db.execute("INSERT INTO temp.affected SELECT article_id FROM to_relate")
    _write_passages(db, marks_of)
    lost = db.execute(f"{_ONLY_LOST} ORDER BY mark, day, article_id")
    db.conn.executemany("DELETE FROM article_marks WHERE mark = ? AND day = ? AND article_id = ?", _each(lost))
    db.execute(f"INSERT INTO article_marks {_ONLY_FRESH} ORDER BY mark, day, article_id")
    _add_displaced(db)
    db.execute("DELETE FROM to_relate")
    return True


def _write_passages(db: Database, marks_of: Callable[[str], Iterable[int]]) -> None:
    """The passages of the affected articles, with what they had before in `lost` and what they have now in `fresh`."""
    db.execute(f"INSERT INTO temp.lost {_MARKS_OF_AFFECTED}")
    db.execute("DELETE FROM article_passages WHERE article_id IN (SELECT article_id FROM temp.affected)")
    texts = db.execute(
        "SELECT a.id, a.text, coalesce(a.published, a.first_seen)"
        " FROM temp.affected t JOIN articles a ON a.id = t.article_id"
    )
    while rows := texts.fetchmany(_PORTION):
        passages = [(number, _number_of(day), json.dumps(sorted(marks_of(text)))) for number, text, day in rows]
        db.conn.executemany("INSERT INTO article_passages (article_id, day, marks) VALUES (?, ?, ?)", passages)
    db.execute(f"INSERT INTO temp.fresh {_MARKS_OF_AFFECTED}")


def pairs(db: Database) -> Iterator[tuple[int, int]]:
    """Each pair of neighbours of which one at least is affected: the later one first, by day."""
    _empty(db, "pairs", "day INTEGER, one INTEGER, other INTEGER, PRIMARY KEY (day, one, other)", " WITHOUT ROWID")
    _empty(db, "wanted", "mark INTEGER PRIMARY KEY")
    db.execute(f"INSERT OR IGNORE INTO temp.wanted SELECT mark FROM ({_MARKS_OF_AFFECTED}) ORDER BY mark")  # noqa: S608 our names
    holders = db.execute(
        f"SELECT mark, day, article_id, {_IS_AFFECTED} FROM article_marks"  # noqa: S608 our names
        " WHERE mark IN (SELECT mark FROM temp.wanted) ORDER BY mark, day, article_id"
    )
    found: list[tuple[int, int, int]] = []
    for _, row in groupby(_each(holders), key=itemgetter(0)):
        before: deque[_Holder] = deque(maxlen=NEIGHBOURS)
        for holder in row:
            found += [(one[1], one[2], holder[2]) for one in before if one[3] or holder[3]]
            before.append(holder)
        if len(found) >= _PORTION:
            _write_pairs(db, found)
            found = []
    _write_pairs(db, found)
    yield from _each(db.execute("SELECT other, one FROM temp.pairs ORDER BY day, one, other"))


def text_of(db: Database, article: int) -> str:
    (text,) = db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
    return str(text)


def marks_of(db: Database, article: int) -> frozenset[int]:
    (marks,) = db.execute("SELECT marks FROM article_passages WHERE article_id = ?", [article]).fetchone()
    return frozenset(json.loads(marks))


def replace_relations(db: Database, rows: Iterable[dict[str, object]]) -> None:
    """Let these be all the relations of the affected articles."""
    for column in ("article_id", "other_id"):
        db.execute(f"DELETE FROM article_relations WHERE {column} IN (SELECT article_id FROM temp.affected)")  # noqa: S608
    following = iter(rows)
    while portion := list(islice(following, _PORTION)):
        insert_rows(db, "INSERT", "article_relations", portion)


def _add_displaced(db: Database) -> None:
    """What stands beside a holder that came or went has other neighbours now."""
    _empty(db, "touched", "mark INTEGER PRIMARY KEY")
    for news in (_ONLY_LOST, _ONLY_FRESH):
        db.execute(f"INSERT OR IGNORE INTO temp.touched SELECT mark FROM ({news}) ORDER BY mark")  # noqa: S608 our names
    holders = db.execute(
        f"SELECT mark, day, article_id, {_IS_AFFECTED} FROM article_marks"  # noqa: S608 our names
        " WHERE mark IN (SELECT mark FROM temp.touched)"
        f" UNION ALL SELECT mark, day, article_id, 1 FROM ({_ONLY_LOST}) ORDER BY 1, 2, 3"
    )
    displaced: set[int] = set()
    for _, row in groupby(_each(holders), key=itemgetter(0)):
        in_row = list(row)
        displaced |= {*_beside(in_row), *_beside(reversed(in_row))}
    db.conn.executemany("INSERT OR IGNORE INTO temp.affected VALUES (?)", ((number,) for number in displaced))


def _beside(row: Iterable[_Holder]) -> Iterator[int]:
    """The next few behind each that came or went."""
    left = 0
    for _, _, number, is_news in row:
        if is_news:
            left = NEIGHBOURS
        elif left:
            left -= 1
            yield number


def _write_pairs(db: Database, found: list[tuple[int, int, int]]) -> None:
    db.conn.executemany("INSERT OR IGNORE INTO temp.pairs VALUES (?, ?, ?)", found)


def _each(cursor: Cursor) -> Iterator[Any]:
    return chain.from_iterable(iter(lambda: cursor.fetchmany(_PORTION), []))


def _number_of(day: str) -> int:
    """`2008-06-18T10:35` → 20080618; of a month or a year its beginning."""
    digits = day[:10].replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isdecimal() else 0


def _empty(db: Database, table: str, columns: str, ending: str = "") -> None:
    db.execute(f"DROP TABLE IF EXISTS temp.{table}")
    db.execute(f"CREATE TEMP TABLE {table} ({columns}){ending}")
