"""What we add to Datasette: only hooks that 1.0 has too."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import hookimpl as _untyped_hookimpl
from datasette.utils.asgi import Base400, Request
from markupsafe import Markup

from archiver.serve import cdx, memento_pages, openapi, operations_pages, pages, replay_pages, search_page, similar_page
from archiver.serve.addresses import Addresses
from archiver.serve.facets import YearFacet
from archiver.serve.headers import READING, App, guarded, reading
from archiver.serve.opened import kept_current

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette
    from datasette.views.base import DatasetteError

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
        (r"/-/(?P<name>reading\.css|tables\.css|tables\.js)$", pages.static),
        (r"/-/read/(?P<db>[^/]+)$", pages.front),
        (r"/-/read/(?P<db>[^/]+)/search(?:\.(?P<form>json|csv|atom))?$", search_page.search),
        (r"/-/read/(?P<db>[^/]+)/changes(?:\.(?P<form>atom))?$", pages.changes),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})(?:\.(?P<citation>ris|bib|txt))?$", pages.article),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})/difference$", pages.differences),
        (r"/-/read/(?P<db>[^/]+)/article/(?P<id>-?[0-9]{1,19})/similar(?:\.(?P<form>json))?$", similar_page.similar),
        (r"/-/read/(?P<db>[^/]+)/crawls/(?P<id>[^/]+?)(?:\.(?P<form>json))?$", operations_pages.crawl),
        (_OPERATIONS, operations_pages.operation),
        (r"/-/file/(?P<db>[^/]+)/(?P<capture>[^/]+)$", pages.file),
        (r"/-/replay/(?P<db>[^/]+)/(?P<moment>[^/]+)/(?P<url>.+)$", replay_pages.replay),
        (r"/-/timegate/(?P<db>[^/]+)/(?P<url>.+)$", memento_pages.timegate),
        (r"/-/timemap/(?P<db>[^/]+)/(?P<form>link|json)/(?P<url>.+)$", memento_pages.timemap),
        (r"/-/cdx/(?P<db>[^/]+)$", cdx.cdx),
        (r"/-/openapi\.json$", openapi.openapi),
    ]
    if _is_ours(datasette):
        routes.append((r"/$", pages.home))
    return routes


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    methods = READING if _is_ours(datasette) else (*READING, "POST")

    def wrap(app: App) -> App:
        ahead = (pages.SHELVES, search_page.CATALOGUES)
        return guarded(reading(kept_current(app, datasette, ahead), methods))

    return wrap


def _is_ours(datasette: Datasette) -> bool:
    """Whether it is a reading room, and not somebody else's Datasette, in which the front page stays theirs."""
    return bool((datasette.plugin_config(NAME) or {}).get("front"))


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    return [str(datasette.urls.path("/-/tables.css"))]


@hookimpl
def extra_js_urls(datasette: Datasette) -> list[dict[str, object]]:
    return [{"url": str(datasette.urls.path("/-/tables.js")), "module": True}]


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
    from datasette.views.base import DatasetteError  # noqa: PLC0415 - it imports the plugins, and so us

    theirs = yield
    if isinstance(exception, Base400):
        detail = str(exception.args[0]) if exception.args else None
        return [pages.refused(datasette, request, exception.status, detail)]
    if isinstance(exception, DatasetteError):  # what it gives no status of its own is about the address, too
        status = exception.status if exception.status < 500 else 400
        return [pages.refused(datasette, request, status, _without_markup(exception), exception.title)]
    if isinstance(exception, MemoryError):  # see bounded.py
        return [pages.refused(datasette, request, 400, "the question takes too much memory; ask for less")]
    if isinstance(exception, ValueError | sqlite3.DataError) and not request.path.startswith("/-/"):
        return [
            pages.refused(datasette, request, 400, str(exception))
        ]  # `_timelimit=abc`, or a value that is too large
    return theirs


def _without_markup(error: DatasetteError) -> str:
    """What Datasette says of a question in SQL; it says in HTML that one took too long."""
    if error.message_is_html:
        return f"{error.title}: the answer took too long; ask for less, or for fewer rows."
    return str(error.message)


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
