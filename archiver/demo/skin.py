"""The two generations of the platform's markup: how each sets what the pages say.

What a page says, where its links lead and what its pager offers is decided by the pages; a skin only writes it down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archiver.demo import frame, frame4, layouts, layouts4, parts, parts4
from archiver.demo.frame import Content
from archiver.demo.model import Article, Body, Gallery, PortalFile, StaticPage
from archiver.demo.viewstate import HiddenFields
from archiver.demo.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """The markup of one generation."""

    render: Callable[[World, Content, HiddenFields, int], bytes]  # the whole page; the last is the count of visits
    block: Callable[[int, str], str]  # a web part
    trail: Callable[[tuple[str, ...]], str]  # the breadcrumb
    article: Callable[[Article, Body], str]
    others: Callable[[Sequence[str]], str]  # links to other news, under an article
    form: Callable[[Sequence[str]], str]  # the rows of a list item
    form_row: Callable[[str, str, str, str], str]  # label, internal name, kind and value of a field
    file_rows: Callable[[tuple[PortalFile, ...]], str]  # its attachments
    static: Callable[[StaticPage], str]
    # a list's title, its rows as link and teaser, the pager inside the grid, the pager below it
    listing: Callable[[str, Sequence[tuple[str, str]], str, str], str]
    headlines: Callable[[str, Sequence[str]], str]
    thumbnails: Callable[[Gallery], str]
    recording: Callable[[str, str, str, str], str]  # title, player, description and address of the file


SKINS = {
    "v3": Skin(
        render=frame.render,
        block=frame.block,
        trail=parts.trail,
        article=layouts.article_html,
        others=parts.others,
        form=layouts.form,
        form_row=layouts.form_row,
        file_rows=layouts.file_rows,
        static=parts.static,
        listing=parts.listing,
        headlines=parts.headlines,
        thumbnails=parts.thumbnails,
        recording=parts.recording,
    ),
    "v4": Skin(
        render=frame4.render,
        block=frame4.block,
        trail=parts4.trail,
        article=layouts4.article_html,
        others=parts4.others,
        form=layouts4.form,
        form_row=layouts4.form_row,
        file_rows=layouts4.file_rows,
        static=parts4.static,
        listing=parts4.listing,
        headlines=parts4.headlines,
        thumbnails=parts4.thumbnails,
        recording=parts4.recording,
    ),
}


def skin_of(world: World) -> Skin:
    """The markup that a portal has at its epoch."""
    return SKINS[world.markup]
