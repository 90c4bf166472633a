"""`archiver crawl`: fetch a portal into its archive."""

from __future__ import annotations

import logging
from dataclasses import asdict
from pathlib import Path

import click
from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from archiver.cli.options import meant, the_archive
from archiver.cli.report_terminal import show
from archiver.cli.terminal import tell_json
from archiver.crawl.opening import open_session, wanted_sections
from archiver.crawl.session import Session
from archiver.errors import ArchiveError, ArchiverError, FetchError, UsageError
from archiver.jobs.claim import take_back
from archiver.jobs.profile import profile_of
from archiver.jobs.report import Report, is_told, read_report
from archiver.jobs.report_html import write_report
from archiver.layout import ArchiveFolder, archive_of
from archiver.sites.catalog import find_profile
from spiders.portal import spider_for


@click.command()
@click.argument("site", required=False)
@click.option("--start", metavar="URL", help="Where the portal begins, if the profile does not say it.")
@click.option("--section", "sections", multiple=True, help="Only this section; may be given again.")
@click.option("--new", is_flag=True, help="Only what was never captured; listings without news are not read further.")
@click.option(
    "--url",
    "urls",
    multiple=True,
    metavar="URL",
    help="Only this page, with its pictures and files; may be given again.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Look for no further addresses once so many are answered.")
@click.option("--archive", type=click.Path(path_type=Path, file_okay=False), help="Default: output/<site>.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def crawl(
    site: str | None,
    start: str | None,
    sections: tuple[str, ...],
    new: bool,
    urls: tuple[str, ...],
    limit: int | None,
    archive: Path | None,
    as_json: bool,
) -> None:
    """Fetch SITE (a shipped site or a PROFILE.toml) into its archive; a crawl that was cut off goes on.

    Without SITE an archive is crawled by the profile that stands in it.

    \b
    Example: archiver crawl dang-bo-khoi --start http://portal.example/
             archiver crawl --archive output/so-vi-du --url https://so-vi-du.example/tin/39
    """
    if site is None:
        folder = the_archive(archive)
        profile = profile_of(folder)
    else:
        profile = find_profile(site)
        folder = ArchiveFolder(archive) if archive else archive_of(profile.name)
    wanted_sections(profile, sections)
    if urls and (sections or new or limit):
        raise UsageError(
            "--url keeps the pages that it names; --section, --new and --limit are for crawls that look for pages."
        )
    click.get_current_context().find_root().obj = folder
    if start:
        profile = profile.with_start(start)
    pages = tuple(dict.fromkeys(meant(url, profile) for url in urls))
    session = open_session(profile, None, folder.root, pages)
    result = run(session, sections=sections, limit=limit, new=new, urls=pages)
    if as_json:
        tell_json(asdict(result))
    else:
        show(result)
    if result.broken:
        click.get_current_context().exit(1)


def run(
    session: Session,
    *,
    sections: tuple[str, ...] = (),
    limit: int | None = None,
    new: bool = False,
    urls: tuple[str, ...] = (),
) -> Report:
    """One crawl to its end, and what it brought, which is also written as a page. The reactor cannot start twice: one crawl a process."""
    settings = Settings()
    settings.setmodule("archiver.settings")
    process = CrawlerProcess(settings)
    # Scrapy makes two lines for each page that nobody sees; not even making them is a twentieth of the time of a page.
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
    # A host without robots.txt is no error of ours; one that does not answer is told by its first page.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    try:
        spider = spider_for(session.profile)
        process.crawl(spider, session=session, section=",".join(sections), limit=limit, new=new, urls=urls)
        process.start()
    finally:
        session.abandon()
    if session.failure is not None:
        raise session.failure
    if session.ingest_failed:
        raise ArchiveError(
            f"{session.folder.root}: the record is whole, but archive.db is behind; run archiver ingest "
            f"--archive {session.folder.root}."
        )
    if not is_told(session.folder, session.crawl_id):  # stopped before the process beside it had told the index
        raise _stopped(session)
    # By its id: of a clock that was ahead there may be a crawl that seems to be later.
    report = read_report(session.folder, session.profile, session.crawl_id)
    _tell_failure(session, report)
    click.echo(f"The report is written: {write_report(report, session.folder)}", err=True)
    return report


def _tell_failure(session: Session, report: Report) -> None:
    if report.outcome == "failed":
        why = report.start or "see the log"
        if report.requests:
            raise FetchError(
                f"{session.profile.start}: nothing could be had ({why}); look at it with a browser, try later."
            )
        if session.is_first and take_back(session.folder):
            click.echo(f"Nothing came, so no archive was begun in {session.folder.root}.", err=True)
        raise FetchError(f"{session.profile.start}: no answer ({why}); check the address and the network.")
    if report.outcome is None:
        raise _stopped(session)


def _stopped(session: Session) -> ArchiverError:
    return ArchiverError(
        f"{session.folder.root}: the crawl was stopped before its end; the same command goes on with it."
    )
