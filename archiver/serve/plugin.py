"""What we add to Datasette: only hooks that 1.0 has too."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import hookimpl as _untyped_hookimpl
from datasette.utils.asgi import Base400, Request
from markupsafe import Markup

from archiver.serve import cdx, memento_pages, operations_pages, pages, replay_pages
from archiver.serve.addresses import Addresses
from archiver.serve.facets import YearFacet
from archiver.serve.headers import App, guarded
from archiver.serve.opened import kept_current

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def hookimpl(function: _Hook, *, wrapper: bool = False) -> _Hook:
    """Datasette's mark for a hook, which comes without types."""
    marked: _Hook = _untyped_hookimpl(function, wrapper=wrapper)
    return marked


_OPERATIONS = rf"/-/read/(?P<db>[^/]+)/(?P<kind>{'|'.join(operations_pages.KINDS)})(?:\.(?P<form>json))?$"
NAME = "archiver"  # under which the settings of this plugin stand in Datasette's configuration


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    routes: list[tuple[str, Callable[..., Any]]] = [
        (r"/-/(?P<name>reading|tables)\.css$", pages.style),
        (r"/-/read/(?P<db>[^/]+)$", pages.front),
        (r"/-/read/(?P<db>[^/]+)/search(?:\.(?P<form>json|csv|atom))?$", pages.search),
        (r"/-/read/(?P<db>[^/]+)/changes(?:\.(?P<form>atom))?$", pages.changes),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})(?:\.(?P<citation>ris|bib|txt))?$", pages.article),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})/difference$", pages.differences),
        (r"/-/read/(?P<db>[^/]+)/crawls/(?P<id>[^/]+?)(?:\.(?P<form>json))?$", operations_pages.crawl),
        (_OPERATIONS, operations_pages.operation),
        (r"/-/file/(?P<db>[^/]+)/(?P<capture>[^/]+)$", pages.file),
        (r"/-/replay/(?P<db>[^/]+)/(?P<moment>[^/]+)/(?P<url>.+)$", replay_pages.replay),
        (r"/-/timegate/(?P<db>[^/]+)/(?P<url>.+)$", memento_pages.timegate),
        (r"/-/timemap/(?P<db>[^/]+)/(?P<form>link|json)/(?P<url>.+)$", memento_pages.timemap),
        (r"/-/cdx/(?P<db>[^/]+)$", cdx.cdx),
    ]
    # In somebody else's Datasette the front page stays theirs.
    if (datasette.plugin_config(NAME) or {}).get("front"):
        routes.append((r"/$", pages.home))
    return routes


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    return lambda app: guarded(kept_current(app, datasette))


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    return [str(datasette.urls.path("/-/tables.css"))]


@hookimpl
def register_facet_classes() -> list[type]:
    return [YearFacet]


@hookimpl
def menu_links(datasette: Datasette) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    async def links() -> list[dict[str, str]]:
        return [
            {"href": Addresses(datasette, one.name).front, "label": f"Read {one.name}"}
            for one in await pages.archives_of(datasette)
        ]

    return links


@partial(hookimpl, wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, list[object], list[object]]:
    """Answer what is not there ourselves: Datasette 0.65 fails at every unknown address where `rich` is installed."""
    theirs = yield
    return [pages.refused(datasette, request, exception)] if isinstance(exception, Base400) else theirs


@hookimpl
def render_cell(
    row: sqlite3.Row, value: object, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Titles in the table of articles, and article numbers in answers to questions, lead to the text."""
    at = Addresses(datasette, database)
    if column == "title" and table == "articles" and "id" in row.keys():  # noqa: SIM118 - a Row holds values
        return _link(at.article(row["id"]), value or "-")
    if column == "article_id" and table is None and isinstance(value, int):
        return _link(at.article(value), value)
    return None


def _link(address: str, text: object) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)
