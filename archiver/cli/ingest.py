"""archiver ingest, rebuild and why: from the record to rows, and back to the reason."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict

import click

from archiver.cli.options import archive_option
from archiver.cli.terminal import say
from archiver.jobs import ingest as ingesting
from archiver.jobs import rebuild as rebuilding
from archiver.jobs import why as explaining
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder

_AFTER_THE_CRAWL = (
    10  # on two cores it took a fifth of the crawl's speed; what it leaves for later, it does when all is fetched
)


@click.command("ingest")
@archive_option
@click.option("--follow", is_flag=True, help="Go on beside a running crawl until standard input ends.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def ingest(archive: ArchiveFolder, follow: bool, as_json: bool) -> None:
    """Take what the crawl has committed into archive.db.

    Example: archiver ingest --archive output/so-vi-du
    """
    ended = _end_of_input() if follow else None
    captures = None if follow else _progress("captures taken in")  # beside a crawl, the crawl has the terminal
    documents = None if follow else _progress("documents read")
    result = ingesting.ingest(archive, profile_of(archive), progress=captures, on_document=documents, follow=ended)
    _tell(result, "Taken in", as_json=as_json)


@click.command("rebuild")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def rebuild(archive: ArchiveFolder, as_json: bool) -> None:
    """Make archive.db anew from the WARC files alone; the old one stands until the new one is whole.

    Example: archiver rebuild --archive output/so-vi-du
    """
    result = rebuilding.rebuild(
        archive, profile_of(archive), progress=_progress("captures read"), on_document=_progress("documents read")
    )
    _tell(result, "Rebuilt from", as_json=as_json)


@click.command("why")
@click.argument("url")
@archive_option
def why(url: str, archive: ArchiveFolder) -> None:
    """Say in one sentence why an address is or is not in the archive.

    Example: archiver why https://so-vi-du.example/Pages/about.aspx
    """
    say(explaining.why(archive, url, profile_of(archive)))


def _end_of_input() -> Callable[[], bool]:
    """Whether standard input has ended: who started us closes it when the crawl is over, or dies."""
    ended = threading.Event()

    def wait() -> None:
        # Not through sys.stdin: a thread that waits in a buffered reader crashes the interpreter at its end.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended.is_set


def _progress(done: str) -> Callable[[int], None] | None:
    """A counter on a terminal, and silence elsewhere."""
    if not sys.stderr.isatty():
        return None
    return lambda count: click.echo(f"\r{count} {done} ", nl=False, err=True)


def _tell(result: ingesting.Result, done: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(result)))
    else:
        click.echo(_told(result, done))
    if result.damaged:
        click.get_current_context().exit(1)


def _told(result: ingesting.Result, done: str) -> str:
    unreadable = f"; {_counted(result.unreadable, 'capture')} could not be read" if result.unreadable else ""
    if result.unread_documents:
        unreadable += f"; the text of {_counted(result.unread_documents, 'document')} could not be read"
    if result.waiting_documents:
        unreadable += f"; {_counted(result.waiting_documents, 'document')} will be read by the next archiver ingest"
    if result.damaged:
        unreadable += f"; DAMAGED in {_counted(result.damaged, 'place')}: archiver verify names them"
    captures, articles = _counted(result.captures, "capture"), _counted(result.articles, "article")
    return f"{done} {captures}: {articles} in the archive{unreadable}."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
