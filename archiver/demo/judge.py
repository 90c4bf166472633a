"""How much of the truth an archive holds, and where it says what is not true."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from archiver.demo.manifest import Truth

_WORD = re.compile(r"\w+")
_GRAM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many found of so many expected."""

    found: int
    expected: int

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return self.found == self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An entry of which the archive says something else than the portal."""

    id: str
    expected: str | None
    got: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How near the archived texts of one layout come to the true ones, by runs of four words."""

    entries: int
    recall: float
    precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How many words of the texts in one encoding of origin did not come out as they were meant."""

    entries: int
    words: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An archive compared with a truth manifest."""

    entries: Mapping[str, Share]  # by kind: article, document, page, gallery, video, audio
    reach: Mapping[str, Share]  # by what it takes to get there: GET, POST
    pictures: Share  # different bytes of pictures
    files: Share  # different bytes of attachments, films and sounds
    missing: tuple[str, ...]  # ids of entries
    missing_files: tuple[str, ...]  # addresses
    wrong_kinds: tuple[Difference, ...]
    wrong_titles: tuple[Difference, ...]
    wrong_dates: tuple[Difference, ...]  # another date than printed, or one where none is printed
    missing_dates: tuple[str, ...]  # ids of entries whose printed date was not read
    bodies: Mapping[str, Likeness]  # by layout
    spellings: Mapping[str, Spelling]  # by encoding of origin, plain UTF-8 left out

    @property
    def complete(self) -> bool:
        """Every entry, picture and file is archived."""
        return all(share.complete for share in (*self.entries.values(), self.pictures, self.files))

    @property
    def encoding_errors(self) -> float:
        """Wrong words in a thousand, in all texts that were not plain UTF-8."""
        words = sum(spelling.words for spelling in self.spellings.values())
        return 1000 * sum(spelling.wrong for spelling in self.spellings.values()) / max(1, words)


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    title: str | None
    text: str
    published: str | None


def judge(archive_db: Path, truths: Iterable[Truth]) -> Judgement:
    """Read the archive and compare; the archive is not changed."""
    expected = list(truths)
    with closing(sqlite3.connect(f"{archive_db.resolve().as_uri()}?mode=ro", uri=True)) as database:
        rows = _rows(database)
        digests = {digest for (digest,) in database.execute("SELECT DISTINCT sha256 FROM attachments") if digest}
    pairs = [(truth, _row_of(truth, rows)) for truth in expected]
    held = [(truth, row) for truth, row in pairs if row is not None]
    pictures = {file.sha256: file.url for truth in expected for file in truth.pictures}
    files = {file.sha256: file.url for truth in expected for file in truth.attachments}
    return Judgement(
        entries=_shares((truth.kind, row) for truth, row in pairs),
        reach=_shares((truth.reachable_by, row) for truth, row in pairs),
        pictures=Share(found=len(pictures.keys() & digests), expected=len(pictures)),
        files=Share(found=len(files.keys() & digests), expected=len(files)),
        missing=tuple(truth.id for truth, row in pairs if row is None),
        missing_files=tuple(url for digest, url in (pictures | files).items() if digest not in digests),
        wrong_kinds=_differences((t.id, t.kind, row.kind) for t, row in held if t.kind != row.kind),
        wrong_titles=_differences(
            (t.id, t.title, row.title) for t, row in held if _plain(t.title) != _plain(row.title)
        ),
        wrong_dates=_differences(
            (t.id, t.published, row.published) for t, row in held if not _true_date(t.published, row.published)
        ),
        missing_dates=tuple(t.id for t, row in held if t.published and not row.published),
        bodies=_bodies(held),
        spellings=_spellings(held),
    )


def _rows(database: sqlite3.Connection) -> dict[str, _Row]:
    query = (
        "SELECT article_urls.url, kind, title, text, published "
        "FROM article_urls JOIN articles ON articles.id = article_urls.article_id"
    )
    return {address_key(url): _Row(*fields) for url, *fields in database.execute(query)}


def _row_of(truth: Truth, rows: Mapping[str, _Row]) -> _Row | None:
    return next((rows[key] for key in map(address_key, truth.urls) if key in rows), None)


def address_key(url: str) -> str:
    """One spelling for all: letter case, order of parameters, escapes and the way back do not count."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = sorted((key.lower(), value.lower()) for key, value in pairs if key.lower() != "source")
    path = unicodedata.normalize("NFC", unquote(parts.path)).lower()
    return f"{parts.netloc.lower()}{path}?{'&'.join(f'{key}={value}' for key, value in query)}"


def _shares(found: Iterable[tuple[str, _Row | None]]) -> dict[str, Share]:
    total: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for name, row in found:
        total[name] += 1
        held[name] += row is not None
    return {name: Share(found=held[name], expected=count) for name, count in sorted(total.items())}


def _differences(found: Iterable[tuple[str, str | None, str | None]]) -> tuple[Difference, ...]:
    return tuple(Difference(id=identity, expected=expected, got=got) for identity, expected, got in found)


def _plain(title: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", title or "").casefold().split())


def _true_date(expected: str | None, got: str | None) -> bool:
    """No date is never wrong here, nor is the day alone where the page prints the hour too."""
    if not got or got == expected:
        return True
    return bool(expected) and len(got) == 10 and str(expected).startswith(got)


def _bodies(held: Iterable[tuple[Truth, _Row]]) -> dict[str, Likeness]:
    by_layout: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for truth, row in held:
        by_layout[truth.layout].append(likeness(truth.text, row.text))
    return {
        layout: Likeness(
            entries=len(scores),
            recall=sum(recall for recall, _ in scores) / len(scores),
            precision=sum(precision for _, precision in scores) / len(scores),
        )
        for layout, scores in sorted(by_layout.items())
    }


def _spellings(held: Iterable[tuple[Truth, _Row]]) -> dict[str, Spelling]:
    counted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for truth, row in held:
        if truth.encoding != "utf-8":
            true = Counter(_words(truth.text))
            counted[truth.encoding].append((true.total(), (true - Counter(_words(row.text))).total()))
    return {
        encoding: Spelling(entries=len(rows), words=sum(w for w, _ in rows), wrong=sum(n for _, n in rows))
        for encoding, rows in sorted(counted.items())
    }


def likeness(expected: str, got: str) -> tuple[float, float]:
    """Recall and precision of the runs of four words (of fewer, where the true text is shorter)."""
    true, said = _words(expected), _words(got)
    length = max(1, min(_GRAM, len(true)))
    wanted, found = _grams(true, length), _grams(said, length)
    common = (wanted & found).total()
    return common / max(1, wanted.total()), common / max(1, found.total())


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _grams(words: list[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + length]) for i in range(len(words) - length + 1))
