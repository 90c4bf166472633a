"""What a crawl told at its end while no ingest was there to hear it: it stands in the record all the same.

The ledger keeps the captures of all crawls, but the states of addresses only of the latest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from archiver.layout import ArchiveFolder
from archiver.store.crawls import put_url_states
from archiver.store.ledger import Ledger
from archiver.warc.reader import Note, scan


def hear_what_was_missed(db: Database, folder: ArchiveFolder, ledger: Ledger) -> None:
    """Take in the states of addresses as crawls told them that were over before the latest one began."""
    heard = {crawl for (crawl,) in db.execute("SELECT DISTINCT crawl_id FROM outcomes")}
    for crawl, following in pairwise(ledger.crawls()):
        if crawl.id not in heard and ledger.outcomes(crawl.id):
            for path in _last_files(db, folder, crawl.id, following.id):
                for found in scan(path):
                    if isinstance(found, Note) and found.kind == "url-states":
                        put_url_states(db, (tuple(state) for state in found.data["states"]))


def _last_files(db: Database, folder: ArchiveFolder, crawl: str, following: str) -> Iterator[Path]:
    """The file with a crawl's last capture, and those behind it up to the next crawl's first."""
    of_crawl = "SELECT {}(warc_file) FROM captures WHERE crawl_id = ? AND warc_file NOT LIKE 'import/%'"
    (begin,) = db.execute(of_crawl.format("max"), [crawl]).fetchone()
    (end,) = db.execute(of_crawl.format("min"), [following]).fetchone()
    for path in folder.warc_files():
        if begin is not None and begin <= path.name and (end is None or path.name < end):
            yield path
