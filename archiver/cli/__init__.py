"""The command line: one short function a command. It parses, calls a job, prints; it alone draws progress bars."""

from __future__ import annotations

import click

from archiver import __version__
from archiver.cli.crawl import crawl
from archiver.cli.demo import demo
from archiver.cli.extract import extract
from archiver.cli.ingest import ingest, rebuild, why
from archiver.cli.options import ArchiverGroup
from archiver.cli.report import report
from archiver.cli.schedule import schedule
from archiver.cli.search import search
from archiver.cli.serve import serve
from archiver.cli.sites import sites
from archiver.cli.verify import verify


@click.group(cls=ArchiverGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="archiver")
def main() -> None:
    """Keep an institution's portal before it vanishes.

    Every exchange is kept in WARC; articles, documents and pictures stand in SQLite, made from the WARC at any time.

    \b
    Exit codes: 0 done; 1 done, but expectations broken or damage found;
                2 wrong usage or profile; 3 could not do it.
    """


for command in (demo, sites, crawl, ingest, rebuild, verify, search, why, report, schedule, serve, extract):
    main.add_command(command)
