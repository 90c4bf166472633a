"""The whole portal at one epoch, built from seed and size alone; no clock is read.

E0 is the first state. E1 adds twenty articles. E2 and E3 change and take away (see changes.py). E4 shows the same in the
markup of the next generation, and in E5 another system has the host (see succession.py); the old one is as it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from archiver.demo.categories import CONGRESSES, NEWS, RECORDS, categories_of
from archiver.demo.changes import corrected, silently_changed, taken_away, with_new_number, with_new_picture
from archiver.demo.datelines import date_line, dotnet_line
from archiver.demo.encodings import encoding_of, in_old_fonts
from archiver.demo.lacviet import as_lacviet
from archiver.demo.library import documents_of, galleries_of, picture_file, recordings_of, static_pages_of
from archiver.demo.model import (
    LAYOUTS,
    Article,
    Category,
    Document,
    Gallery,
    Layout,
    PortalFile,
    Recording,
    StaticPage,
)
from archiver.demo.sizes import SIZES, Size
from archiver.demo.texts import seed_page_lines
from archiver.demo.words import Writer, chance

LAST_EPOCH = 5
REDESIGN = 4  # the epoch of the new markup
SUCCESSION = 5  # the epoch in which the host changes hands
LOSSES = 3  # the epoch that takes articles away
NEW_ARTICLES = 20
TITLES = {
    "A": "Đảng bộ khối dân chính Đảng",
    "B": "Đảng bộ khối doanh nghiệp",
    "C": "Thư viện và bảo tàng tỉnh",
    "D": "Cổng thông tin điện tử tỉnh Phước Đồng",
}
_SEED_APART = 1_000_003  # the sites beside A have other texts
_SOURCES = ("Bản tin Khối", "Trang tin Tỉnh đoàn", "Đài Truyền thanh huyện", "Tạp chí Xây dựng cơ sở")
_BEGIN = datetime(2008, 1, 7, 7, 30)  # noqa: DTZ001 - wall-clock time in Viet Nam, as the portal prints it
_SEED_PAGE = 3


@dataclass(frozen=True, eq=False)
class World:
    """Everything that the portal shows at one epoch."""

    site: str  # its letter
    seed: int
    size: Size
    epoch: int
    categories: tuple[Category, ...]
    articles: tuple[Article, ...]  # the newest first
    documents: tuple[Document, ...]
    galleries: tuple[Gallery, ...]
    videos: tuple[Recording, ...]
    audios: tuple[Recording, ...]
    pages: tuple[StaticPage, ...]
    lost: dict[int, Article] = field(repr=False)  # what was taken away, each with how its address answers
    by_id: dict[int, Article] = field(repr=False)
    by_category: dict[int, tuple[Article, ...]] = field(repr=False)

    @property
    def title(self) -> str:
        """What the portal calls itself."""
        return TITLES[self.site]

    @property
    def markup(self) -> Literal["v3", "v4"]:
        """The generation of its pages."""
        return "v3" if self.site == "A" and self.epoch < REDESIGN else "v4"


@lru_cache(maxsize=8)
def world(seed: int, size: str, epoch: int, site: str = "A") -> World:
    """The portal that this seed, size and epoch make; the sites beside A stay in their first state."""
    if site != "A":
        seed, epoch = seed + _SEED_APART * ord(site), 0
    scale = SIZES[size]
    categories = categories_of(scale, site)
    articles = _articles(seed, scale, epoch, categories)
    galleries = galleries_of(seed, scale)
    if epoch >= 2:
        galleries = (with_new_picture(galleries[0]), *galleries[1:])
    documents = documents_of(seed, scale)
    if epoch >= 3:
        documents = (corrected(documents[0]), *documents[1:])
    articles, lost = _kept_and_lost(articles, epoch)
    if site == "C":
        articles = tuple(map(as_lacviet, articles))
    by_category: dict[int, list[Article]] = defaultdict(list)
    for article in articles:
        by_category[article.category.id].append(article)
    return World(
        site=site,
        seed=seed,
        size=scale,
        epoch=epoch,
        categories=categories,
        articles=articles,
        documents=documents,
        galleries=galleries,
        videos=recordings_of(seed, "video", scale.videos),
        audios=recordings_of(seed, "audio", scale.audios),
        pages=static_pages_of(seed),
        lost={article.id: article for article in lost},
        by_id={article.id: article for article in articles},
        by_category={key: tuple(members) for key, members in by_category.items()},
    )


def _articles(seed: int, size: Size, epoch: int, categories: tuple[Category, ...]) -> tuple[Article, ...]:
    places = [NEWS] * size.news
    others = categories[1:]
    places += [others[i % len(others)] for i in range(size.articles - size.news)]
    chance(seed, "places").shuffle(places)
    if epoch >= 1:
        places += [categories[i % len(categories)] for i in range(NEW_ARTICLES)]
    titles: set[str] = set()
    made = []
    for number, category in enumerate(places):
        article = _article(seed, size, number, category, titles)
        fresh = epoch == 1 and number >= size.articles
        made.append(replace(article, changed="new") if fresh else article)
    if epoch >= 2:
        made = silently_changed(made, size.articles, lambda: _other_date(seed))
    if epoch >= 3:
        made = [replace(article, changed="none") for article in made]
    return tuple(sorted(made, key=lambda article: article.rank, reverse=True))


def _kept_and_lost(articles: tuple[Article, ...], epoch: int) -> tuple[tuple[Article, ...], list[Article]]:
    if epoch < 3:
        return articles, []
    oldest_first = sorted(articles, key=lambda article: article.rank)
    lost = taken_away(oldest_first, CONGRESSES)
    gone = {article.id for article in lost}
    kept = (with_new_number(article, CONGRESSES) for article in articles if article.id not in gone)
    return tuple(kept if epoch == 3 else (replace(a, changed="none") for a in kept)), lost


def _other_date(seed: int) -> tuple[str, str | None]:
    return dotnet_line(_BEGIN + timedelta(days=40, minutes=chance(seed, "other date").randrange(6000)))


def _article(seed: int, size: Size, number: int, category: Category, titles: set[str]) -> Article:
    dice = chance(seed, "article", number)
    identity = 5000 + number * 3 + dice.randrange(3)
    step = timedelta(minutes=(6 * 365 * 1440) // size.articles)
    when = _BEGIN + number * step + timedelta(minutes=dice.randrange(600))
    if number == _SEED_PAGE:
        return _seed_article(identity, when)
    layout = LAYOUTS[number % len(LAYOUTS)]
    writer = Writer(dice)
    title = writer.title()
    while title in titles:
        title = writer.title()
    titles.add(title)
    published, line = _date(seed, number, layout, when)
    author, source, byline = _byline(seed, number, writer)
    return Article(
        id=identity,
        category=category,
        title=title,
        layout=layout,
        published=published,
        date_line=line,
        author=author,
        source=source,
        byline=byline,
        rank=f"{when:%Y%m%d%H%M}-{number:06}",
        words=_length(seed, number, size),
        site_title=dice.random() < 0.3,
        old_tones=dice.random() < 0.2,
        pictures=_pictures(seed, number, identity, layout),
        attachments=in_old_fonts(_attachments(seed, number, identity, title, layout), number, f"{when:%Y}"),
        encoding=encoding_of(number - (number > _SEED_PAGE), size.articles),
    )


def _seed_article(identity: int, when: datetime) -> Article:
    """The one page that was not made up; it prints no date, author or source."""
    return Article(
        id=identity,
        category=RECORDS,
        title=seed_page_lines()[0],
        layout="web-part-table",
        published=None,
        date_line="",
        author=None,
        source=None,
        byline="",
        rank=f"{when:%Y%m%d%H%M}-{_SEED_PAGE:06}",
        words=2500,
        site_title=False,
        old_tones=False,
        seed_page=True,
    )


def _date(seed: int, number: int, layout: Layout, when: datetime) -> tuple[str | None, str]:
    """Fifteen of a hundred pages print no date of publication, five print a second one."""
    dice = chance(seed, "date", number)
    lot = dice.random()
    if lot < 0.15:
        return None, ""
    if layout == "form-table":
        line, published = dotnet_line(when)
    else:
        line, published = date_line(dice, when, twice=lot > 0.95)
    return published, line


def _byline(seed: int, number: int, writer: Writer) -> tuple[str | None, str | None, str]:
    dice = chance(seed, "byline", number)
    style = dice.randrange(6)
    person, source = writer.person(), dice.choice(_SOURCES)
    if style == 0:
        return person, None, f"Tác giả: {person}"
    if style == 1:
        return person, None, person
    if style == 2:
        return None, source, f"(Theo {source})"
    if style == 3:
        return None, source, f"Nguồn: {source}"
    if style == 4:
        initials = ".".join(word[0] for word in person.split()[-2:])
        return initials, None, initials
    return None, None, ""


def _length(seed: int, number: int, size: Size) -> int:
    dice = chance(seed, "length", number)
    lot = dice.random()
    if lot < 0.03:
        return dice.randrange(12, 30)
    if lot > 0.95:
        return dice.randrange(2500, 3200)
    return min(2400, max(60, int(dice.lognormvariate(0, 0.5) * size.words)))


def _pictures(seed: int, number: int, identity: int, layout: Layout) -> tuple[PortalFile, ...]:
    dice = chance(seed, "pictures", number)
    count = {"two-column": dice.randrange(1, 3), "rich-html-field": dice.randrange(2)}.get(layout, 0)
    if dice.random() < 0.1:
        count += 1
    return tuple(picture_file(dice, f"/Hnh nh bi vit/{identity}", i) for i in range(count))


def _attachments(seed: int, number: int, identity: int, title: str, layout: Layout) -> tuple[PortalFile, ...]:
    dice = chance(seed, "attachments", number)
    if dice.random() > (0.3 if layout == "form-table" else 0.06):
        return ()
    name = dice.choice((f"Kế hoạch {number + 11}.doc", f"{number + 11}-TB ĐU.signed.pdf", f"Phụ lục {number}.txt"))
    kind = {"doc": "doc", "pdf": "pdf", "txt": "txt"}[name.rpartition(".")[2]]
    lines = (title, *(Writer(dice).sentence() for _ in range(3)))
    path = f"/Lists/TinTuc/Attachments/{identity}/{name}"
    return (PortalFile(path=path, kind=kind, lines=lines),)  # type: ignore[arg-type]
