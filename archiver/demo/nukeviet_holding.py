"""What stands on a NukeViet site, as values: stories, acts, a page about itself, and their files.

Site D has its own; the successor of site A has four in ten of A's articles under new addresses, and a few of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from archiver.demo.model import Article, Body, Document, PortalFile, StaticPage
from archiver.demo.texts import body_of, short_body
from archiver.demo.words import chance
from archiver.demo.world import SUCCESSION, World, world
from archiver.vietnamese.folding import fold

_IMPORTED = (1, 3)  # of each five articles
_OF = 5
_OWN_NEWS = 3  # stories that the new site has written itself
_FIRST_OF_THE_OLD = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file under the address that this system gives it."""

    path: str
    original: PortalFile

    @property
    def href(self) -> str:
        return quote(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A category of the news."""

    alias: str
    title: str

    @property
    def href(self) -> str:
        return f"/tin-tuc/{self.alias}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as this system has it."""

    id: int
    category: Topic
    title: str
    body: Body
    published: str | None
    author: str | None
    source: str | None
    pictures: tuple[Media, ...]
    attachments: tuple[Media, ...]
    rank: str
    former: Article | None = None  # what it was on the portal before

    @property
    def href(self) -> str:
        return f"/tin-tuc/{slug(self.title)}-{self.id}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A document as this system has it."""

    id: int
    document: Document
    files: tuple[Media, ...]

    @property
    def href(self) -> str:
        return f"/van-ban/detail/{slug(self.document.title)}-{self.id}/"


@dataclass(frozen=True, eq=False, kw_only=True)
class Holding:
    """All that one such site holds."""

    title: str
    seed: int
    old_seed: int
    topics: tuple[Topic, ...]
    stories: tuple[Story, ...]  # the newest first
    acts: tuple[Act, ...]
    about: StaticPage
    inherited: bool = False  # whether an older portal stood on this host

    def seed_of(self, story: Story) -> int:
        """Whose dice drew the story's files."""
        return self.old_seed if story.former else self.seed

    @cached_property
    def pages(self) -> dict[str, Story | Act]:
        """What stands at which path."""
        everything: tuple[Story | Act, ...] = (*self.stories, *self.acts)
        return {one.href: one for one in everything}

    @cached_property
    def files(self) -> dict[str, tuple[int, Media]]:
        """Every file by its path, with whose dice drew it."""
        held = [
            (self.seed_of(story), medium) for story in self.stories for medium in (*story.pictures, *story.attachments)
        ]
        held += [(self.seed, medium) for act in self.acts for medium in act.files]
        return {medium.path: (seed, medium) for seed, medium in held}

    def of(self, topic: Topic | None) -> tuple[Story, ...]:
        """The stories of a category; all of them where none is named."""
        return tuple(story for story in self.stories if topic is None or story.category == topic)


def slug(title: str) -> str:
    """A title as addresses have it."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in fold(title)).split())


def site_of(seed: int, size: str) -> Holding:
    """Site D: half as many articles and acts as a site of this size has else."""
    own = world(seed, size, 0, "D")
    stories = tuple(_story(own, article, number) for number, article in enumerate(reversed(own.articles[::2]), 1))
    acts = tuple(_act(document, number) for number, document in enumerate(reversed(own.documents[::2]), 1))
    return _holding(own, own.seed, stories[::-1], acts[::-1])


def successor_of(seed: int, size: str) -> Holding:
    """Who has A's host at the end: some of A's articles, and a few stories of its own."""
    old, own = world(seed, size, SUCCESSION - 1), world(seed, size, 0, "D")
    kept = [article for place, article in enumerate(reversed(old.articles)) if place % _OF in _IMPORTED]
    stories = [_story(old, article, _FIRST_OF_THE_OLD + n, former=article) for n, article in enumerate(kept)]
    stories += [_story(own, article, n) for n, article in enumerate(reversed(own.articles[:_OWN_NEWS]), 1)]
    newest_first = tuple(sorted(stories, key=lambda story: story.rank, reverse=True))
    return _holding(own, old.seed, newest_first, (), inherited=True)


def _holding(
    own: World, old_seed: int, stories: tuple[Story, ...], acts: tuple[Act, ...], *, inherited: bool = False
) -> Holding:
    about = StaticPage(path="/gioi-thieu/", title="Giới thiệu chung", body=short_body(chance(own.seed, "about"), 6))
    topics = tuple(dict.fromkeys(sorted((story.category for story in stories), key=lambda topic: topic.alias)))
    return Holding(
        title=own.title,
        seed=own.seed,
        old_seed=old_seed,
        topics=topics,
        stories=stories,
        acts=acts,
        about=about,
        inherited=inherited,
    )


def _story(own: World, article: Article, number: int, *, former: Article | None = None) -> Story:
    folder = f"/uploads/tin-tuc/{article.rank[:4]}_{article.rank[4:6]}"
    return Story(
        id=number,
        category=Topic(alias=slug(article.category.title), title=article.category.title),
        title=article.title,
        body=body_of(own.seed, article),
        published=article.published,
        author=article.author,
        source=article.source,
        pictures=tuple(_medium(folder, number, place, file) for place, file in enumerate(article.pictures)),
        attachments=tuple(_medium(folder, number, place, file) for place, file in enumerate(article.attachments)),
        rank=article.rank,
        former=former,
    )


def _act(document: Document, number: int) -> Act:
    files = tuple(_medium("/uploads/van-ban", number, place, file) for place, file in enumerate(document.files))
    return Act(id=number, document=document, files=files)


def _medium(folder: str, number: int, place: int, file: PortalFile) -> Media:
    stem, _, ending = file.name.rpartition(".")
    return Media(path=f"{folder}/{slug(stem)}_{number}_{place}.{ending}", original=file)
