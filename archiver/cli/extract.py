"""`archiver extract`: the extraction alone, for other programs."""

from __future__ import annotations

import json
import sys

import click

from archiver.jobs.extract import FIELDS, extract_results


@click.command()
@click.option("--jsonl", is_flag=True, help="Read and write JSON lines (the only form there is, and the default).")
@click.option("--fields", metavar="A,B", help=f"What is made, of: {', '.join(FIELDS)}. HTML and Markdown cost more.")
@click.option("--no-template", is_flag=True, help="Read each page alone, and write it before the next is read.")
@click.pass_context
def extract(context: click.Context, jsonl: bool, fields: str | None, no_template: bool) -> None:  # noqa: ARG001
    """Read pages from standard input, write what they say to standard output.

    In: one JSON object a line, {"id", "url", "html"}. Out: one a line, in the same order. A line that is no page gives
    {"id", "error"}; the run goes on and ends with exit code 1. Neither network nor disk is used.

    Three pages or more of one host teach each other what the site repeats and where its texts stand. For that the whole input
    is read, and held in memory, before the first line is written; --no-template does without.

    \b
    Example:
      echo '{"id": 1, "url": "https://so-vi-du.example/", "html": "<h1>Tin</h1><p>..."}' | archiver extract --jsonl
    """
    wanted = {name.strip() for name in fields.split(",") if name.strip()} if fields is not None else None
    failed = False
    for result in extract_results(sys.stdin.buffer, wanted, template=not no_template):
        failed = failed or "error" in result
        click.echo(json.dumps(result, ensure_ascii=False))
    if failed:
        context.exit(1)
