"""The reading room's pages: each asks the archive, then renders; nothing is decided here."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from datasette.database import Database
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Base400, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from archiver.errors import ArchiverError
from archiver.layout import ArchiveFolder
from archiver.serve import headers, human, markup
from archiver.serve.article import Links, article_page
from archiver.serve.files import holding, read_file
from archiver.serve.finding import Question, find
from archiver.serve.replay_address import Places
from archiver.serve.shelf import LastLook, Shelf, section_title, title_of
from archiver.serve.stamps import stamp_of
from archiver.serve.words import language, say

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_NEEDED = {"articles", "captures", "attachments"}
_STATIC = Path(__file__).with_name("static")
_COLUMNS = [("_col", name) for name in ("title", "published", "section", "kind", "document_number", "url")]
_TEMPLATES = Environment(
    loader=PackageLoader("archiver.serve"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals |= {"safe_link": markup.safe_link, "language_tag": markup.language_tag}
_LAST_LOOK = LastLook()
_Answer = TypeVar("_Answer")


class Addresses:
    """Where the pages of one archive are, as links."""

    def __init__(self, datasette: Datasette, name: str) -> None:
        self._path = datasette.urls.path
        self._name = tilde_encode(name)
        self._replay = Places(datasette, name)
        self.database = str(datasette.urls.database(name))

    @property
    def front(self) -> str:
        return str(self._path(f"/-/read/{self._name}"))

    @property
    def search(self) -> str:
        return f"{self.front}/search"

    def article(self, article_id: int) -> str:
        return f"{self.front}/article/{article_id}"

    def file(self, capture_id: str) -> str:
        return str(self._path(f"/-/file/{self._name}/{tilde_encode(capture_id)}"))

    def as_it_looked(self, capture: sqlite3.Row) -> str:
        """The capture in the replay."""
        return self._replay.shown(capture["url"], stamp_of(capture["fetched_at"]))

    def articles(self, **filters: object) -> str:
        """Rows of the table of articles, in the columns that a reader wants first."""
        return f"{self.database}/articles?{urlencode([*filters.items(), *_COLUMNS])}"

    def row(self, table: str, key: object) -> str:
        return f"{self.database}/{table}/{tilde_encode(str(key))}"


def folder_of(database: Database) -> ArchiveFolder:
    """The archive folder that a database stands in."""
    return ArchiveFolder(Path(database.path).parent)


async def archives_of(datasette: Datasette) -> list[Database]:
    """Every open database that is an archive."""
    return [one for one in datasette.databases.values() if await _is_archive(one)]


async def _is_archive(database: Database) -> bool:
    return bool(database.path) and set(await database.table_names()) >= _NEEDED


async def _archive(datasette: Datasette, request: Request) -> Database | None:
    database = datasette.databases.get(tilde_decode(request.url_vars["db"]))
    return database if database is not None and await _is_archive(database) else None


async def _ask(database: Database, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    answer: _Answer = await database.execute_fn(question)
    return answer


async def _shelf(database: Database) -> Shelf:
    return await _ask(database, partial(_LAST_LOOK.shelf, index=Path(database.path)))


async def home(request: Request, datasette: Datasette) -> Response:
    """The only archive there is, or the list of all."""
    archives = await archives_of(datasette)
    if len(archives) == 1:
        return Response.redirect(Addresses(datasette, archives[0].name).front)
    shown = [(Addresses(datasette, one.name), title_of(folder_of(one)), await _shelf(one)) for one in archives]
    return _page(datasette, request, "archives.html", None, archives=shown)


async def front(request: Request, datasette: Datasette) -> Response:
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    return _page(datasette, request, "front.html", database, shelf=await _shelf(database))


async def article(request: Request, datasette: Datasette) -> Response:
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    at = Addresses(datasette, database.name)
    number = request.args.get("version")
    if number is not None and not (number.isascii() and number.isdecimal() and len(number) < 10):
        return _not_found(datasette, request, database)
    links = Links(article=at.article, file=at.file)
    question = partial(
        article_page, article_id=int(request.url_vars["id"]), number=int(number) if number else None, links=links
    )
    found = await _ask(database, question)
    if found is None:
        return _not_found(datasette, request, database)
    return _page(datasette, request, "article.html", database, article=found)


async def search(request: Request, datasette: Datasette) -> Response:
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    question = Question.of(request.args)
    found = await _ask(database, partial(find, question=question))
    section = await _ask(database, partial(section_title, name=question.section))
    return _page(datasette, request, "search.html", database, found=found, chosen_section=section)


async def file(request: Request, datasette: Datasette) -> Response:
    """The archived bytes of a capture."""
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    held = await _ask(database, partial(holding, capture_id=tilde_decode(request.url_vars["capture"])))
    if held is None:
        return _not_found(datasette, request, database)
    try:
        sent = await asyncio.to_thread(read_file, folder_of(database).warc, held)
    except ArchiverError as error:
        return _trouble(datasette, request, 502, "file_broken", str(error), database, place=held.row)
    return Response(
        body=sent.body,
        content_type=sent.media_type,
        headers={
            "Content-Disposition": sent.disposition,
            "Content-Security-Policy": headers.FILE,
            "Cache-Control": "private, max-age=3600",
        },
    )


async def style(request: Request) -> Response:
    body = (_STATIC / f"{request.url_vars['name']}.css").read_bytes()
    return Response(body=body, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


def refused(datasette: Datasette, request: Request, exception: Base400) -> Response:
    """What Datasette itself did not find or did not understand, as a page of ours or as JSON."""
    detail = str(exception.args[0]) if exception.args else None
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": detail, "status": exception.status}, status=exception.status)
    heading = "not_found" if exception.status == 404 else "not_understood"
    return _trouble(datasette, request, exception.status, heading, None if detail == "404" else detail, None)


def _not_found(datasette: Datasette, request: Request, database: Database | None = None) -> Response:
    return _trouble(datasette, request, 404, "not_found", None, database)


def _trouble(
    datasette: Datasette,
    request: Request,
    status: int,
    heading: str,
    detail: str | None,
    database: Database | None,
    place: sqlite3.Row | None = None,
) -> Response:
    facts = {"heading": heading, "detail": detail, "place": place}
    return _page(datasette, request, "trouble.html", database, status=status, **facts)


def _page(
    datasette: Datasette, request: Request, template: str, database: Database | None, status: int = 200, **facts: Any
) -> Response:
    spoken = language(request.headers.get("accept-language", ""))
    body = _TEMPLATES.get_template(template).render(
        lang=spoken,
        say=partial(say, spoken),
        moment=lambda value: human.moment(value, spoken),
        number=lambda value: human.number(value, spoken),
        size=lambda value: human.size(value, spoken),
        at=Addresses(datasette, database.name) if database else None,
        site=title_of(folder_of(database)) if database else None,
        home=str(datasette.urls.path("/")),
        stylesheet=str(datasette.urls.path("/-/reading.css")),
        asked=request.args.get("q") or "",
        **facts,
    )
    return Response.html(
        body,
        status=status,
        headers={
            "Content-Security-Policy": headers.PAGE,
            "Content-Language": spoken,
            "Vary": "Accept-Language",
            "Cache-Control": "private, no-cache",
        },
    )


# What the modules of further pages build on.
archive, ask, page, not_found, trouble = _archive, _ask, _page, _not_found, _trouble
