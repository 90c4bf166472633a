"""Which articles match, asked of the index on disk: for who asks once. The reading room has it in memory."""

from __future__ import annotations

from itertools import count, islice

from sqlite_utils import Database

from archiver.store.hiding import Hiding, not_found
from archiver.store.terms import Match
from archiver.store.weighing import VERY_MANY, WEIGHED_AT_MOST, Among, Matching, has_pairs, where_to_ask

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH :match LIMIT :most)"
# Article after article by date, by an index: the first are soon found where very many match. The sign keeps SQLite from
# going the other way, from each that matches to its row, which stands behind pages of text.
_NEWEST = """
SELECT id FROM articles WHERE {within} +id IN (SELECT rowid FROM {index} WHERE {index} MATCH :match)
ORDER BY published DESC, id
"""
_OF_SECTION = "section = :section AND"
_OF_YEAR = "published >= :since AND published < :until AND"


def among_all(db: Database, *, section: str | None, year: int | None, hiding: Hiding) -> Among:
    """All articles of a section, of a year, or all there are; of more than are weighed it is counted that they are more."""
    within = " ".join((_OF_SECTION * (section is not None), _OF_YEAR * (year is not None))).strip()
    values = {"section": section, "since": f"{year or 0:04}", "until": f"{(year or 0) + 1:04}"}
    by_pairs = has_pairs(db.conn)

    def matching(match: Match) -> Matching:
        index, words = where_to_ask(match, by_pairs=by_pairs)
        asked = {**values, "match": words, "most": VERY_MANY + 1}
        rows = db.execute(_NEWEST.format(index=index, within=within), asked)
        ids = [number for (number,) in islice(rows, WEIGHED_AT_MOST + 1)]
        held = db.execute(_COUNT.format(index=index), asked).fetchone()[0] if within else len(ids)

        def newest(most: int) -> list[int]:
            """Hidden ones are looked for as far as is read: what is hidden takes long to tell, and mostly nothing is."""
            found: list[int] = []
            for begin in count(step=most):
                ids.extend(number for (number,) in islice(rows, max(0, begin + most - len(ids))))
                portion = ids[begin : begin + most]
                hidden = not_found(db, match, hiding(db, portion))
                found += [number for number in portion if number not in hidden]
                if len(found) >= most or len(portion) < most:
                    break
            return found[:most]

        return Matching(held, len(ids), newest)

    return matching
