"""What a crawl, an import or a word that was cut off has left open of our own files."""

from __future__ import annotations

from archiver.crawl.recovery import recover
from archiver.layout import ArchiveFolder
from archiver.sites.profile import SiteProfile
from archiver.store.ledger import Ledger
from archiver.warc.fixity import recorded_sums


def close_what_is_open(folder: ArchiveFolder, profile: SiteProfile) -> None:
    """Nobody else may write there meanwhile."""
    closed = recorded_sums(folder)
    if any(path.name not in closed for path in folder.warc_files()):
        with Ledger(folder.crawl_db) as ledger:
            recover(folder, ledger, profile)
