"""Re-extraction: after the program or the profile has changed, all captures are read again, and it is told what changed.

The new index is made beside the old one and takes its place in one step, so it is what a rebuild would make. Only
documents are not read again, which the readers of today have read.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.jobs.hearing import refuse_stranger, unheard
from archiver.jobs.reader import is_all_read_by
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder
from archiver.sites.profile import SiteProfile
from archiver.store.database import open_archive
from archiver.watching import Progress, unwatched

_FIELDS = (
    *("title", "lead", "text", "html", "markdown", "published", "author", "source", "section", "language", "kind"),
    *("document_number", "issued", "url", "status", "version_count", "attachment_text"),
)
_SUBJECTS = ("tag", "place", "event date")
_ABOUT = """(SELECT json_group_array(value) FROM (
    SELECT value FROM {0}.article_subjects WHERE article_id = a.id AND kind = '{1}' ORDER BY position))"""
# What may be another, and how one sees that it is.
_DIFFERS = {name: f"a.{name} IS NOT o.{name}" for name in _FIELDS} | {
    kind: f"{_ABOUT.format('main', kind)} IS NOT {_ABOUT.format('was', kind)}" for kind in _SUBJECTS
}
_CHANGED = f"""
SELECT a.id, a.url, a.title, {", ".join(_DIFFERS.values())}
FROM articles a JOIN was.articles o ON o.id = a.id
WHERE {" OR ".join(_DIFFERS.values())} ORDER BY a.url, a.id
"""  # noqa: S608 our names
_ONLY_IN = "SELECT id, url, title FROM {0}.articles WHERE id NOT IN (SELECT id FROM {1}.articles) ORDER BY url, id"


@dataclass(frozen=True, slots=True)
class Change:
    """An article of which the index says something else than before."""

    article_id: int
    url: str
    title: str | None
    what: tuple[str, ...]  # fields, kinds of subjects; "new": it was none before; "lost": it is none any more


@dataclass(frozen=True, slots=True)
class Reextracted:
    """What reading again has changed."""

    captures: int  # that were read; 0: all had been read so already
    articles: int
    changes: tuple[Change, ...]
    short: tuple[str, ...] = ()  # WARC files that are missing, or not as they were closed or committed

    @property
    def texts(self) -> int:
        return sum("text" in change.what for change in self.changes)


def reextract(
    folder: ArchiveFolder,
    profile: SiteProfile,
    *,
    progress: Progress = unwatched,
    on_template: Progress = unwatched,
    on_document: Progress = unwatched,
) -> Reextracted:
    """Read all captures again where another reader had read some of them, or the index has not heard all of the record."""
    with closing(open_archive(_present(folder))) as db:
        refuse_stranger(db, folder)
        if is_all_read_by(db, profile) and not unheard(db, folder):
            (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
            return Reextracted(0, articles, ())
    changes: list[Change] = []
    result = rebuild(
        folder,
        profile,
        progress=progress,
        on_template=on_template,
        on_document=on_document,
        keep_documents=True,
        before=lambda new: changes.extend(_changes(new, folder)),
    )
    return Reextracted(result.captures, result.articles, tuple(changes), result.short)


def _present(folder: ArchiveFolder) -> Path:
    if not folder.archive_db.is_file():
        raise ArchiveError(
            f"{folder.archive_db}: there is no such index; `archiver rebuild` makes it from the WARC files."
        )
    return folder.archive_db


def _changes(new: Database, folder: ArchiveFolder) -> list[Change]:
    new.execute("ATTACH ? AS was", [str(folder.archive_db)])
    try:
        rows = new.execute(_CHANGED).fetchall()
        found = [
            Change(number, url, title, tuple(name for name, differs in zip(_DIFFERS, flags, strict=True) if differs))
            for number, url, title, *flags in rows
        ]
        for this, that, what in (("main", "was", "new"), ("was", "main", "lost")):
            found += [
                Change(number, url, title, (what,))
                for number, url, title in new.execute(_ONLY_IN.format(this, that)).fetchall()
            ]
    finally:
        new.execute("DETACH was")
    return found
