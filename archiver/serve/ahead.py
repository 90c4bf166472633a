"""What readers are likely to ask for, asked of the index while nobody asks: words that stand in many articles take longest."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sqlite_utils import Database

from archiver.serve.catalogue import Catalogue
from archiver.store.database import rows_about
from archiver.store.terms import Match
from archiver.vietnamese.folding import fold

_SAID = "SELECT coalesce(title, '') || ' ' || text FROM articles WHERE id IN (SELECT value FROM json_each(?))"
_WORD = re.compile(r"\w+")
_SAMPLE = 200  # articles, by which it is told what is common; ids are digests, so any are as good
_WORDS, _PAIRS = 0.05, 0.1  # the part of them that must hold a word, and two words side by side
_REST = 0.05  # seconds that nobody has asked for
_PATIENCE = 60.0  # seconds, after which a busy room has been asked for what is common


def ask_ahead(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Have the index tell where the commonest words stand, as far as there is room for it."""
    db, until = Database(connection), time.monotonic() + _PATIENCE
    for match in _common(db, catalogue):
        while time.monotonic() - catalogue.asked_at < _REST:
            if time.monotonic() > until:
                return
            time.sleep(_REST)
        if not catalogue.remember(db, match):
            break


def _common(db: Database, catalogue: Catalogue) -> Iterator[Match]:
    """The commonest first: words, and those that stand side by side, which are mostly one word of Vietnamese."""
    words, pairs = Counter[str](), Counter[str]()
    sample = rows_about(db, _SAID, catalogue.some(_SAMPLE))
    for (text,) in sample:
        said = _WORD.findall(fold(text))
        words.update(set(said))
        pairs.update({f"{one} {other}" for one, other in pairwise(said)})
    common = [(count, word) for word, count in words.items() if count >= _WORDS * len(sample)]
    common += [(count, pair) for pair, count in pairs.items() if count >= _PAIRS * len(sample)]
    for _, one in sorted(common, reverse=True):
        yield Match((one,))
        if " " not in one:
            yield Match((one,), titled=True)
