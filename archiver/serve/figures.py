"""An archive in figures: how its articles spread over sections and years, and what its crawls brought."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from archiver.serve.chart import Chart, bars
from archiver.serve.shelf import sections

_COLUMNS = 40  # of a chart
_BY_YEAR = "SELECT section, substr(published, 1, 4), count(*) FROM articles GROUP BY 1, 2"
_CRAWLS = "SELECT id, started_at, bytes FROM crawls ORDER BY started_at DESC, id LIMIT ?"
_STATUSES = "SELECT status, count(*) FROM captures GROUP BY 1 ORDER BY 1"


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """The articles of a section, by year of publication."""

    name: str | None  # None: outside the sections
    title: str | None
    articles: int
    undated: int
    years: dict[str, int]
    chart: Chart


@dataclass(frozen=True, slots=True)
class CrawlFigures:
    """What one crawl received."""

    id: str
    started_at: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them."""

    years: tuple[str, ...]  # of all sections, the earliest first
    sections: tuple[SectionFigures, ...]
    crawls: tuple[CrawlFigures, ...]  # the latest, the earliest of them first
    statuses: tuple[tuple[int, int], ...]  # answers by HTTP status
    megabytes: Chart
    answers: Chart


def read_figures(connection: sqlite3.Connection) -> Figures:
    """The figures of an index as it stands."""
    counts: dict[str | None, Counter[str | None]] = {}
    for section, year, count in connection.execute(_BY_YEAR):
        counts.setdefault(section, Counter())[year] += count
    years = tuple(sorted({year for found in counts.values() for year in found if year is not None})[-_COLUMNS:])
    crawls = [CrawlFigures(*row) for row in connection.execute(_CRAWLS, [_COLUMNS])][::-1]
    statuses = [(int(status), int(count)) for status, count in connection.execute(_STATUSES)]
    return Figures(
        years=years,
        sections=tuple(
            _section(row["name"], row["title"], counts.get(row["name"], Counter()), years)
            for row in sections(connection)
        ),
        crawls=tuple(crawls),
        statuses=tuple(statuses),
        megabytes=bars([(one.started_at[:10], round(one.bytes / 1e6)) for one in crawls]),
        answers=bars([(str(status), count) for status, count in statuses[:_COLUMNS]]),
    )


def _section(
    name: str | None, title: str | None, counts: Counter[str | None], years: tuple[str, ...]
) -> SectionFigures:
    return SectionFigures(
        name=name,
        title=title,
        articles=counts.total(),
        undated=counts[None],
        years={year: counts[year] for year in years if counts[year]},
        chart=bars([(year, counts[year]) for year in years]),
    )
