"""The truth about a NukeViet site, about what became of the portal before it, and about what robots.txt bars."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from archiver.demo.counters import barred_by
from archiver.demo.library import bytes_of
from archiver.demo.nukeviet_holding import Act, Holding, Media, Story
from archiver.demo.truth import Truth, TruthFile


def truths_of(held: Holding, root: str) -> list[Truth]:
    """Every entry of the site."""
    return [
        *(_story(held, root, story) for story in held.stories),
        *(_act(held, root, act) for act in held.acts),
        Truth(
            id=f"page:{held.about.path}",
            urls=(root + held.about.path,),
            kind="page",
            title=held.about.title,
            text=held.about.body.text,
            event_dates=held.about.body.event_dates,
            path=(held.about.title,),
            changed_since="new" if held.inherited else "none",
            layout="nukeviet-page",
        ),
    ]


def succeeded(before: list[Truth], after: list[Truth]) -> list[Truth]:
    """What there was, as the new system has it or has it no more; and what is new."""
    imported = {truth.id: truth for truth in after if truth.changed_since == "moved"}
    old = [
        replace(imported[truth.id], old_urls=(*truth.urls, *truth.old_urls))
        if truth.id in imported
        else replace(truth, status=404, changed_since="none" if truth.status != 200 else "delete", reachable_by="GET")
        for truth in before
    ]
    return [*old, *(truth for truth in after if truth.id not in imported)]


def judged_by_robots(truth: Truth, robots: str, root: str) -> Truth:
    """The entry and its files, each with whether robots.txt lets a crawler come to it."""

    def allows(url: str) -> bool:
        return not barred_by(robots, url.removeprefix(root))

    def judged(files: tuple[TruthFile, ...]) -> tuple[TruthFile, ...]:
        return tuple(replace(file, allowed=truth.allowed and allows(file.url)) for file in files)

    allowed = truth.allowed and any(map(allows, truth.urls))
    return replace(truth, allowed=allowed, attachments=judged(truth.attachments), pictures=judged(truth.pictures))


def _story(held: Holding, root: str, story: Story) -> Truth:
    return Truth(
        id=f"article:{story.former.id}" if story.former else f"story:{story.id}",
        urls=(root + story.href,),
        kind="article",
        title=story.title,
        text=story.body.text,
        published=story.published,
        event_dates=story.body.event_dates,
        author=story.author,
        source=story.source,
        path=("Tin tức", story.category.title),
        attachments=_files(root, held.seed_of(story), story.attachments),
        pictures=_files(root, held.seed_of(story), story.pictures),
        changed_since="moved" if story.former else "new" if held.inherited else "none",
        layout="nukeviet",
    )


def _act(held: Holding, root: str, act: Act) -> Truth:
    return Truth(
        id=f"act:{act.id}",
        urls=(root + act.href,),
        kind="document",
        title=act.document.title,
        text=act.document.body.text,
        issued=act.document.issued,
        document_number=act.document.number,
        event_dates=act.document.body.event_dates,
        source=act.document.agency,
        path=("Văn bản",),
        attachments=_files(root, held.seed, act.files),
        layout="nukeviet-act",
    )


def _files(root: str, seed: int, media: tuple[Media, ...]) -> tuple[TruthFile, ...]:
    return tuple(
        TruthFile(
            url=root + medium.href, sha256=hashlib.sha256(bytes_of(seed, medium.original)).hexdigest(), position=number
        )
        for number, medium in enumerate(media, 1)
    )
