"""The reading room's pages: each asks the archive, then renders; nothing is decided here."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlite_utils
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from archiver.errors import ArchiverError
from archiver.serve import atom, headers, human, listing, markup
from archiver.serve import citation as citations
from archiver.serve.addresses import Addresses
from archiver.serve.article import Links, article_page
from archiver.serve.difference import compared, numbers_of, two_versions
from archiver.serve.files import holding, read_file
from archiver.serve.opened import OpenedArchive, folder_of
from archiver.serve.remembered import Remembered
from archiver.serve.shelf import Shelf, shelf, title_of
from archiver.serve.told import told
from archiver.serve.turns import KINDS, Asked, count_turns, read_turns
from archiver.serve.visit import COOKIE, KEPT, Visit
from archiver.serve.words import WORDS, language, say
from archiver.sites.access import AccessRule
from archiver.store.access import ruling_on_article, ruling_on_capture

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_NEEDED = {"articles", "captures", "attachments"}
_STATIC = Path(__file__).with_name("static")
_TEMPLATES = Environment(
    loader=PackageLoader("archiver.serve"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals |= {"safe_link": markup.safe_link, "language_tag": markup.language_tag}
SHELVES = Remembered(shelf)
_Answer = TypeVar("_Answer")
_Subject = TypeVar("_Subject", int, str)


async def archives_of(datasette: Datasette) -> list[Database]:
    """Every open database that is an archive."""
    return [one for one in datasette.databases.values() if await _is_archive(one)]


async def _is_archive(database: Database) -> bool:
    if isinstance(database, OpenedArchive):
        return True
    return bool(database.path) and set(await database.table_names()) >= _NEEDED


async def _archive(datasette: Datasette, request: Request) -> Database | None:
    database = datasette.databases.get(tilde_decode(request.url_vars["db"]))
    return database if database is not None and await _is_archive(database) else None


async def _ask(database: Database, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    if isinstance(database, OpenedArchive):
        return await database.ask(question)
    answer: _Answer = await database.execute_fn(question)
    return answer


async def _ruling(
    database: Database, ask: Callable[[sqlite_utils.Database, _Subject], AccessRule | None], subject: _Subject
) -> AccessRule | None:
    """The rule by which an article or a capture may not be shown."""
    return await _ask(database, lambda connection: ask(sqlite_utils.Database(connection), subject))


async def _shelf(database: Database) -> Shelf:
    return await _ask(database, partial(SHELVES.of, database))


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
    visit = Visit.of(request.cookies.get(COOKIE), datetime.now(UTC))
    since = visit.before
    turned = await _ask(database, lambda connection: count_turns(connection, since)) if since else {}
    shown = _page(datasette, request, "front.html", database, shelf=await _shelf(database), since=since, turned=turned)
    path = Addresses(datasette, database.name).front
    shown.set_cookie(COOKIE, visit.cookie, max_age=KEPT, path=path, httponly=True, samesite="strict")
    return shown


async def article(request: Request, datasette: Datasette) -> Response:
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    at = Addresses(datasette, database.name)
    number = request.args.get("version")
    if number is not None and not (number.isascii() and number.isdecimal() and len(number) < 10):
        return _not_found(datasette, request, database)
    links = Links(article=at.article, file=at.file, picture=at.picture)
    question = partial(
        article_page, article_id=int(request.url_vars["id"]), number=int(number) if number else None, links=links
    )
    if (rule := await _ruling(database, ruling_on_article, int(request.url_vars["id"]))) is not None:
        return _withheld(datasette, request, rule, database)
    found = await _ask(database, question)
    if found is None:
        return _not_found(datasette, request, database)
    cited = found.cited(title_of(folder_of(database)), datasette.absolute_url(request, at.article(found.row["id"])))
    if (kind := request.url_vars.get("citation")) is not None:
        body, media_type = citations.written(cited, kind)
        return Response(
            body=body, content_type=media_type, headers={"Content-Disposition": f"attachment; filename=article.{kind}"}
        )
    keep = found.keep(folder_of(database).root.name)
    return _page(datasette, request, "article.html", database, article=found, cited=cited, keep=keep)


async def differences(request: Request, datasette: Datasette) -> Response:
    """Two wordings of an article, one against the other."""
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    article_id = int(request.url_vars["id"])
    if (rule := await _ruling(database, ruling_on_article, article_id)) is not None:
        return _withheld(datasette, request, rule, database)
    found = await _ask(database, partial(two_versions, article_id=article_id, numbers=numbers_of(request.args)))
    if found is None:
        return _not_found(datasette, request, database)
    return _page(datasette, request, "difference.html", database, found=await asyncio.to_thread(compared, found))


async def changes(request: Request, datasette: Datasette) -> Response:
    """What the portal did to its texts, as a page or as a feed."""
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    turns = await _ask(database, partial(read_turns, asked=Asked.of(request.args)))
    at = Addresses(datasette, database.name)
    if request.url_vars.get("form") is None:
        return _page(datasette, request, "changes.html", database, turns=turns, kinds=KINDS)
    spoken = language(request.headers.get("accept-language", ""))
    title = f"{say(spoken, 'changes')} – {title_of(folder_of(database))}"
    link, page, address = _absolute(datasette, request, at, at.changes + turns.asked.address())
    body = listing.turns_feed(turns, title, link, page, address, lambda kind: say(spoken, f"turn_{kind}"))
    return Response(body=body, content_type=atom.MEDIA_TYPE, headers={"Vary": "Accept-Language"})


async def file(request: Request, datasette: Datasette) -> Response:
    """The archived bytes of a capture."""
    if (database := await _archive(datasette, request)) is None:
        return _not_found(datasette, request)
    capture = tilde_decode(request.url_vars["capture"])
    if (rule := await _ruling(database, ruling_on_capture, capture)) is not None:
        return _withheld(datasette, request, rule, database)
    held = await _ask(database, partial(holding, capture_id=capture))
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


async def static(request: Request) -> Response:
    """The styles of our pages, and what we add to Datasette's."""
    name = request.url_vars["name"]
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    body = (_STATIC / name).read_bytes()
    return Response(body=body, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


def refused(
    datasette: Datasette, request: Request, status: int, detail: str | None, title: str | None = None
) -> Response:
    """What Datasette itself did not find or did not understand, as a page of ours or as JSON."""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": detail, "status": status, "title": title}, status=status)
    heading = "not_found" if status == 404 else "not_understood"
    return _trouble(datasette, request, status, heading, None if detail == "404" else detail, None)


def _absolute(datasette: Datasette, request: Request, at: Addresses, page: str) -> tuple[str, str, listing.Address]:
    """The address that was asked for, that of its page for people, and how articles are addressed from outside."""
    asked, shown = (str(datasette.absolute_url(request, path)) for path in (request.full_path, page))
    return asked, shown, lambda article_id: str(datasette.absolute_url(request, at.article(article_id)))


def _not_found(datasette: Datasette, request: Request, database: Database | None = None) -> Response:
    return _trouble(datasette, request, 404, "not_found", None, database)


def _withheld(datasette: Datasette, request: Request, rule: AccessRule, database: Database) -> Response:
    """That it is here and may not be read, why, and until when."""
    if request.url_vars.get("form") == "json":
        refusal = {"ok": False, "error": rule.reason, "status": rule.status, "title": WORDS["en"]["withheld"]}
        return Response.json(refusal | {"until": rule.until}, status=rule.status)
    return _page(datasette, request, "withheld.html", database, status=rule.status, rule=rule)


def _trouble(
    datasette: Datasette,
    request: Request,
    status: int,
    heading: str,
    detail: str | None,
    database: Database | None,
    place: sqlite3.Row | None = None,
) -> Response:
    if request.url_vars.get("form") == "json":
        title = WORDS["en"][heading]
        return Response.json({"ok": False, "error": detail, "status": status, "title": title}, status=status)
    facts = {"heading": heading, "detail": detail, "place": place}
    return _page(datasette, request, "trouble.html", database, status=status, **facts)


def _page(
    datasette: Datasette, request: Request, template: str, database: Database | None, status: int = 200, **facts: Any
) -> Response:
    spoken = language(request.headers.get("accept-language", ""))
    body = _TEMPLATES.get_template(template).render(
        lang=spoken,
        say=partial(say, spoken),
        told=partial(told, spoken),
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
absolute, ruling, withheld = _absolute, _ruling, _withheld
