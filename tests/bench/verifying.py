"""How fast a check reads the record: `python -m tests.bench.verifying [CAPTURES]`.

An archive of ours, several closed files of articles of 40 KB; `sha256sum` of the same files before and behind the check, in
the same run, so that a shared machine slows both. What matters is the ratio: `sha256sum` reads with one processor and unpacks
nothing, a check unpacks every record, compares its digest, and compares the index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.warc.fixity import close_file
from archiver.warc.writer import Recording, WarcWriter

from .static_site import Site

CAPTURES = 10_000
_FILE = 10_000_000  # bytes; an archive of this size has more than one, as a large one has
_BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


def write(folder: ArchiveFolder, captures: int) -> None:
    site = Site(captures)
    writer = WarcWriter(folder, "bench", {}, roll_at=_FILE, closed=lambda path: close_file(folder, path))
    for number in range(captures):
        path = f"/bai-{number}.html"
        writer.append(
            Recording(
                url=f"http://portal.example{path}",
                method="GET",
                fetched_at=_BEGUN + timedelta(seconds=number),
                request=f"GET {path} HTTP/1.1\r\nHost: portal.example\r\n\r\n".encode(),
                response=site.answer(path.encode()),
                facts={"crawl": "bench", "role": "article"},
            ),
            lambda _: None,
        )
    writer.close()


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def main(captures: int) -> int:
    with tempfile.TemporaryDirectory() as base:
        folder = ArchiveFolder(Path(base) / "bench")
        write(folder, captures)
        files = [str(path) for path in folder.warc_files()]

        def hash_them() -> object:
            return subprocess.run(["sha256sum", *files], check=True, capture_output=True)

        before = seconds(hash_them)
        verdicts = []
        took = seconds(lambda: verdicts.append(verify(folder)))
        plain = (before + seconds(hash_them)) / 2
    (verdict,) = verdicts
    sys.stdout.write(
        f"{len(files)} files, {verdict.bytes / 1e6:.1f} MB, {verdict.records:,} records\n"
        f"  sha256sum       {plain:8.2f} s\n"
        f"  archiver verify {took:8.2f} s   {took / plain:.1f} x\n"
    )
    return 0 if verdict.whole else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CAPTURES))
