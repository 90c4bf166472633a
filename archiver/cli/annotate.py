"""`archiver annotate`: the archivist's own words, beside what was captured."""

from __future__ import annotations

import json
from typing import Any

import click

from archiver.cli.options import archive_option, by_option, meant, named
from archiver.cli.terminal import say, tell_json
from archiver.errors import UsageError
from archiver.jobs import annotate as annotating
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder
from archiver.sites.annotation import SAID


@click.command("annotate")
@click.argument("url", required=False)
@archive_option
@click.option("--crawl", metavar="ID", help="Say it of a crawl, named by its id or its time, or how these begin.")
@click.option("--whole", is_flag=True, help="Say it of the whole archive.")
@click.option(
    "--field",
    "fields",
    metavar="NAME=VALUE",
    multiple=True,
    help="Correct a field: title, published, author, section, source, issued, document_number.",
)
@click.option("--note", metavar="TEXT", help="A remark; further ones stand beside it.")
@click.option("--description", metavar="TEXT", help="What it is.")
@click.option("--collection", metavar="NAME", help="A collection to which it belongs; it may belong to several.")
@click.option("--rights", metavar="TEXT", help="Who may use it, and how: a statement, a licence or its address.")
@click.option("--retention", metavar="PERIOD", help="How long it is to be kept: permanent, '10 years', or a date.")
@click.option("--review", metavar="RESULT", help="Of a quality review: accepted, rejected or signed-off.")
@by_option
@click.option(
    "--withdraw", metavar="ID", help="Take an annotation back; it stays in the record, and is in force no longer."
)
@click.option("--reason", metavar="TEXT", help="Why it is withdrawn.")
@click.option(
    "--list", "listing", is_flag=True, help="List what was said, of the address or the crawl or of everything."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def annotate(
    url: str | None,
    archive: ArchiveFolder,
    *,
    crawl: str | None,
    whole: bool,
    fields: tuple[str, ...],
    by: str | None,
    withdraw: str | None,
    reason: str | None,
    listing: bool,
    as_json: bool,
    **said: str | None,
) -> None:
    """Correct, describe or review what was kept. Captured values are never changed: yours stand beside them.

    What is said is kept in the WARC files and survives a rebuild. A later word on the same field stands before an earlier one;
    the view articles_described shows captured and corrected values side by side.

    \b
    Example:
      archiver annotate https://so-vi-du.example/Pages/about.aspx --field published=2008-06-18 --note "As the paper issue has it" --by "Lan"
    """
    profile = profile_of(archive)
    url = None if url is None else meant(url, profile)
    if listing:
        _show(annotating.said_of(archive, profile, url=url, crawl=crawl), as_json=as_json)
        return
    if withdraw is not None:
        number = annotating.withdraw(archive, "annotations", withdraw, reason, named(by))
        _done({"withdrawn": number}, f"Withdrawn: {number}", as_json=as_json)
        return
    if sum((url is not None, crawl is not None, whole)) != 1:
        raise UsageError("say of what: give a URL, --crawl ID or --whole, and one of them only.")
    remark = annotating.Remark(
        url=url, crawl=crawl, fields=fields, said={name: text for name in SAID if (text := said[name]) is not None}
    )
    number = annotating.annotate(archive, profile, remark, named(by))
    _done({"id": number}, f"Kept: {number}", as_json=as_json)


def _done(facts: dict[str, str], words: str, *, as_json: bool) -> None:
    click.echo(json.dumps(facts) if as_json else words)


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        tell_json(rows)
    elif not rows:
        click.echo("Nothing was said.")
    else:
        say("\n".join(_line(row) for row in rows))


def _line(row: dict[str, Any]) -> str:
    about = row["url"] or (f"crawl {row['crawl_id']}" if row["crawl_id"] else "the archive")
    state = f"withdrawn by {row['withdrawn_by']}" if row["withdrawn_at"] else "" if row["in_force"] else "superseded"
    ending = f"  ({state})" if state else ""
    return f"{row['id']}  {row['said_at'][:10]}  {row['person']}  {about}: {row['field']} = {row['value']}{ending}"
