"""A report as one page: styles and drawings stand in it, it runs nothing and asks nobody for anything.

Whatever a portal calls its articles and addresses is text here: the template escapes it, and no address is a link.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from archiver.jobs import report_words as words
from archiver.jobs.report import Report
from archiver.jobs.report_chart import BAR, Columns, columns, share
from archiver.jobs.report_reasons import Group
from archiver.layout import ArchiveFolder
from archiver.quantity import counted
from archiver.sites.reasons import Sort
from archiver.store.disk import disk_errors
from archiver.warc.growing import make_folder, write_whole

_RANGES = 40  # of missing numbers that are written out
_STRIP = 500  # of them that are drawn
_FEWEST_CRAWLS = 2  # that make a comparison
SORTS: dict[Sort, str] = {
    "robots": "The portal's robots.txt asks to leave them alone",
    "trap": "Traps: addresses without end, or pages that keep saying the same",
    "rule": "Left alone by the rules for this kind of site",
    "budget": "A budget of the profile was reached",
    "host": "The host did not answer, or closed itself to the crawl",
    "limit": "Too large, or of a kind that cannot be fetched",
    "answer": "The server's answer",
    "scope": "Outside what was asked for",
    "other": "Other reasons",
}


def write_report(report: Report, folder: ArchiveFolder, path: Path | None = None) -> Path:
    """Write the page into the archive, or to a place of one's own; gives where it is."""
    target = path or folder.report(report.started_at)
    with disk_errors(target):
        make_folder(target.parent)
        write_whole(target, page(report).encode("utf-8", "replace"))
    return target


def page(report: Report) -> str:
    """The whole page."""
    rendered: str = _template().render(
        report=report,
        skipped=by_sort(report.skipped),
        failed=by_sort(report.failed),
        others=[one for one in report.lists if one.source != "listing"],
        listings=[one for one in report.lists if one.source == "listing" and one.missing],
        history=_history(report),
        pace=columns("Requests over the time of the crawl", [("", count) for count in report.pace]),
        rate=report.requests / report.seconds if report.seconds else None,
        ranges=_RANGES,
        strip=_STRIP,
        bar=BAR,
    )
    return f"{rendered.strip()}\n"


def by_sort(groups: tuple[Group, ...]) -> list[tuple[str, int, list[Group]]]:
    """Reasons under the headings that a reader looks for, with how many addresses each has."""
    found = [(title, [group for group in groups if group.sort == sort]) for sort, title in SORTS.items()]
    return [(title, sum(group.count for group in some), some) for title, some in found if some]


def _history(report: Report) -> list[Columns]:
    lines = report.crawls
    if len(lines) < _FEWEST_CRAWLS:
        return []
    days = [words.moment(line.started_at) for line in lines]
    figures = {
        "Articles seen": [line.articles for line in lines],
        "New articles": [line.new for line in lines],
        "Requests": [line.requests for line in lines],
        "Failed addresses": [line.failed or 0 for line in lines],
    }
    return [columns(title, list(zip(days, counts, strict=True))) for title, counts in figures.items()]


def _plain(value: object) -> object:
    """Every text that is put into the page, before it is escaped; what a macro made is markup already."""
    return words.printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        finalize=_plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "size": words.size,
        "span": words.span,
        "moment": words.moment,
        "asked_for": words.asked_for,
        "n": "{:,}".format,
    }
    environment.globals |= {"share": share, "counted": counted}
    return environment.get_template("report.html")
