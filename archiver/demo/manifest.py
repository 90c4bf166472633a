"""The truth about the portal: what a perfect archive of it would hold at one epoch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from archiver.demo.counters import barred_by
from archiver.demo.feeds import feed_href
from archiver.demo.library import bytes_of
from archiver.demo.model import Article, Document, Gallery, PortalFile, Recording, StaticPage
from archiver.demo.nukeviet_holding import site_of, successor_of
from archiver.demo.reach import reach_of
from archiver.demo.subsite import second_href
from archiver.demo.succession import judged_by_robots, succeeded, truths_of
from archiver.demo.texts import body_of
from archiver.demo.truth import Truth, TruthFile, allowed_only
from archiver.demo.variants import ROBOTS
from archiver.demo.world import LOSSES, SUCCESSION, World, world

__all__ = ["Truth", "TruthFile", "allowed_only", "as_json_lines", "manifest"]

_STATUS = {"soft 404": 404, "hard 404": 404, "home": 404, "login": 401}


def manifest(seed: int, size: str, epoch: int, base: str, site: str = "A") -> list[Truth]:
    """Every entry of a site at this epoch; `base` is its root address, with the slash."""
    root = base.rstrip("/")
    if site == "D":
        return truths_of(site_of(seed, size), root)
    robots = ROBOTS.get(site)
    shown = min(epoch, SUCCESSION - 1)
    now = world(seed, size, shown, site)
    before = [
        *(_article(now, root, article) for article in (*now.articles, *now.lost.values())),
        *(_document(now, root, document) for document in now.documents),
        *(_page(root, page) for page in now.pages),
        *(_gallery(now, root, number, gallery) for number, gallery in enumerate(now.galleries)),
        *(_recording(now, root, recording) for recording in (*now.videos, *now.audios)),
    ]
    if site == "A" and epoch >= SUCCESSION:
        return succeeded(before, truths_of(successor_of(seed, size), root))
    return [judged_by_robots(truth, robots, root) for truth in before] if robots else before


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
        allowed=not _is_cut_off(now, article),
        changed_since="delete" if article.loss and now.epoch == LOSSES else article.changed,
        layout=article.layout,
        status=_STATUS.get(article.loss or "", 200),
        encoding=article.encoding,
        old_urls=tuple(root + alias for alias in replace(article, id=article.former).aliases) if article.former else (),
    )


def _is_cut_off(now: World, article: Article) -> bool:
    """Whether all that leads to the article is barred, wherever it stands itself."""
    robots, category = ROBOTS.get(now.site), article.category
    if category.pager == "listview":
        return barred_by(robots, category.href)
    return reach_of(now, article) == "RSS" and barred_by(robots, feed_href(category))


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
