"""An archive of any number of articles, as twenty years of a portal leave it: `python -m tests.bench.reading_room DIR [ARTICLES]`.

The same numbers make the same archive. The rows are written by the archive's own functions; what is not there is the
WARC files, so archived bytes cannot be opened and nothing is replayed.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.demo.wordlists import LISTS
from archiver.layout import ArchiveFolder
from archiver.model import Article, Attachment, Capture, Draft, Place, Version
from archiver.store.articles import replace_articles
from archiver.store.crawls import count_articles, put_check, put_crawls, put_sections, put_url_states
from archiver.store.database import create_archive, insert_rows, number_from, open_archive, time_text
from archiver.store.events import ArticleEvent, replace_turns
from archiver.store.observations import add_captures
from archiver.store.provenance import note_crawls
from archiver.store.search import join_pieces
from tests.bench.prose import english as english_words
from tests.bench.prose import paragraphs, person, sentences
from tests.bench.prose import vietnamese as vietnamese_words

ARTICLES = 100_000
SITE = "http://portal.example"
PROFILE = f'name = "bench"\ntitle = "Bench"\nlanguage = "vi"\nstart = "{SITE}/"\n'
SECTIONS = {
    "tin-tuc": 30, "xay-dung-dang": 14, "van-ban": 12, "hoi-nghi": 10, "kinh-te": 8, "van-hoa": 6, "giao-duc": 5,
    "y-te": 4, "an-ninh": 4, "doi-ngoai": 3, "tu-lieu": 2, "thong-bao": 2,
}  # fmt: skip
KINDS = {"article": 80, "document": 12, "page": 4, "gallery": 2, "video": 2}
STATUSES = {"live": 92, "gone": 6, "suspect": 1, "moved": 1}
_BEGUN, _ENDED = datetime(2005, 1, 3, tzinfo=UTC), datetime(2025, 1, 3, tzinfo=UTC)
_CRAWLS = [datetime(2012, 3, 1, tzinfo=UTC) + timedelta(days=30 * number) for number in range(160)]
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An article with what stands beside it in the archive."""

    article: Article
    status: str
    gone_at: datetime | None
    captures: tuple[tuple[Capture, str, int], ...]
    documents: tuple[dict[str, Any], ...]


class Portal:
    """The portal that never was: each article follows from its number alone."""

    def __init__(self, seed: int = 2008) -> None:
        dice = random.Random(seed)
        self._seed = seed
        self._words = {"vi": vietnamese_words(dice), "en": english_words(dice)}
        self._authors = [person(dice) for _ in range(400)]

    def article(self, number: int) -> Made:
        dice = random.Random(self._seed * 10_000_000 + number)
        published = _BEGUN + (_ENDED - _BEGUN) * dice.random() ** 0.7
        first = next((moment for moment in _CRAWLS if moment >= published), _CRAWLS[-1])
        first += timedelta(seconds=dice.randint(0, 40_000))
        last = _CRAWLS[-1] + timedelta(seconds=dice.randint(0, 40_000))
        url, section = f"{SITE}/Pages/newsdetail.aspx?NewsId={number}", _drawn(dice, SECTIONS)
        language = "en" if dice.random() < 0.1 else "vi"
        versions = self._versions(dice, url, language, published, (first, last))
        attachments, documents = self._files(dice, number, language, (first, last))
        status = _drawn(dice, STATUSES)
        article = Article(
            id=number_from("bench", number),
            url=url,
            urls=((url, first),),
            section=section if dice.random() < 0.95 else None,
            versions=versions,
            attachments=attachments,
        )
        seen = [(one.capture_id, url, one.first_seen, "text/html", 40_000) for one in versions]
        seen += [(str(one.capture_id), one.url, first, str(one.media_type), one.size or 0) for one in attachments]
        return Made(
            article=article,
            status=status,
            gone_at=last if status == "gone" else None,
            captures=tuple(_capture(*facts, section=section) for facts in seen),
            documents=documents,
        )

    def _versions(
        self, dice: random.Random, url: str, language: str, published: datetime, span: tuple[datetime, datetime]
    ) -> tuple[Version, ...]:
        """One wording mostly, two or three now and then."""
        draft, (first, last) = self._draft(dice, language, published), span
        count = dice.choices((1, 2, 3), (93, 6, 1))[0]
        versions = []
        for number in range(1, count + 1):
            if number > 1:
                draft = _wording(draft, [*draft.text.split("\n\n"), *self._said(dice, language, 20)])
            begun = first + (last - first) * ((number - 1) / count)
            ended = first + (last - first) * (number / count)
            digest = f"sha256:{hashlib.sha256(draft.text.encode()).hexdigest()}"
            name = _identity(url, begun)
            versions.append(
                Version(number=number, digest=digest, draft=draft, capture_id=name, first_seen=begun, last_seen=ended)
            )
        return tuple(versions)

    def _draft(self, dice: random.Random, language: str, published: datetime) -> Draft:
        kind: Any = _drawn(dice, KINDS)
        number = f"{dice.randint(1, 900)}-{dice.choice(LISTS['form'])}" if kind == "document" else None
        title = " ".join(self._words[language].some(dice, dice.randint(5, 12)))
        if number:
            title = f"{dice.choice(('Quyết định', 'Chỉ thị', 'Kế hoạch'))} {number} {title}"
        said = self._said(dice, language, min(4_000, max(25, round(dice.lognormvariate(5.0, 0.7)))))
        if dice.random() < 0.2:
            said[-1] += f" Căn cứ {dice.randint(1, 900)}-{dice.choice(LISTS['form'])}."
        dated = dice.random() < 0.97
        draft = Draft(
            kind=kind,
            title=title[:1].upper() + title[1:],
            published=published.date().isoformat() if dated else None,
            published_raw=published.strftime("%d/%m/%Y") if dated else None,
            author=self._authors[min(int(dice.paretovariate(0.6)) - 1, 399)] if dice.random() < 0.6 else None,
            source="Báo tỉnh" if dice.random() < 0.1 else None,
            language=language if dice.random() < 0.98 else None,
            document_number=number,
            issued=published.date().isoformat() if number else None,
            stage="container",
        )
        return _wording(draft, said)

    def _said(self, dice: random.Random, language: str, words: int) -> list[str]:
        return paragraphs(dice, self._words[language], words)

    def _files(
        self, dice: random.Random, number: int, language: str, span: tuple[datetime, datetime]
    ) -> tuple[tuple[Attachment, ...], tuple[dict[str, Any], ...]]:
        """Pictures of half of the articles, documents of a fifth, with what the documents say."""
        names = [f"anh-{one}.jpg" for one in range(dice.choices((0, 1, 3), (50, 35, 15))[0])]
        names += ["van-ban.pdf"] if dice.random() < 0.2 else []
        attachments, documents = [], []
        for position, name in enumerate(names, 1):
            url, is_document = f"{SITE}/Attachments/{number}/{name}", name.endswith(".pdf")
            attachments.append(
                Attachment(
                    position=position,
                    url=url,
                    label=None,
                    filename=name,
                    kind="document" if is_document else "image",
                    media_type="application/pdf" if is_document else "image/jpeg",
                    size=dice.randint(20_000, 2_000_000),
                    sha256=hashlib.sha256(url.encode()).hexdigest(),
                    capture_id=_identity(url, span[0]),
                    first_seen=span[0],
                    last_seen=span[1],
                )
            )
            if is_document:
                text = " ".join(sentences(dice, self._words[language], dice.randint(100, 1_200)))
                documents.append({"sha256": attachments[-1].sha256, "outcome": "read", "text": text, "version": 1})
        return tuple(attachments), tuple(documents)


def _drawn(dice: random.Random, shares: dict[str, int]) -> str:
    return dice.choices(list(shares), list(shares.values()))[0]


def _wording(draft: Draft, said: list[str]) -> Draft:
    html = "".join(f"<p>{one}</p>\n" for one in said)
    return replace(draft, lead=said[0], text="\n\n".join(said), html=html, markdown="\n\n".join(said))


def _identity(url: str, moment: datetime) -> str:
    """The id of the capture of an address at a moment."""
    name = hashlib.sha256(f"{url} {moment}".encode()).hexdigest()
    return "-".join((name[:8], name[8:12], f"4{name[13:16]}", f"8{name[17:20]}", name[20:32]))


def _capture(
    number: str, url: str, moment: datetime, media_type: str, size: int, *, section: str
) -> tuple[Capture, str, int]:
    crawl = max((one for one in _CRAWLS if one <= moment), default=_CRAWLS[0])
    position = int(number[:7], 16)
    capture = Capture(
        id=number,
        url=url,
        method="GET",
        fetched_at=moment,
        status=200,
        headers=(("Content-Type", media_type),),
        body=b"",
        digest=f"sha256:{hashlib.sha256(number.encode()).hexdigest()}",
        place=Place(file=f"bench-{crawl:%Y%m%d%H%M%S}-00001.warc.gz", offset=position, length=9_000),
        crawl_id=_name(crawl),
        role="item" if media_type == "text/html" else "file",
        section=section,
        via=f"{SITE}/Pages/news.aspx",
    )
    return capture, url, size


def _name(crawl: datetime) -> str:
    return f"crawl-{crawl:%Y%m%d}"


def build(folder: ArchiveFolder, articles: int = ARTICLES) -> None:
    """Write the archive into a folder that is not there yet."""
    folder.warc.mkdir(parents=True)
    folder.profile.write_text(PROFILE, "utf-8")
    portal = Portal()
    with closing(create_archive(folder.archive_db)) as db:
        with db.atomic():
            put_sections(db, [(name, name.replace("-", " ").capitalize(), None) for name in SECTIONS])
            _put_crawls(db)
        numbers = iter(range(articles))
        while portion := [portal.article(number) for number in islice(numbers, _AT_ONCE)]:
            with db.atomic():
                _put(db, portion)
        with db.atomic():
            db.execute("DELETE FROM to_relate")  # finding relations is the work of ingest, and is measured there
            count_articles(db)
            note_crawls(db)
            join_pieces(db)  # as a rebuild leaves it
    with closing(open_archive(folder.archive_db)):  # now as an ingest leaves it: with a journal beside it
        pass


def _put(db: Database, made: list[Made]) -> None:
    insert_rows(db, "INSERT", "documents", [row for one in made for row in one.documents])
    add_captures(db, [capture for one in made for capture in one.captures])
    replace_articles(db, [], [(one.article, one.status, one.gone_at) for one in made])
    put_url_states(db, _states(made))
    turns = [
        ArticleEvent(article=one.article.id, url=one.article.url, kind="gone", happened_at=one.gone_at, why="HTTP 404")
        for one in made
        if one.gone_at
    ]
    replace_turns(db, [], turns)


def _states(made: list[Made]) -> Iterator[tuple[Any, ...]]:
    for one in made:
        for capture, url, _ in one.captures:
            yield url, "archived", None, 200, time_text(capture.fetched_at)
        yield f"{one.article.url}&print=1", "skipped", "a print version", None, None


def _put_crawls(db: Database) -> None:
    for number, begun in enumerate(_CRAWLS):
        ended = begun + timedelta(seconds=43_000)
        facts = {"id": _name(begun), "site": "bench", "started_at": time_text(begun), "finished_at": time_text(ended)}
        row = {"outcome": "finished", "software": "bench", "requests": 30_000 + number, "bytes": 10**9, "asked": "{}"}
        put_crawls(db, [facts | row])
        check = {"checked_at": time_text(ended), "outcome": "whole", "files": number + 1, "records": 90_000}
        put_check(db, f"check-{number}", check | {"scope": "all", "bytes": 10**9, "all_bytes": 10**9, "findings": []})


def main(path: Path, articles: int) -> None:
    build(ArchiveFolder(path), articles)
    sys.stdout.write(f"{path}: {articles:,} articles, {ArchiveFolder(path).archive_db.stat().st_size / 1e6:,.0f} MB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES)
