"""The truth about the portal: what a perfect archive of it would hold at one epoch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from archiver.demo.library import bytes_of
from archiver.demo.model import Article, Document, Gallery, PortalFile, Recording, StaticPage
from archiver.demo.reach import Reach, reach_of
from archiver.demo.subsite import second_href
from archiver.demo.texts import body_of
from archiver.demo.world import LOSSES, World, world

_STATUS = {"soft 404": 404, "hard 404": 404, "home": 404, "login": 401}


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthFile:
    """A file that belongs to an entry."""

    url: str
    sha256: str
    position: int  # from 1, in the order of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One thing that a perfect archive holds, as a human would describe it."""

    id: str
    urls: tuple[str, ...]  # the canonical address first, then every alias
    kind: Literal["article", "document", "page", "gallery", "video", "audio"]
    title: str
    text: str  # NFC, a line a paragraph; without title, date line, byline and captions
    published: str | None = None  # ISO 8601, as precise as the page prints it
    issued: str | None = None  # the date of an act
    document_number: str | None = None
    event_dates: tuple[str, ...] = ()  # dates inside the text; never the date of publication
    author: str | None = None
    source: str | None = None
    path: tuple[str, ...] = ()  # the breadcrumb
    attachments: tuple[TruthFile, ...] = ()
    pictures: tuple[TruthFile, ...] = ()
    reachable_by: Reach = "GET"  # POST: behind a pager's postback only; see reach.py
    changed_since: str = "none"  # since the epoch before: none, new, edit, date, file, moved, delete
    layout: str = ""
    status: int = 200  # as a human would judge it, whatever the server says
    old_urls: tuple[str, ...] = ()  # where it stood before it moved
    encoding: str = "utf-8"


def manifest(seed: int, size: str, epoch: int, base: str) -> list[Truth]:
    """Every entry of the portal at this epoch; `base` is its root address, with the slash."""
    now = world(seed, size, epoch)
    root = base.rstrip("/")
    return [
        *(_article(now, root, article) for article in (*now.articles, *now.lost.values())),
        *(_document(now, root, document) for document in now.documents),
        *(_page(root, page) for page in now.pages),
        *(_gallery(now, root, number, gallery) for number, gallery in enumerate(now.galleries)),
        *(_recording(now, root, recording) for recording in (*now.videos, *now.audios)),
    ]


def as_json_lines(truths: Iterable[Truth]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(asdict(truth), ensure_ascii=False) + "\n" for truth in truths)


def _files(now: World, root: str, files: tuple[PortalFile, ...]) -> tuple[TruthFile, ...]:
    return tuple(
        TruthFile(url=root + file.href, sha256=hashlib.sha256(bytes_of(now.seed, file)).hexdigest(), position=position)
        for position, file in enumerate(files, 1)
    )


def _article(now: World, root: str, article: Article) -> Truth:
    body = body_of(now.seed, article)
    return Truth(
        id=f"article:{article.id}",
        urls=tuple(root + alias for alias in (*article.aliases, second_href(article)) if alias),
        kind="article",
        title=article.title,
        text=body.text,
        published=article.published,
        event_dates=body.event_dates,
        author=article.author,
        source=article.source,
        path=article.category.trail,
        attachments=_files(now, root, article.attachments),
        pictures=_files(now, root, article.pictures),
        reachable_by="GET" if article.loss else reach_of(now, article),
        changed_since="delete" if article.loss and now.epoch == LOSSES else article.changed,
        layout=article.layout,
        status=_STATUS.get(article.loss or "", 200),
        encoding=article.encoding,
        old_urls=tuple(root + alias for alias in replace(article, id=article.former).aliases) if article.former else (),
    )


def _document(now: World, root: str, document: Document) -> Truth:
    return Truth(
        id=f"document:{document.id}",
        urls=(root + document.href,),
        kind="document",
        title=document.title,
        text=document.body.text,
        issued=document.issued,
        document_number=document.number,
        event_dates=document.body.event_dates,
        source=document.agency,
        path=("Tư liệu Đại hội", "Văn bản"),
        attachments=_files(now, root, document.files),
        layout="form-table",
    )


def _page(root: str, page: StaticPage) -> Truth:
    return Truth(
        id=f"page:{page.path}",
        urls=(root + page.path,),
        kind="page",
        title=page.title,
        text=page.body.text,
        event_dates=page.body.event_dates,
        path=(page.title,),
        layout="rich-html-field",
    )


def _gallery(now: World, root: str, number: int, gallery: Gallery) -> Truth:
    # The home page shows the first two libraries; the others stand in the list that is paged by postback.
    on_first_page = number < max(2, now.size.galleries_a_page)
    return Truth(
        id=f"gallery:{gallery.id}",
        urls=(root + gallery.href,),
        kind="gallery",
        title=gallery.title,
        text=gallery.description,
        path=("Phóng sự ảnh", gallery.title),
        pictures=_files(now, root, gallery.pictures),
        reachable_by="GET" if on_first_page else "POST",
        changed_since="file" if now.epoch == 2 and number == 0 else "none",
        layout="library",
    )


def _recording(now: World, root: str, recording: Recording) -> Truth:
    return Truth(
        id=f"{recording.kind}:{recording.id}",
        urls=(root + recording.href,),
        kind=recording.kind,
        title=recording.title,
        text=recording.description,
        attachments=_files(now, root, (recording.file,)),
        layout="recording",
    )
