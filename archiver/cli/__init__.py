"""The command line: one short function a command. It parses, calls a job, prints; it alone draws progress bars."""

from __future__ import annotations

import click

from archiver import __version__
from archiver.cli.options import ArchiverGroup

# Each command's module is loaded when it is called: `archiver search` has no use for Scrapy or Datasette.
COMMANDS = {
    "demo": "demo",
    "new": "new",
    "sites": "sites",
    "crawl": "crawl",
    "import": "importing",
    "ingest": "ingest",
    "rebuild": "ingest",
    "verify": "verify",
    "copy": "copying",
    "search": "search",
    "why": "ingest",
    "prove": "prove",
    "annotate": "annotate",
    "access": "access",
    "events": "events",
    "report": "report",
    "schedule": "schedule",
    "export": "export",
    "serve": "serve",
    "extract": "extract",
}


@click.group(cls=ArchiverGroup, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="archiver")
def main() -> None:
    """Keep an institution's portal before it vanishes.

    Every exchange is kept in WARC; articles, documents and pictures stand in SQLite, made from the WARC at any time.

    \b
    Exit codes: 0 done; 1 done, but expectations broken or damage found;
                2 wrong usage or profile; 3 could not do it.
    """
