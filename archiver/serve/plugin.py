"""What we add to Datasette: only hooks that 1.0 has too."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import hookimpl as _untyped_hookimpl
from markupsafe import Markup

from archiver.serve import pages
from archiver.serve.facets import YearFacet
from archiver.serve.headers import App, guarded

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def hookimpl(function: _Hook) -> _Hook:
    """Datasette's mark for a hook, which comes without types."""
    marked: _Hook = _untyped_hookimpl(function)
    return marked


NAME = "archiver"  # under which the settings of this plugin stand in Datasette's configuration


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    routes: list[tuple[str, Callable[..., Any]]] = [
        (r"/-/reading\.css$", pages.style),
        (r"/-/read/(?P<db>[^/]+)$", pages.front),
        (r"/-/read/(?P<db>[^/]+)/search$", pages.search),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})$", pages.article),
        (r"/-/file/(?P<db>[^/]+)/(?P<capture>[^/]+)$", pages.file),
    ]
    # In somebody else's Datasette the front page stays theirs.
    if (datasette.plugin_config(NAME) or {}).get("front"):
        routes.append((r"/$", pages.home))
    return routes


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    return guarded


@hookimpl
def register_facet_classes() -> list[type]:
    return [YearFacet]


@hookimpl
def menu_links(datasette: Datasette) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    async def links() -> list[dict[str, str]]:
        return [
            {"href": pages.Addresses(datasette, one.name).front, "label": f"Read {one.name}"}
            for one in await pages.archives_of(datasette)
        ]

    return links


@hookimpl
def render_cell(
    row: sqlite3.Row, value: object, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Titles in the table of articles, and article numbers in answers to questions, lead to the text."""
    at = pages.Addresses(datasette, database)
    if column == "title" and table == "articles" and "id" in row.keys():  # noqa: SIM118 - a Row holds values
        return _link(at.article(row["id"]), value or "-")
    if column == "article_id" and table is None and isinstance(value, int):
        return _link(at.article(value), value)
    return None


def _link(address: str, text: object) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)
