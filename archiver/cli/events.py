"""`archiver events`: what was done to the archive, by whom, and how it ended."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import click

from archiver.cli.options import archive_option
from archiver.cli.terminal import say
from archiver.jobs.hearing import index_in_force
from archiver.layout import ArchiveFolder
from archiver.store.provenance import deeds


@click.command("events")
@archive_option
@click.option("--type", "kind", metavar="TYPE", help="Only this type: ours (crawl) or that of PREMIS (capture).")
@click.option("--portal", is_flag=True, help="Also what happened at the portal itself: articles gone, moved, back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def events(archive: ArchiveFolder, kind: str | None, portal: bool, as_json: bool) -> None:
    """List what was done to the archive: crawls, imports, checks, repairs, rebuilds, exports, decisions, annotations.

    Each is an event as PREMIS 3 describes it, and stands in the WARC files too.

    \b
    Example: archiver events --archive output/so-vi-du --type annotation
    """
    with closing(index_in_force(archive)) as db:
        found = deeds(db, kind=kind, portal=portal)
        types = [name for (name,) in db.execute("SELECT DISTINCT type FROM events ORDER BY type")]
    if as_json:
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif not found:
        click.echo(f"No such event; there are events of type {', '.join(types)}." if types else "No event yet.")
    else:
        say("\n".join(_line(row) for row in found))


def _line(row: dict[str, Any]) -> str:
    kind = (
        f"{row['type']} ({row['premis']})"
        if row["premis"] not in {None, row["type"].replace("-", " ")}
        else row["type"]
    )
    who = f"{row['person']} with {row['agent']}" if row["person"] else row["agent"]
    facts = [
        row["object"],
        row["outcome"],
        row["outcome_detail"] or row["detail"].get("why") or row["detail"].get("url"),
    ]
    told = "; ".join(str(fact) for fact in facts if fact)
    return f"{row['happened_at'][:19]}Z  {kind}: {told}  [{who}]"
