"""What a terminal or a pipe is told: words that strangers wrote, made harmless; values as JSON; how far long work is."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

# A title that holds ESC could move the cursor, colour the screen or set the window's name: such letters are shown as
# their pictures (U+2400 and on); line breaks and tabs stay.
_SHOWN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {
    0x7F: 0x2421,
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),  # bytes of a file's name that are no UTF-8
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys(
        (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069), 0xFFFD
    ),  # turn text round
}


BYTES = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())  # of `bars`


def harmless(text: str) -> str:
    """The text with every control character made visible."""
    return text.translate(_SHOWN)


def say(text: str) -> None:
    """Print a text that holds words of the archive."""
    click.echo(harmless(text))


def tell_json(value: Any) -> None:
    """Print a value for other programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def keep_standard_streams() -> None:
    """A service may start us without one of them; the next file that is opened would take its place, and what we say with it."""
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115


def bars(*columns: ProgressColumn) -> Progress:
    """How far long work is, on a terminal; elsewhere nothing, so that cron has nothing to send by mail."""
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def say_beside(shown: Progress, text: str) -> None:
    """Print a text that holds words of the archive while bars move: above them on a terminal, or into the file that our output is."""
    if shown.disable or not sys.stdout.isatty():
        say(text)
    else:
        shown.console.print(Text(harmless(text)), soft_wrap=True)
