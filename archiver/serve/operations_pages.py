"""The pages of how an archive is kept: crawls, schedule, addresses, checks, storage, expectations."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from archiver.errors import ArchiverError
from archiver.jobs.planned import read_calendar
from archiver.jobs.report import Report
from archiver.jobs.report_words import span
from archiver.serve import operations, pages
from archiver.serve.chart import Chart
from archiver.serve.figures import read_figures
from archiver.serve.imports import read_imports
from archiver.serve.opened import folder_of
from archiver.serve.page_number import page_number
from archiver.serve.remembered import Latest, Remembered

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_REPORTS_HELD = 16
_DEEPEST_PAGE = 10_000
_REPORTS: Remembered[operations.Reports] = Remembered(lambda _: Latest(_REPORTS_HELD))

_FIGURES = Remembered(read_figures)

Facts = dict[str, Any]


async def operation(request: Request, datasette: Datasette) -> Response:
    """One of the pages, or what it says as JSON."""
    database = await pages.archive(datasette, request)
    if database is None:
        return pages.not_found(datasette, request)
    kind = request.url_vars["kind"]
    try:
        facts = await _FACTS[kind](database, request)
    except ArchiverError as error:  # a profile that cannot be read, an index of an older program
        return pages.trouble(datasette, request, 502, "not_told", str(error), database)
    return _answer(datasette, request, database, kind, facts)


async def crawl(request: Request, datasette: Datasette) -> Response:
    """What one crawl brought, against what was expected of it."""
    database = await pages.archive(datasette, request)
    if database is None:
        return pages.not_found(datasette, request)
    try:
        report = await pages.ask(
            database, partial(_report, database=database, crawl=tilde_decode(request.url_vars["id"]))
        )
    except ArchiverError as error:
        return pages.trouble(datasette, request, 502, "not_told", str(error), database)
    if report is None:
        return pages.not_found(datasette, request, database)
    pace = await pages.ask(database, partial(operations.read_pace, report=report))
    return _answer(datasette, request, database, "crawl", {"report": report, "pace": pace, "span": span})


def _answer(datasette: Datasette, request: Request, database: Database, kind: str, facts: Facts) -> Response:
    if request.url_vars.get("form") == "json":
        told = {name: value for name, value in facts.items() if not (callable(value) or isinstance(value, Chart))}
        return Response.json(told, default=_plain)
    return pages.page(datasette, request, f"{kind}.html", database, kinds_of_operations=KINDS, kind=kind, **facts)


def _report(connection: sqlite3.Connection, database: Database, crawl: str | None) -> Report | None:
    return operations.read_report(connection, folder_of(database), _REPORTS.of(database, connection), crawl)


def _page(request: Request) -> int:
    return page_number(request.args.get("page"), _DEEPEST_PAGE)


async def _crawls(database: Database, request: Request) -> Facts:
    page = _page(request)
    found = await pages.ask(database, partial(operations.read_crawls, page=page))
    imports = await pages.ask(database, partial(read_imports, page=page, lines=operations.LINES))
    return {"page": page, "found": found, "imports": imports}


async def _schedule(database: Database, _request: Request) -> Facts:
    folder = folder_of(database)
    calendar = await asyncio.to_thread(read_calendar, folder.root.resolve().parent, folder.name)
    return {"calendar": calendar}


async def _ledger(database: Database, request: Request) -> Facts:
    asked = operations.address_of(request.args)
    if not asked:
        return {"address": "", "known": None}
    known = await pages.ask(database, partial(operations.read_address, folder=folder_of(database), asked=asked))
    return {"address": asked, "known": known}


async def _fixity(database: Database, request: Request) -> Facts:
    page = _page(request)
    return {"page": page, "found": await pages.ask(database, partial(operations.read_checks, page=page))}


async def _storage(database: Database, _request: Request) -> Facts:
    return {"storage": await asyncio.to_thread(operations.read_storage, folder_of(database))}


async def _expectations(database: Database, _request: Request) -> Facts:
    report = await pages.ask(database, partial(_report, database=database, crawl=None))
    expected = operations.expectations(folder_of(database), report) if report else ()
    return {"report": report, "expected": expected}


async def _figures(database: Database, _request: Request) -> Facts:
    return {"found": await pages.ask(database, partial(_FIGURES.of, database))}


_FACTS: Mapping[str, Callable[[Database, Request], Awaitable[Facts]]] = {
    "crawls": _crawls,
    "schedule": _schedule,
    "ledger": _ledger,
    "fixity": _fixity,
    "storage": _storage,
    "expectations": _expectations,
    "figures": _figures,
}
KINDS = tuple(_FACTS)


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: one for name, one in told.items() if not isinstance(one, Chart)}
    if isinstance(value, sqlite3.Row):
        return dict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} stands in no page")
