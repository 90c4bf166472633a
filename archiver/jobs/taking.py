"""Taking captures in: the one way from the record into archive.db, for a live crawl, a rebuild and a foreign file.

`take_in` writes what single captures say; `settle_keys` makes articles of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.extract.layouts import ALONE, Templates
from archiver.jobs.examine import Finding, examine
from archiver.jobs.foreign import as_listing, without_reading
from archiver.jobs.identity import nobodys, told_apart
from archiver.jobs.leaves import put_together
from archiver.jobs.naming import LISTS
from archiver.jobs.payload import is_revisit, key_of
from archiver.jobs.presence import Presence, Sign, Turn, presence
from archiver.jobs.reader import note_reader
from archiver.jobs.settle import Beside, SiteWords, article_of, dressed_anew
from archiver.layout import is_imported
from archiver.model import Article, Capture, Place
from archiver.sites.absence import SHOWS_NOTHING, absent_by_head
from archiver.sites.profile import SiteProfile
from archiver.store import history
from archiver.store import observations as seen
from archiver.store.articles import replace_articles
from archiver.store.database import insert_rows, moment_of, number_from
from archiver.store.events import ArticleEvent, replace_redressed, replace_turns
from archiver.store.lists import add_entries, add_totals
from archiver.store.revisits import Held, add_revisits, held_payload, name_holders
from archiver.vietnamese.folding import fold
from archiver.warc.places import read_capture

SETTLED_AT_ONCE = 500
_UNSETTLED = "CREATE TEMP TABLE IF NOT EXISTS unsettled (url_key TEXT PRIMARY KEY) WITHOUT ROWID"
_PAYLOAD_MISSING = "the record that holds the payload is not in the archive"


@dataclass(frozen=True, slots=True)
class Source:
    """Where payloads lie, and by which profile and templates they are read."""

    warc: Path
    profile: SiteProfile
    templates: Templates = ALONE

    def read(self, place: Place) -> Capture:
        return read_capture(self.warc, place)


def look_at(capture: Capture, profile: SiteProfile, templates: Templates = ALONE) -> Finding:
    """What a capture says by itself; a revisit waits until the payload that it names can be found."""
    if is_imported(capture.place.file):
        capture = as_listing(capture, profile)
    if is_revisit(capture):
        absent = absent_by_head(capture.status, capture.url, capture.header("Location"), profile)
        return Finding(capture=capture, url_key=key_of(capture, profile), size=0, waits=True, absent=absent)
    return _examined(capture, profile, templates)


def look_again(db: Database, capture: Capture, source: Source) -> Finding:
    """What a capture says by itself; a revisit says what the record says that it names."""
    held = held_payload(db, capture) if is_revisit(capture) else None
    if held is None:
        return look_at(capture, source.profile, source.templates)
    return _examined(with_payload(capture, held, source), source.profile, source.templates)


def with_payload(revisit: Capture, held: Held, source: Source) -> Capture:
    """A revisit with the bytes that it names; WarcError where these cannot be read."""
    original = source.read(held.place)
    told = revisit if revisit.media_type else original  # a 304 says nothing of what the payload is
    return replace(revisit, body=original.body, headers=told.headers, truncated=original.truncated)


def _examined(capture: Capture, profile: SiteProfile, templates: Templates) -> Finding:
    foreign = without_reading(capture, profile) if is_imported(capture.place.file) else None
    return foreign or examine(capture, profile, templates)


def take_in(db: Database, findings: Iterable[Finding], source: Source) -> set[str]:
    """Write what captures say; the url_keys of the articles for which that may be news."""
    findings = list(findings)
    if findings:
        note_reader(db, source.profile)
    seen.add_captures(db, ((found.capture, found.url_key, found.size) for found in findings))
    revisits = (found.capture for found in findings if found.waits and is_imported(found.capture.place.file))
    add_revisits(db, ((one, source.profile.key_of(one.refers[0]) if one.refers else None) for one in revisits))
    seen.mark_absent(db, ((found.capture.id, found.absent) for found in findings if found.absent))
    touched = write_findings(db, [found for found in findings if not found.waits])
    for revisit in (found for found in findings if found.waits):
        touched |= _take_in_revisit(db, revisit, source)
    return touched


def retry_revisits(db: Database, source: Source) -> set[str]:
    """Take in the revisits whose payload came after them, as it may where files are imported."""
    waiting = db.execute(
        "SELECT c.id, c.method, c.request_digest, c.warc_file, c.warc_offset, c.warc_length, c.warc_within "
        "FROM events e JOIN captures c ON e.id = 'unreadable-' || c.id "
        "WHERE e.type = 'unreadable' AND json_extract(e.detail, '$.why') = ?",
        [_PAYLOAD_MISSING],
    ).fetchall()
    touched: set[str] = set()
    for capture_id, method, request_digest, file, offset, length, within in waiting:
        capture = source.read(Place(file=file, offset=offset, length=length, within=within))
        known = replace(capture, id=capture_id, method=method, request_digest=request_digest)
        touched |= _take_in_revisit(db, look_at(known, source.profile), source)
    name_holders(db)
    return touched


def count_waiting(db: Database, file: str) -> int:
    """How many revisits of a file name a payload that no record in the archive holds."""
    (count,) = db.execute(
        "SELECT count(*) FROM captures c JOIN events e ON e.id = 'unreadable-' || c.id"
        " WHERE c.warc_file = ? AND json_extract(e.detail, '$.why') = ?",
        [file, _PAYLOAD_MISSING],
    ).fetchone()
    return int(count)


def settle_keys(db: Database, keys: Iterable[str], profile: SiteProfile) -> None:
    """Make anew the articles of these addresses, and of all that are joined to them."""
    site = _words(profile)
    settled: set[str] = set()
    for portion in _portions(keys, SETTLED_AT_ONCE):
        settled |= _settle(db, [key for key in portion if key not in settled], site)


def settle_later(db: Database, keys: Iterable[str]) -> None:
    """Remember these addresses until `settle_due`; where much comes at once, each is made anew once."""
    db.execute(_UNSETTLED)
    insert_rows(db, "INSERT OR IGNORE", "unsettled", [{"url_key": key} for key in keys])


def settle_due(db: Database, profile: SiteProfile) -> None:
    """Make anew the articles of the addresses that were remembered, a portion in a transaction."""
    db.execute(_UNSETTLED)
    site = _words(profile)
    while keys := [key for (key,) in db.execute("SELECT url_key FROM unsettled LIMIT ?", [SETTLED_AT_ONCE])]:
        with db.atomic():
            settled = _settle(db, keys, site)
            db.conn.executemany("DELETE FROM unsettled WHERE url_key = ?", [(key,) for key in settled])


def settle_everything(db: Database, profile: SiteProfile) -> None:
    """Make all articles anew."""
    db.execute(_UNSETTLED)
    db.execute("INSERT OR IGNORE INTO unsettled SELECT DISTINCT url_key FROM observations")
    settle_due(db, profile)


def _words(profile: SiteProfile) -> SiteWords:
    return SiteWords(
        lru_cache(maxsize=50_000)(profile.key_of),
        {fold(section.title).strip(): section.name for section in profile.sections},
    )


def write_findings(db: Database, findings: list[Finding]) -> set[str]:
    """What captures that stand in the index already say; the url_keys of the articles for which that may be news."""
    seen.add_observations(db, ((found.observation, found.named) for found in findings if found.observation))
    add_entries(db, (entry for found in findings for entry in found.entries))
    add_totals(db, (found.total for found in findings if found.total))
    files = [found.file for found in findings if found.file]
    seen.add_files(db, files)
    touched = {found.url_key for found in findings}
    touched |= _add_homes(db, [found.home for found in findings if found.home])
    touched |= seen.add_listings(db, (listing for found in findings for listing in found.listings))
    seen.set_aside(db, (found.aside for found in findings if found.aside))
    ways = [(found.capture.id, found.url_key, found.leads_to) for found in findings if found.leads_to]
    seen.add_redirects(db, ways)
    touched |= history.keys_that_name(db, {*(file.url_key for file in files), *(key for _, key, _ in ways)})
    for found in findings:
        if found.trouble:
            seen.note_unreadable(db, found.capture, found.trouble)
    return touched


def _add_homes(db: Database, homes: list[seen.Home]) -> set[str]:
    """Keep what the home page showed; all addresses of which an article may now be told otherwise.

    What an address showed of the home page joins it to no other any more, so these are sought before.
    """
    parted = history.keys_joined_to(db, seen.keys_that_show(db, homes))
    seen.add_homes(db, homes)
    return parted


def _take_in_revisit(db: Database, revisit: Finding, source: Source) -> set[str]:
    """What the record that is revisited says, said again at a later time."""
    capture = revisit.capture
    held = held_payload(db, capture)
    if held is None:
        seen.note_unreadable(db, capture, _PAYLOAD_MISSING)
        return {revisit.url_key}
    seen.resolve_revisit(db, capture, held)
    lists = capture.role in LISTS  # what it lists is listed still
    if not lists and seen.repeat_observation(db, capture, revisit.url_key, held):
        return {revisit.url_key}
    if not lists and seen.repeat_file(db, capture, revisit.url_key, held):
        return {revisit.url_key} | history.keys_that_name(db, [revisit.url_key])
    try:
        found = _examined(with_payload(capture, held, source), source.profile, source.templates)
        seen.mark_absent(db, [(capture.id, found.absent)] if found.absent else [])
        return write_findings(db, [found])
    except WarcError as error:
        seen.note_unreadable(db, capture, str(error))
        return {revisit.url_key}


def _settle(db: Database, portion: list[str], site: SiteWords) -> set[str]:
    """Make anew the articles of these addresses; all addresses that are joined to them."""
    keys = history.keys_joined_to(db, portion)
    everything = history.observations_of(db, keys)
    strange = nobodys(everything)
    observations = [one for one in everything if one.capture_id not in strange]
    file_keys = {site.key_of(link.url) for observation in observations for link in observation.draft.links}
    beside = Beside.of(history.listings_of(db, keys), history.files_of(db, file_keys))
    signs = [
        Sign(url_key=key, seen_at=moment_of(at), visit=visit, absent=SHOWS_NOTHING if capture in strange else absent)
        for capture, key, at, visit, absent in history.signs_of(db, keys)
    ]
    articles: list[tuple[Article, Presence]] = []
    redressed: list[tuple[int, datetime]] = []
    last = {sign.url_key: sign.absent for sign in signs}
    for group in told_apart(observations, {key for key, absent in last.items() if absent}):
        wholes = put_together(group, signs)
        own = {one.url_key for one in wholes}
        found = presence(sign for sign in signs if sign.url_key in own)
        articles.append((article_of(group, beside, site, found.url_key, wholes), found))
        redressed += [(articles[-1][0].id, moment) for moment in dressed_anew(wholes, found.url_key)]
    ids = {number_from(key) for key in keys}
    replace_articles(db, ids, [(article, found.status, found.gone_at) for article, found in articles])
    replace_turns(db, ids, [_told(article, turn) for article, found in articles for turn in found.turns])
    replace_redressed(db, ids, redressed)
    return keys


def _told(article: Article, turn: Turn) -> ArticleEvent:
    return ArticleEvent(article=article.id, url=article.url, kind=turn.kind, happened_at=turn.happened_at, why=turn.why)


def _portions(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    ordered = iter(sorted(keys))
    while portion := list(islice(ordered, size)):
        yield portion
