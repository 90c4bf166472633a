"""archiver ingest, rebuild and why: from the record to rows, and back to the reason."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict

import click

from archiver.cli.options import archive_option, meant, person
from archiver.cli.terminal import say
from archiver.errors import ArchiveError, IndexBehind, UsageError
from archiver.jobs import ingest as ingesting
from archiver.jobs import rebuild as rebuilding
from archiver.jobs import reextract as reextracting
from archiver.jobs import why as explaining
from archiver.jobs.profile import profile_of
from archiver.jobs.stopping import end_at_once
from archiver.jobs.words import keep_deed
from archiver.layout import ArchiveFolder
from archiver.quantity import counted
from archiver.watching import Progress, unwatched


@click.command("ingest")
@archive_option
@click.option("--follow", is_flag=True, help="Go on beside a running crawl until standard input ends.")
@click.option(
    "--changed",
    is_flag=True,
    help="Read again what an older version of the program or the profile has read; say what changes.",
)
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def ingest(archive: ArchiveFolder, follow: bool, changed: bool, as_json: bool) -> None:
    """Take what the crawl has committed into archive.db.

    With --changed: after an update of the program or a change of the profile, read all captures again and list what
    changes. A version is a change at the portal, so this makes none.

    Example: archiver ingest --archive output/so-vi-du
    """
    if changed:
        if follow:
            raise UsageError("--changed reads all that is there once; leave --follow out.")
        _reextract(archive, as_json=as_json)
        return
    if follow:
        end_at_once()  # the crawl that we are beside has the word
    ended = _end_of_input() if follow else None
    captures = unwatched if follow else _progress("captures taken in")  # beside a crawl, the crawl has the terminal
    documents = unwatched if follow else _progress("documents read")
    again = unwatched if follow else _read_again()
    result = ingesting.ingest(
        archive, profile_of(archive), progress=captures, on_template=again, on_document=documents, follow=ended
    )
    _tell(result, "Taken in", as_json=as_json)


@click.command("rebuild")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def rebuild(archive: ArchiveFolder, as_json: bool) -> None:
    """Make archive.db anew from the WARC files alone; the old one stands until the new one is whole.

    Example: archiver rebuild --archive output/so-vi-du
    """
    result = rebuilding.rebuild(
        archive,
        profile_of(archive),
        progress=_progress("captures read"),
        on_template=_read_again(),
        on_document=_progress("documents read"),
    )
    outcome = "damage found" if result.damaged or result.short else "done"
    _keep_deed(
        archive,
        "rebuild",
        outcome,
        f"{counted(result.captures, 'capture')} read, {counted(result.articles, 'article')} made",
    )
    _tell_short(archive, result.short, is_kept=archive.archive_db_before.is_file())
    _tell(result, "Rebuilt from", as_json=as_json)


@click.command("why")
@click.argument("url")
@archive_option
def why(url: str, archive: ArchiveFolder) -> None:
    """Say in one sentence why an address is or is not in the archive.

    Example: archiver why https://so-vi-du.example/Pages/about.aspx
    """
    profile = profile_of(archive)
    say(explaining.why(archive, meant(url, profile), profile))


_NAMED = 5  # files
_LISTED = 20  # changes that a terminal is told; --json tells all


def _reextract(archive: ArchiveFolder, *, as_json: bool) -> None:
    result = reextracting.reextract(
        archive,
        profile_of(archive),
        progress=_progress("captures read"),
        on_template=_read_again(),
        on_document=_progress("documents read"),
    )
    _tell_short(archive, result.short, is_kept=archive.archive_db_before.is_file())
    if result.captures:
        _keep_deed(archive, "re-extraction", "damage found" if result.short else "done", _told_changes(result))
    _tell_changes(result, as_json=as_json)
    if result.short:
        click.get_current_context().exit(1)


def _tell_changes(result: reextracting.Reextracted, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(result) | {"texts": result.texts}, ensure_ascii=False))
        return
    if not result.captures:
        click.echo(
            f"Nothing to do: all that is in the index was read as this version reads it ({counted(result.articles, 'article')})."
        )
        return
    say("\n".join((_told_changes(result) + ".", *(_change(one) for one in result.changes[:_LISTED]))))
    if len(result.changes) > _LISTED:
        click.echo(f"and {len(result.changes) - _LISTED} more; --json lists all")


def _told_changes(result: reextracting.Reextracted) -> str:
    texts, others = counted(result.texts, "text"), len(result.changes) - result.texts
    return f"{counted(result.captures, 'capture')} read again: {texts} changed, {counted(others, 'article')} otherwise"


def _change(change: reextracting.Change) -> str:
    return f"  {change.url}  {change.title or '(no title)'}: {', '.join(change.what)}"


def _keep_deed(archive: ArchiveFolder, kind: str, outcome: str, words: str) -> None:
    """What was done is kept in the record too; where that cannot be written to, it was done all the same."""
    try:
        keep_deed(archive, kind, about="archive.db", outcome=outcome, outcome_detail=words, person=person())
    except IndexBehind as error:
        click.echo(f"archiver: {error}", err=True)
    except (ArchiveError, OSError) as error:
        click.echo(f"archiver: that it was done cannot be kept in the record: {error}", err=True)


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


def _progress(done: str) -> Progress:
    """A counter on a terminal, and silence elsewhere."""
    if not sys.stderr.isatty():
        return unwatched
    return lambda count: click.echo(f"\r{count} {done} ", nl=False, err=True)


def _read_again() -> Progress:
    """The same for pages that are read once more, which are told in parts."""
    shown = _progress("pages read again, with what others of their layout have in common")
    total = 0

    def more(count: int) -> None:
        nonlocal total
        total += count
        shown(total)

    return more


def _tell(result: ingesting.Result, done: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(result)))
    else:
        click.echo(_told(result, done))
    if result.damaged or result.short:
        click.get_current_context().exit(1)


def _tell_short(archive: ArchiveFolder, short: tuple[str, ...], *, is_kept: bool) -> None:
    """The files of which an index was made that holds less than the one of before may have held."""
    if short:
        more = f" and {len(short) - _NAMED} more" if len(short) > _NAMED else ""
        kept = f" What the index held before is kept in {archive.archive_db_before}." if is_kept else ""
        click.echo(
            f"archiver: {counted(len(short), 'WARC file is', 'WARC files are')} missing, or not as once closed or committed: "
            f"{', '.join(short[:_NAMED])}{more}; archiver verify says what stood there, --repair FROM brings it back.{kept}",
            err=True,
        )


def _told(result: ingesting.Result, done: str) -> str:
    unreadable = f"; {counted(result.unreadable, 'capture')} could not be read" if result.unreadable else ""
    if result.unread_documents:
        unreadable += f"; the text of {counted(result.unread_documents, 'document')} could not be read"
    if result.waiting_documents:
        unreadable += f"; {counted(result.waiting_documents, 'document')} will be read by the next archiver ingest"
    if result.damaged or result.short:
        unreadable += f"; DAMAGED in {counted(result.damaged, 'place')}: archiver verify names them"
    captures, articles = counted(result.captures, "capture"), counted(result.articles, "article")
    return f"{done} {captures}: {articles} in the archive{unreadable}."
