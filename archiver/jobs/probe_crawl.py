"""How `archiver new` sees a portal that is there: rounds of a few pages, fetched as a crawl fetches them, and thrown away.

Each round is `archiver crawl` in a process of its own with a profile that names the pages to look at, and `--limit 1`:
no link that they hold is followed, redirects are. So robots.txt, pauses, sizes and the refusal of private addresses hold
here as everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from archiver.jobs.probe import SECONDS, Round, seen_in
from archiver.sites.seen import Seen
from archiver.sites.urls import is_this_machine
from archiver.warc.reader import Exchange, scan

_PROGRAM = "archiver: "


def look_by_crawl(start: str, more: Sequence[str]) -> Round:
    """One round: the answers to the start and these addresses, and robots.txt."""
    with tempfile.TemporaryDirectory(prefix="archiver-new-") as place:
        folder = Path(place)
        (folder / "probe.toml").write_text(_profile(start, more), encoding="utf-8")
        command = [sys.executable, "-m", "archiver", "crawl", "probe.toml", "--archive", "seen", "--json"]
        try:
            done = subprocess.run(
                [*command, "--limit", "1"], cwd=folder, capture_output=True, timeout=2 * SECONDS, check=False
            )
            errors = done.stderr.decode("utf-8", "replace").splitlines()
        except subprocess.TimeoutExpired:
            errors = [f"{_PROGRAM}{start}: gave no whole answer in {2 * SECONDS} seconds; try again later."]
        said = next((line.removeprefix(_PROGRAM) for line in reversed(errors) if line.startswith(_PROGRAM)), "")
        pages, robots = _read(folder / "seen" / "warc")
    return Round(pages=tuple(pages), robots=robots, said=said)


def _read(warc: Path) -> tuple[list[Seen], str]:
    pages: list[Seen] = []
    robots = ""
    for path in sorted(warc.glob("*.warc*")):
        for found in scan(path):
            if not isinstance(found, Exchange):
                continue
            seen = seen_in(found.capture)
            if seen is not None and found.capture.role == "robots":
                robots = seen.html if seen.status == 200 else robots
            elif seen is not None:
                pages.append(seen)
    return pages, robots


def _profile(start: str, more: Sequence[str]) -> str:
    lines = ['name = "probe"', 'title = "Probe"', f"start = {json.dumps(start)}"]
    if is_this_machine(start):
        lines += ["[politeness]", "delay = 0"]
    lines += ["[budget]", f"hours = {SECONDS / 3600:.4f}"]
    for number, url in enumerate(dict.fromkeys(more)):
        lines += ["[[section]]", f'name = "look-{number}"', f"url = {json.dumps(url, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"
