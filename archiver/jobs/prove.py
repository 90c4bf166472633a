"""Prove: from the bytes of the record to the text that the index holds, once more, and every step of it told.

What a proof says can be checked by hand: it gives the lines for the shell that read the same bytes without us.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError, WarcError
from archiver.extract.digest import version_digest
from archiver.jobs.document_reader import DocumentReader
from archiver.jobs.examine import Finding
from archiver.jobs.leaves import in_one
from archiver.jobs.lessons import learned_once_more, templates_of
from archiver.jobs.payload import is_revisit, page_of, unpacked
from archiver.jobs.proof_bytes import Evidence, evidence_at
from archiver.jobs.proof_fields import Difference, differences
from archiver.jobs.reader import is_all_read_by
from archiver.jobs.taking import Source, look_again, with_payload
from archiver.jobs.why import known, why
from archiver.layout import ArchiveFolder
from archiver.model import Capture, Draft, Place
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import host_of
from archiver.store.database import has_table, read_archive
from archiver.store.revisits import held_payload
from archiver.warc.writer import SOFTWARE

_ARTICLE = """
SELECT DISTINCT a.id, a.title FROM articles a JOIN article_urls u ON u.article_id = a.id
WHERE u.url IN (SELECT url FROM captures WHERE url_key = ? UNION SELECT ?) ORDER BY a.id
"""
_VERSION = """
SELECT number, capture_id, last_seen, digest, title, text, html, published FROM versions
WHERE article_id = ? ORDER BY number
"""
# A version's words are as its last capture has them; its digest is that of its first.
_LAST = """
SELECT capture_id FROM shown WHERE fetched_at = ? AND url_key IN (
    SELECT url_key FROM captures WHERE id = ? UNION
    SELECT c.url_key FROM captures c JOIN article_urls u ON u.url = c.url WHERE u.article_id = ?)
ORDER BY capture_id DESC LIMIT 1
"""
_LEAVES = "SELECT capture_id, last_capture_id FROM version_leaves WHERE article_id = ? AND number = ? ORDER BY leaf"
_PRESENT = (
    "lead",
    "markdown",
    "author",
    "source",
    "language",
    "kind",
    "document_number",
    "issued",
    "published_raw",
    "stage",
)
_FILE = """
SELECT DISTINCT a.sha256, a.size, a.text, a.capture_id, a.filename, a.kind, a.article_id, a.first_seen FROM attachments a
WHERE a.capture_id IN (SELECT id FROM captures WHERE url_key = ?) ORDER BY a.first_seen, a.sha256, a.article_id
"""
_CAPTURE = """
SELECT id, url, method, request_digest, fetched_at, digest, warc_file, warc_offset, warc_length, warc_within FROM captures
WHERE id = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the record says of one text, held against what the index says."""

    url: str
    what: str  # article, document, file
    article_id: int
    title: str | None
    version: int
    evidence: tuple[Evidence, ...]  # where the words come from; of a revisit both records, the payload's last
    encoding: str | None  # from which the page was decoded
    repairs: tuple[str, ...]
    stage: str | None
    taught_by: tuple[
        str, ...
    ] = ()  # captures of other pages, whose bytes tell what all pages of the layout have in common
    software: str
    digest: str  # of the words or, of a file, of its bytes
    compared: tuple[str, ...]  # the fields that were held against each other
    differences: tuple[Difference, ...]
    same_reader: bool  # the index was made by the very code that reads here

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the bytes themselves."""
        return tuple(check for one in self.evidence for check in one.faults)

    @property
    def holds(self) -> bool:
        return not self.differences and not self.faults


def prove(folder: ArchiveFolder, url: str, profile: SiteProfile, number: int | None = None) -> Proof:
    """Derive the text at an address once more; `number`: of its versions or, of a file, of the contents that it had."""
    with closing(read_archive(folder.archive_db)) as db:
        url, key = known(db, url, profile)
        proving = _Proving(db, Source(folder.warc, profile), url)
        article = db.execute(_ARTICLE, [key, url]).fetchone()
        if article is not None:
            return proving.article(article[0], article[1], number)
        files = db.execute(_FILE, [key]).fetchall()
        if files:
            return proving.file(files, number)
    raise ArchiveError(f"{url}: the index holds no text of it that could be proved. {why(folder, url, profile)}")


@dataclass(frozen=True, slots=True)
class _Read:
    """A capture that was read again."""

    capture: Capture
    payload: Capture  # the same with the bytes that it names, where it is a revisit
    evidence: tuple[Evidence, ...]
    finding: Finding
    taught_by: tuple[str, ...]


class _Proving:
    """One proof while it is made."""

    def __init__(self, db: Database, source: Source, url: str) -> None:
        self._db, self._source, self._url = db, source, url
        self._templates = templates_of(db)
        self._same_reader = is_all_read_by(db, source.profile)

    def article(self, article_id: int, title: str | None, number: int | None) -> Proof:
        versions = list(self._db.query(_VERSION, [article_id]))
        version = _chosen(versions, number, self._url, "version")
        pages = self._pages(article_id, version)
        read = {capture: self._read(capture) for capture in dict.fromkeys(chain(*pages))}
        firsts, lasts = ([read[capture] for capture in captures] for captures in zip(*pages, strict=True))
        expected = {name: version[name] for name in ("title", "text", "html", "published")}
        if version is versions[-1]:
            expected |= self._present(article_id)
        draft = _said_by(lasts)
        found = {name: getattr(draft, name, None) for name in expected if name != "repairs"}
        if "repairs" in expected:
            found["repairs"] = json.dumps(draft.repairs if draft else (), ensure_ascii=False)
        expected["digest"] = version["digest"]
        before = _said_by(firsts)
        found["digest"] = version_digest(before) if before else None
        page = page_of(lasts[0].payload, unpacked(lasts[0].payload))
        return self._proof(
            lasts[0],
            what="article",
            article_id=article_id,
            title=title,
            version=version["number"],
            evidence=tuple(chain.from_iterable(one.evidence for one in read.values())),
            encoding=page.encoding,
            repairs=draft.repairs if draft else page.repairs,
            stage=draft.stage if draft else None,
            taught_by=tuple(dict.fromkeys(chain.from_iterable(one.taught_by for one in lasts))),
            digest=version["digest"],
            compared=tuple(expected),
            differences=differences(expected, found),
        )

    def _pages(self, article_id: int, version: dict[str, Any]) -> list[tuple[str, str]]:
        """The captures from which a version is: of each of its pages the first and the last."""
        if has_table(self._db.conn, "version_leaves"):  # an index of an older program has none
            pages = self._db.execute(_LEAVES, [article_id, version["number"]]).fetchall()
            if pages:
                return pages
        last = self._db.execute(_LAST, [version["last_seen"], version["capture_id"], article_id]).fetchone()
        return [(version["capture_id"], last[0] if last else version["capture_id"])]

    def file(self, files: list[tuple[Any, ...]], number: int | None) -> Proof:
        contents = [
            {
                "sha256": digest,
                "size": size,
                "text": text,
                "capture_id": capture,
                "title": name,
                "kind": kind,
                "article": of,
            }
            for digest, size, text, capture, name, kind, of, _ in files
        ]
        states = list({one["sha256"]: one for one in contents}.values())
        chosen = _chosen([one | {"number": n} for n, one in enumerate(states, 1)], number, self._url, "content")
        read = self._read(chosen["capture_id"])
        body = unpacked(read.payload)
        expected: dict[str, Any] = {"sha256": chosen["sha256"], "size": chosen["size"]}
        found: dict[str, Any] = {"sha256": sha256(body).hexdigest(), "size": len(body)}
        stage: str | None = None
        repairs: tuple[str, ...] = ()
        if chosen["kind"] == "document":
            with DocumentReader() as reader:
                outcome = reader.read(body)
            expected["text"], found["text"] = chosen["text"], outcome.document.text if outcome.document else ""
            stage = outcome.document.reader if outcome.document else f"{outcome.kind}: {outcome.detail}".rstrip(": ")
            repairs = outcome.document.repairs if outcome.document else ()
        return self._proof(
            read,
            what="document" if chosen["kind"] == "document" else "file",
            article_id=chosen["article"],
            title=chosen["title"],
            version=chosen["number"],
            evidence=read.evidence,
            encoding=None,
            repairs=tuple(repairs),
            stage=stage,
            digest=f"sha256:{chosen['sha256']}",
            compared=tuple(expected),
            differences=differences(expected, found),
        )

    def _proof(self, read: _Read, **facts: Any) -> Proof:
        return Proof(url=read.capture.url, software=SOFTWARE, same_reader=self._same_reader, **facts)

    def _present(self, article_id: int) -> dict[str, Any]:
        """The fields that only the present wording has."""
        columns = ", ".join((*_PRESENT, "repairs"))
        return next(self._db.query(f"SELECT {columns} FROM articles WHERE id = ?", [article_id]))  # noqa: S608 our names

    def _read(self, capture_id: str) -> _Read:
        """The capture as ingest reads it, with the evidence of the records that it stands in."""
        row = next(self._db.query(_CAPTURE, [capture_id]), None)
        if row is None:
            raise ArchiveError(f"capture {capture_id} is not in the index; `archiver rebuild` makes the index again.")
        place = _place(row)
        capture = replace(
            self._source.read(place), id=row["id"], method=row["method"], request_digest=row["request_digest"]
        )
        evidence = [evidence_at(self._source.warc, place, row)]
        payload = capture
        if is_revisit(capture):
            held = held_payload(self._db, capture)
            if held is None:
                raise WarcError(f"{self._url}: the record that holds the payload of {capture_id} is not in the archive")
            payload = with_payload(capture, held, self._source)
            original = next(self._db.query(_CAPTURE, [held.capture_id]))
            evidence.append(evidence_at(self._source.warc, held.place, original))
        return _Read(capture, payload, tuple(evidence), *self._find(capture))

    def _find(self, capture: Capture) -> tuple[Finding, tuple[str, ...]]:
        """What the capture says, and the captures that tell what it has in common with others: what is kept of it proves nothing."""
        finding = look_again(self._db, capture, self._source)
        seen = finding.aside or finding.observation
        known = self._templates.of(host_of(seen.url), seen.template) if seen and seen.read_with is not None else None
        if known is None:
            return finding, ()
        templates, taught_by = learned_once_more(self._db, self._source, known.digest)
        return look_again(self._db, capture, replace(self._source, templates=templates)), taught_by


def _said_by(pages: list[_Read]) -> Draft | None:
    """What the pages of a text say together; None where one of them says nothing any more."""
    seen = [one.finding.observation for one in pages]
    return None if None in seen else in_one([one.draft for one in seen if one])


def _place(row: dict[str, Any]) -> Place:
    return Place(file=row["warc_file"], offset=row["warc_offset"], length=row["warc_length"], within=row["warc_within"])


def _chosen(rows: list[dict[str, Any]], number: int | None, url: str, what: str) -> dict[str, Any]:
    """The one of this number; the latest where none is asked for."""
    if number is None:
        return rows[-1]
    for row in rows:
        if row["number"] == number:
            return row
    raise ArchiveError(f"{url}: has no {what} {number}; there are {len(rows)}, counted from 1.")
