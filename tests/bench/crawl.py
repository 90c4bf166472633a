"""How fast a crawl is: `python -m tests.bench.crawl [PAGES] [ROUNDS]`.

The full pipeline (WARC, frontier, links, ingest beside it) on a static site, against Scrapy downloading the same known
addresses and looking at none (a), Scrapy following links with its LinkExtractor (b), and `wget -r --warc-file` (c).
All in one run, in turns, from first to last answer; start-up and settling are told beside it. Machines differ and are
shared: the ratios count.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent
AT_ONCE = 8
SLOW = 10  # (b) takes so much longer that it is given a tenth of the pages
PROFILE = """
name = "bench"
title = "Bench"
language = "vi"
start = "{base}"
allow_private = true
[politeness]
delay = 0
concurrency = {at_once}
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """One run of one crawler."""

    pages: int
    seconds: float  # from first to last answer
    cpu: float  # seconds, of the process that crawls
    beside: str = ""

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def main(pages: int, rounds: int) -> None:
    """Everything in turns, then medians and ratios."""
    with tempfile.TemporaryDirectory() as folder, static_site(pages) as base:
        runs: dict[str, list[Pace]] = {"archiver": [], "(a) Scrapy, known URLs": [], "(b) Scrapy, LinkExtractor": []}
        for number in range(rounds):
            runs["(a) Scrapy, known URLs"].append(bare(base, pages, "known"))
            runs["archiver"].append(ours(Path(folder) / str(number), base))
            runs["(b) Scrapy, LinkExtractor"].append(bare(base, max(pages // SLOW, 50), "links"))
            if shutil.which("wget"):
                runs.setdefault("(c) wget, WARC", []).append(wget(Path(folder) / f"wget{number}", base))
    floor = median(pace.rate for pace in runs["(a) Scrapy, known URLs"])
    for name, paces in runs.items():
        rate = median(pace.rate for pace in paces)
        cpu = median(1000 * pace.cpu / pace.pages for pace in paces)
        line = (
            f"{name:<26} {rate:7.0f} pages/s  {rate / floor:5.2f} of (a)  {cpu:5.1f} ms CPU a page  {paces[-1].beside}"
        )
        sys.stdout.write(line.rstrip() + "\n")
    if not shutil.which("wget"):
        sys.stdout.write("(c) wget is not installed: not measured\n")


@contextmanager
def static_site(pages: int) -> Iterator[str]:
    """The static site in a process of its own; its address."""
    command = [sys.executable, "-m", "tests.bench.static_site", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def bare(base: str, pages: int, how: str) -> Pace:
    command = [sys.executable, "-m", "tests.bench.bare_scrapy", base, str(pages), how, str(AT_ONCE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return Pace(*json.loads(done.stdout.splitlines()[-1]))


def wget(folder: Path, base: str) -> Pace:
    """wget knows no moments of answers: the whole run counts."""
    folder.mkdir()
    command = ["wget", "-q", "-r", "-l", "inf", "--delete-after", f"--warc-file={folder}/w", base]
    before = os.times()
    began = time.monotonic()
    subprocess.run(command, cwd=folder, check=False)
    seconds = time.monotonic() - began
    after = os.times()
    with gzip.open(folder / "w.warc.gz") as record:
        count = sum(line.startswith(b"WARC-Type: response") for line in record)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Pace(count, seconds, cpu)


def ours(folder: Path, base: str) -> Pace:
    """A whole crawl by the command line, its main process watched from outside."""
    folder.mkdir()
    profile = folder / "bench.toml"
    profile.write_text(PROFILE.format(base=base, at_once=AT_ONCE), "utf-8")
    archive = folder / "archive"
    command = [sys.executable, "-m", "archiver", "crawl", profile, "--archive", archive]
    began = time.time()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cpu, peak = 0.0, 0
    while process.poll() is None:
        cpu, peak = _watched(process.pid, cpu, peak)
        time.sleep(0.2)
    ended = time.time()
    with sqlite3.connect(archive / "archive.db") as db:
        times = db.execute("SELECT min(fetched_at), max(fetched_at), count(*) FROM captures").fetchone()
    first, last = (datetime.fromisoformat(moment).timestamp() for moment in times[:2])
    beside = f"start-up {first - began:.1f} s, settling {ended - last:.1f} s, {peak / 1024:.0f} MB at most"
    return Pace(times[2], last - first, cpu, beside)


def _watched(pid: int, cpu: float, peak: int) -> tuple[float, int]:
    """CPU seconds and the most memory (KB) of a process that runs."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return cpu, peak
    held = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), max(peak, held)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
