"""`archiver access`: what of an archive may not be shown, until when, and why."""

from __future__ import annotations

import json
from typing import Any

import click

from archiver.cli.options import archive_option, by_option, named
from archiver.cli.terminal import say, tell_json
from archiver.jobs import access as deciding
from archiver.layout import ArchiveFolder
from archiver.quantity import counted
from archiver.sites.access import Action


@click.group("access")
def access() -> None:
    """Withhold what must not be shown: search and reading room leave it out, the record itself stays whole.

    Each decision stands in the WARC files with who made it, when and why, and survives a rebuild.

    \b
    Example: archiver access list --archive output/so-vi-du
    """


@access.command("add")
@archive_option
@click.option("--url", metavar="ADDRESS", help="This address and what lies below it; with * a pattern.")
@click.option("--section", metavar="NAME", help="All of a section, its lists included.")
@click.option("--from", "published_from", metavar="DATE", help="Published on this day or later.")
@click.option("--to", "published_to", metavar="DATE", help="Published on this day or earlier.")
@click.option(
    "--action", type=click.Choice(["embargo", "takedown"]), required=True, help="For a time, or until it is lifted."
)
@click.option("--until", metavar="DATE", help="Of an embargo: the day on which it ends.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; readers are told so.")
@by_option
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
def add(
    archive: ArchiveFolder,
    *,
    url: str | None,
    section: str | None,
    published_from: str | None,
    published_to: str | None,
    action: Action,
    until: str | None,
    reason: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Decide that something is not to be shown. Where several things are named, all must be true of what is withheld.

    \b
    Example:
      archiver access add --url https://so-vi-du.example/noi-bo/ --action embargo --until 2030-01-01 --reason "Personal data" --by "Lan"
    """
    decision = deciding.Decision(
        action=action,
        reason=reason,
        url=url,
        section=section,
        published_from=published_from,
        published_to=published_to,
        until=until,
    )
    number, articles = deciding.decide(archive, decision, named(by))
    if as_json:
        click.echo(json.dumps({"id": number, "articles": articles}))
    else:
        click.echo(f"Kept: {number}; it withholds {counted(articles, 'article')}.")
        if not articles:  # it may be meant for what is still to come, or be a slip of the pen
            click.echo(
                "It counts for what comes later, too. Was something meant that is here? Then look at what it names again."
            )


@access.command("list")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(archive: ArchiveFolder, as_json: bool) -> None:
    """List every rule that was ever made, and whether it is in force.

    \b
    Example: archiver access list --archive output/so-vi-du
    """
    rules = deciding.all_rules(archive)
    if as_json:
        tell_json(rules)
    elif not rules:
        click.echo("There are no rules: everything may be shown.")
    else:
        say("\n".join(_line(rule) for rule in rules))


@access.command("lift")
@click.argument("number", metavar="ID")
@archive_option
@click.option("--reason", metavar="TEXT", help="Why it is lifted.")
@by_option
def lift(number: str, archive: ArchiveFolder, reason: str | None, by: str | None) -> None:
    """Lift a rule, named by its id or how that begins; that it was made stays in the record.

    \b
    Example: archiver access lift 3f2a --reason "The embargo is over" --by "Lan"
    """
    click.echo(f"Lifted: {deciding.lift(archive, number, reason, named(by))}")


def _line(rule: dict[str, Any]) -> str:
    covers = [
        rule["url"],
        f"section {rule['section']}" if rule["section"] else None,
        f"published from {rule['published_from']}" if rule["published_from"] else None,
        f"published to {rule['published_to']}" if rule["published_to"] else None,
    ]
    until = f" until {rule['until']}" if rule["until"] else ""
    state = f"lifted by {rule['lifted_by']}" if rule["lifted_at"] else "in force" if rule["in_force"] else "over"
    what = ", ".join(one for one in covers if one)
    return f"{rule['id']}  {rule['action']}{until}: {what}; {rule['reason']}  [{rule['person']}, {rule['decided_at'][:10]}; {state}]"
