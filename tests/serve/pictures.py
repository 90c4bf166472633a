"""Makes the pictures of the README anew: `python -m tests.serve.pictures`. It needs Chromium.

The simulated portal is crawled in two epochs, so that there is something to compare, and the reading room is photographed.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from archiver.demo.server import Portal
from archiver.layout import ArchiveFolder

sys.path.insert(0, str(Path(__file__).parent.parent))
from command import run_archiver, start_archiver, write_profile

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
SITE, SIZE, SEED, EDITED = "dang-bo-khoi", "demo", 2008, 2
WIDTH, HEIGHT = 1200, 860
_LONGEST = "SELECT id FROM articles WHERE kind = 'article' AND word_count BETWEEN 150 AND 400 AND attachment_text <> '' LIMIT 1"
_REWORDED = "SELECT article_id FROM versions WHERE number > 1 ORDER BY length(text) LIMIT 1"


def main() -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("chromium is not installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as name:
        cwd = Path(name)
        with Portal(SEED, SIZE) as portal:
            profile = write_profile(cwd, SITE, portal.base)
            for epoch in (0, EDITED):
                portal.epoch = epoch
                run_archiver("crawl", profile, cwd=cwd, patience=900)
        folder = ArchiveFolder(cwd / "output" / SITE)
        run_archiver("verify", cwd=cwd)
        with closing(sqlite3.connect(folder.archive_db)) as db:
            article, reworded = (db.execute(query).fetchone()[0] for query in (_LONGEST, _REWORDED))
        room = start_archiver("serve", folder.root, "--port", 0, cwd=cwd)
        assert room.stdout is not None
        base = f"{room.stdout.readline().split(' at ')[1].split()[0].rstrip('/')}/-/read/{SITE}"
        try:
            for image, page in (
                ("front", ""),
                ("article", f"/article/{article}"),
                ("difference", f"/article/{reworded}/difference"),
            ):
                _photograph(browser, f"{base}{page}", IMAGES / f"{image}.png", cwd / "browser")
        finally:
            room.terminate()
            room.wait(30)


def _photograph(browser: str, address: str, image: Path, home: Path) -> None:
    subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
            *("--disable-background-networking", f"--user-data-dir={home}", f"--window-size={WIDTH},{HEIGHT}"),
            *(f"--screenshot={image}", address),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


if __name__ == "__main__":
    main()
