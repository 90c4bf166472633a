"""What captures say, each by itself: the rows from which articles are settled, and can be settled again.

An `Observation` is a page that shows an article; a `FileSeen` is a file that an article may name; a `Listing`
is the earliest listing of a section that names an address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlite_utils import Database

from archiver.model import AttachmentKind, Capture, Draft, Place
from archiver.store.database import draft_text, insert_rows, rows_about, time_text
from archiver.store.revisits import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """An article as one capture shows it."""

    capture_id: str
    url: str
    url_key: str
    fetched_at: datetime
    draft: Draft
    wording: str  # digest of title and body words: another wording is another version
    likeness: str | None = None  # equal for captures that may be one article under two addresses
    section: str | None = None  # whose listing led the spider here
    template: str = ""  # sketch of the page's template; "" where none was taken
    gists: tuple[str, ...] = ()  # two at most; captures that may be one article in other clothes have one in common
    face: str | None = None  # equal for pages that show the same to a reader
    read_with: str | None = None  # digest of the template; "": alone; None: no template bears on it
    whole: str | None = None  # of a later page of a text on several: the key of the first of them
    leaf: int = 1  # which of them it is
    leaves: tuple[str, ...] = ()  # captures of all pages, where this is what they say together


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A page that looks like a list by itself; it is an article where those of its layout say so, and teaches them nothing."""

    capture_id: str
    url: str
    url_key: str
    fetched_at: datetime
    template: str
    read_with: str  # digest of the template; "": alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the home page showed to a reader at one capture: an address that shows it too has nothing else to show."""

    capture_id: str
    url_key: str
    face: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file as one capture holds it, content coding removed."""

    capture_id: str
    url_key: str
    fetched_at: datetime
    sha256: str
    size: int
    filename: str
    media_type: str | None
    kind: AttachmentKind | None = None  # None: neither its name, nor its type, nor its bytes tell what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The earliest capture of a section's listings that names an address."""

    url_key: str
    section: str
    fetched_at: datetime
    capture_id: str
    link_text: str | None = None


def add_captures(db: Database, captures: Iterable[tuple[Capture, str, int]]) -> None:
    """Each capture with its url_key and the size of its payload; those that are there already stay as they are."""
    rows = [
        {
            "id": capture.id,
            "crawl_id": capture.crawl_id,
            "url": capture.url,
            "url_key": url_key,
            "method": capture.method,
            "fetched_at": time_text(capture.fetched_at),
            "status": capture.status,
            "media_type": capture.media_type,
            "size": size,
            "digest": capture.digest,
            "warc_file": capture.place.file,
            "warc_offset": capture.place.offset,
            "warc_length": capture.place.length,
            "revisit_of": capture.revisit_of,
            "role": capture.role,
            "referrer": capture.via,
            "section": capture.section,
            "link_text": capture.link_text,
            "request_digest": capture.request_digest,
            "truncated": capture.truncated,
            "warc_within": capture.place.within,
            "named_digest": capture.named_digest,
        }
        for capture, url_key, size in captures
    ]
    insert_rows(db, "INSERT OR IGNORE", "captures", rows)


def add_observations(db: Database, seen: Iterable[tuple[Observation, tuple[str, ...]]]) -> None:
    """Each observation with the url_keys of the files that its draft names."""
    pairs = [*seen]
    digests = add_drafts(db, [(observation.draft, named) for observation, named in pairs])
    observations = [
        {
            "capture_id": observation.capture_id,
            "url": observation.url,
            "url_key": observation.url_key,
            "fetched_at": time_text(observation.fetched_at),
            "section": observation.section,
            "draft": digest,
            "likeness": observation.likeness,
            "wording": observation.wording,
            "template": observation.template,
            "gist": next(iter(observation.gists), None),
            "other_gist": next(iter(observation.gists[1:]), None),
            "face": observation.face,
            "read_with": observation.read_with,
            "whole": observation.whole,
            "leaf": observation.leaf,
        }
        for (observation, _), digest in zip(pairs, digests, strict=True)
    ]
    insert_rows(db, "INSERT OR IGNORE", "observations", observations)


def set_aside(db: Database, pages: Iterable[SetAside]) -> None:
    """Keep which pages looked like lists, and by what they were read."""
    rows = [asdict(page) | {"fetched_at": time_text(page.fetched_at)} for page in pages]
    insert_rows(db, "INSERT OR REPLACE", "set_aside", rows)


def add_drafts(db: Database, said: Iterable[tuple[Draft, Iterable[str]]]) -> list[str]:
    """Each draft with the url_keys of the files that it names; their digests. A known draft is stored once."""
    drafts, mentions, digests = [], [], []
    for draft, named in said:
        text = draft_text(draft)
        digest = f"sha256:{sha256(text.encode()).hexdigest()}"
        drafts.append({"digest": digest, "json": text})
        mentions += [{"draft": digest, "url_key": key} for key in named]
        digests.append(digest)
    insert_rows(db, "INSERT OR IGNORE", "drafts", drafts)
    insert_rows(db, "INSERT OR IGNORE", "mentions", mentions)
    return digests


def keys_that_show(db: Database, homes: Iterable[Home]) -> set[str]:
    """The url_keys that ever showed what one of these home pages shows."""
    query = "SELECT DISTINCT url_key FROM observations WHERE face IN (SELECT value FROM json_each(?))"
    return {key for (key,) in rows_about(db, query, {home.face for home in homes})}


def add_homes(db: Database, homes: Iterable[Home]) -> None:
    """Keep what the home page showed."""
    rows = [{"capture_id": home.capture_id, "url_key": home.url_key, "face": home.face} for home in homes]
    insert_rows(db, "INSERT OR IGNORE", "homes", rows)


def add_redirects(db: Database, ways: Iterable[tuple[str, str, str]]) -> None:
    """Where addresses led on to: the capture, the url_key that was asked for and the one that the answer names."""
    rows = [{"capture_id": one, "url_key": asked, "target_key": named} for one, asked, named in ways]
    insert_rows(db, "INSERT OR IGNORE", "redirects", rows)


def mark_absent(db: Database, signs: Iterable[tuple[str, str]]) -> None:
    """Captures that say that their page is not there, each with why."""
    db.conn.executemany("UPDATE captures SET absent = ? WHERE id = ?", [(why, number) for number, why in signs])


def repeat_observation(db: Database, capture: Capture, url_key: str, held: Held) -> bool:
    """Observe for a revisit what the same address showed before; False where nothing was observed then."""
    if capture.url != held.url:
        return False
    cursor = db.execute(
        "INSERT OR IGNORE INTO observations (capture_id, url, url_key, fetched_at, section, draft, likeness, wording, "
        "template, gist, other_gist, face, read_with, whole, leaf) SELECT ?, ?, ?, ?, ?, draft, likeness, wording, template, gist, "
        "other_gist, face, read_with, whole, leaf FROM observations WHERE capture_id = ?",
        [capture.id, capture.url, url_key, time_text(capture.fetched_at), capture.section, held.capture_id],
    )
    if not cursor.rowcount:
        return False
    db.execute(
        "INSERT OR IGNORE INTO set_aside (capture_id, url, url_key, fetched_at, template, read_with) "
        "SELECT ?, ?, ?, ?, template, read_with FROM set_aside WHERE capture_id = ?",
        [capture.id, capture.url, url_key, time_text(capture.fetched_at), held.capture_id],
    )
    return True


def repeat_file(db: Database, capture: Capture, url_key: str, held: Held) -> bool:
    """See again, for a revisit, the file that the same address gave before; False where it was none."""
    if capture.url != held.url:
        return False
    cursor = db.execute(
        "INSERT OR IGNORE INTO files (capture_id, url_key, fetched_at, sha256, size, filename, media_type, kind) "
        "SELECT ?, ?, ?, sha256, size, filename, media_type, kind FROM files WHERE capture_id = ?",
        [capture.id, url_key, time_text(capture.fetched_at), held.capture_id],
    )
    return cursor.rowcount > 0


def resolve_revisit(db: Database, capture: Capture, held: Held) -> None:
    """A revisit is as large as the payload that it names, says the same, and is no longer unreadable."""
    db.execute(
        "UPDATE captures SET size = ?, absent = coalesce(absent, (SELECT absent FROM captures WHERE id = ?)) WHERE id = ?",
        [held.size, held.capture_id, capture.id],
    )
    db.execute("DELETE FROM events WHERE id = ?", [f"unreadable-{capture.id}"])


def join_capture(db: Database, capture: Capture, size: int) -> None:
    """A capture of which a part was read is now what all its parts are, and no longer unreadable."""
    db.execute(
        "UPDATE captures SET size = ?, media_type = ?, digest = ?, named_digest = ?, truncated = ? WHERE id = ?",
        [size, capture.media_type, capture.digest, capture.named_digest, capture.truncated, capture.id],
    )
    db.execute("DELETE FROM events WHERE id = ?", [f"unreadable-{capture.id}"])


def add_files(db: Database, files: Iterable[FileSeen]) -> None:
    rows = [
        {
            "capture_id": seen.capture_id,
            "url_key": seen.url_key,
            "fetched_at": time_text(seen.fetched_at),
            "sha256": seen.sha256,
            "size": seen.size,
            "filename": seen.filename,
            "media_type": seen.media_type,
            "kind": seen.kind,
        }
        for seen in files
    ]
    insert_rows(db, "INSERT OR IGNORE", "files", rows)


def add_listings(db: Database, listings: Iterable[Listing]) -> set[str]:
    """Keep the earliest listing per address and section; the url_keys for which that is news."""
    news: set[str] = set()
    for listing in listings:
        changed = db.execute(
            "INSERT INTO listed (url_key, section, fetched_at, capture_id, link_text) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (url_key, section) DO UPDATE SET fetched_at = excluded.fetched_at, "
            "capture_id = excluded.capture_id, link_text = excluded.link_text "
            "WHERE (excluded.fetched_at, excluded.capture_id) < (fetched_at, capture_id) RETURNING url_key",
            [
                listing.url_key,
                listing.section,
                time_text(listing.fetched_at),
                listing.capture_id,
                listing.link_text,
            ],
        ).fetchall()
        news.update(key for (key,) in changed)
    return news


def note_unreadable(db: Database, capture: Capture, why: str) -> None:
    """A capture that could not be read is an event, never a guess."""
    detail = {"capture_id": capture.id, "url": capture.url, "why": why}
    db.execute(
        "INSERT OR REPLACE INTO events (id, happened_at, type, agent, outcome, detail) "
        "VALUES (?, ?, 'unreadable', 'archiver', 'failure', ?)",
        [f"unreadable-{capture.id}", time_text(capture.fetched_at), json.dumps(detail, ensure_ascii=False)],
    )


def note_unreadable_place(db: Database, place: Place, why: str, happened_at: str | None = None) -> None:
    """A place in the record where no capture can be read; None: it happened, as far as is known, just now."""
    detail = {"warc_file": place.file, "warc_offset": place.offset, "why": why}
    db.execute(
        "INSERT OR REPLACE INTO events (id, happened_at, type, agent, outcome, detail) "
        "VALUES (?, ?, 'unreadable', 'archiver', 'failure', ?)",
        [
            f"unreadable-{place.file}@{place.offset}",
            happened_at or time_text(datetime.now(UTC)),
            json.dumps(detail, ensure_ascii=False),
        ],
    )
