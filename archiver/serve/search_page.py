"""The page of a search, and what else is made of its hits."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from archiver.serve import atom, listing, pages
from archiver.serve.addresses import Addresses
from archiver.serve.ahead import ask_ahead
from archiver.serve.catalogue import read_catalogue
from archiver.serve.finding import SORTS, Found, Question, count, find
from archiver.serve.narrowing import name_of, ways_of
from archiver.serve.opened import folder_of
from archiver.serve.remembered import Remembered
from archiver.serve.shelf import title_of
from archiver.serve.words import language

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

CATALOGUES = Remembered(read_catalogue, more=ask_ahead)


async def search(request: Request, datasette: Datasette) -> Response:
    """As a page, as JSON, CSV or a feed."""
    if (database := await pages.archive(datasette, request)) is None:
        return pages.refused(datasette, request, 404, None)
    question = Question.of(request.args)
    found = await pages.ask(database, partial(_find, database=database, question=question))
    at = Addresses(datasette, database.name)
    link, page, address = pages.absolute(datasette, request, at, at.search + question.address())
    match request.url_vars.get("form"):
        case "json":
            return Response(body=listing.as_json(found, address), content_type="application/json; charset=utf-8")
        case "csv":
            return Response(body=listing.as_csv(found, address), content_type="text/csv; charset=utf-8")
        case "atom":
            title = f"{question.text} – {title_of(folder_of(database))}"
            return Response(body=listing.hits_feed(found, title, link, page, address), content_type=atom.MEDIA_TYPE)
    elsewhere = await _elsewhere(datasette, database, question)
    spoken = language(request.headers.get("accept-language", ""))
    shown: dict[str, Any] = {
        "found": found,
        "ways": ways_of(found, spoken),
        "named": partial(name_of, found, language=spoken),
    }
    return pages.page(datasette, request, "search.html", database, elsewhere=elsewhere, sorts=SORTS, **shown)


async def _elsewhere(datasette: Datasette, database: Database, question: Question) -> list[tuple[str, str, int]]:
    """The other archives that are open: title, where the same is asked there, and how much is found."""
    others = [one for one in await pages.archives_of(datasette) if one is not database] if question.asks else []
    found = []
    for one in others:
        try:
            number = await pages.ask(one, partial(_count, database=one, question=question))
        except (OSError, sqlite3.Error):  # its own pages say what is wrong with it
            continue
        found.append((title_of(folder_of(one)), f"{Addresses(datasette, one.name).search}{question.address()}", number))
    return found


def _count(connection: sqlite3.Connection, database: Database, question: Question) -> int:
    return count(connection, CATALOGUES.of(database, connection), question)


def _find(connection: sqlite3.Connection, database: Database, question: Question) -> Found:
    return find(connection, CATALOGUES.of(database, connection), question)
