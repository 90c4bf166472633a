"""archiver search: find articles by their words."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, replace

import click

from archiver.cli.options import archive_option
from archiver.cli.terminal import say
from archiver.errors import UsageError
from archiver.jobs.hearing import index_in_force
from archiver.layout import ArchiveFolder
from archiver.store import search as searching
from archiver.store import snippets
from archiver.store.access import hidden_among
from archiver.store.crawls import known_section

_BRACKETS = {ord(snippets.MARK): "[", ord(snippets.UNMARK): "]"}


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@archive_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--section", help="Only articles of this section.")
@click.option("--year", type=click.IntRange(1, 9999), help="Only articles published in this year.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
def search(
    query: tuple[str, ...], archive: ArchiveFolder, *, as_json: bool, section: str | None, year: int | None, limit: int
) -> None:
    """Find articles by their words, written with or without accents.

    Words in quotation marks must stand together; document numbers are found whole.

    Example: archiver search "dai hoi dang bo" --year 2025
    """
    if not "".join(query).strip():
        raise UsageError("the question is empty; give words, as in archiver search dai hoi.")
    with closing(index_in_force(archive)) as db:
        if section is not None:
            known_section(db, section)
        found = searching.search(db, " ".join(query), limit=limit, section=section, year=year, hiding=hidden_among)
    hits = [replace(hit, snippet=hit.snippet.translate(_BRACKETS)) for hit in found]
    if as_json:
        for hit in hits:
            click.echo(json.dumps(asdict(hit), ensure_ascii=False))
    elif not hits:
        click.echo("Nothing found.")
    else:
        say("\n\n".join(_shown(number, hit) for number, hit in enumerate(hits, 1)))


def _shown(number: int, hit: searching.Hit) -> str:
    place = "in an attachment" if hit.place == "attachment" else None
    facts = " · ".join(fact for fact in (hit.published, hit.section, place) if fact)
    lines = [f"{number}. {hit.title or hit.url}", facts, hit.snippet, hit.url]
    return "\n   ".join(line for line in lines if line)
