"""`archiver sites`: which portals come with the product."""

from __future__ import annotations

import json

import click

from archiver.sites.catalog import find_profile, shipped
from archiver.sites.profile import SiteProfile


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of the table.")
def sites(as_json: bool) -> None:
    """List the site profiles that are shipped.

    \b
    Example:
      archiver sites
    """
    profiles = [find_profile(name) for name in shipped()]
    if as_json:
        click.echo(json.dumps([_as_dict(profile) for profile in profiles], ensure_ascii=False, indent=2))
        return
    for line in _table([("name", "title", "platform", "sections"), *map(_row, profiles)]):
        click.echo(line)


def _row(profile: SiteProfile) -> tuple[str, ...]:
    sections = ", ".join(section.name for section in profile.sections)
    return profile.name, profile.title, profile.platform.name, sections or "-"


def _as_dict(profile: SiteProfile) -> dict[str, object]:
    return {
        "name": profile.name,
        "title": profile.title,
        "platform": profile.platform.name,
        "start": profile.start,
        "sections": [{"name": section.name, "title": section.title} for section in profile.sections],
    }


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
