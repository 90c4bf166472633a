"""A portal as GNU wget recorded it gives the articles that our own crawl of it gives."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver, write_profile

from archiver.demo.manifest import manifest
from archiver.layout import ArchiveFolder
from archiver.sites.catalog import find_profile
from archiver.sites.profile import SiteProfile
from archiver.store.dump import canonical_dump

pytestmark = pytest.mark.skipif(
    shutil.which("wget") is None and not os.environ.get("CI"),
    reason="wget is not installed (Debian: apt-get install wget)",
)


@pytest.fixture(scope="module")
def recorded(portal, crawled, tmp_path_factory) -> Path:
    """The simulated portal, which our own crawl visited before, as wget walks it: no scripts, no postbacks."""
    cwd = tmp_path_factory.mktemp("wget")
    command = ["wget", "--quiet", "--recursive", "--level=inf", "--execute=robots=off", "--warc-file=portal"]
    subprocess.run([*command, "--tries=1", "--timeout=10", portal.base], cwd=cwd, timeout=120, check=False)
    return cwd


def articles(folder: ArchiveFolder, profile: SiteProfile) -> dict[str, tuple[str, str]]:
    """Title and text by url_key."""
    query = "SELECT u.url, a.title, a.text FROM articles a JOIN article_urls u ON u.article_id = a.id"
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return {profile.key_of(url): (title, text) for url, title, text in db.execute(query)}


def captured(folder: ArchiveFolder, profile: SiteProfile) -> set[str]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return {profile.key_of(url) for (url,) in db.execute("SELECT url FROM captures")}


def test_a_record_of_wget_gives_the_same_articles_as_our_own_crawl(portal, crawled, recorded):
    toml = write_profile(recorded, "dang-bo-khoi", portal.base)
    done = run_archiver("import", "portal.warc.gz", "--site", toml, cwd=recorded)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the address stands in angle brackets" in done.stdout  # GNU Wget 1.21, and noted
    profile, folder = find_profile(str(toml)), ArchiveFolder(recorded / "output" / "dang-bo-khoi")
    ours, theirs = articles(crawled, profile), articles(folder, profile)
    both = captured(crawled, profile) & captured(folder, profile)
    assert {key: ours[key] for key in ours if key in both} == {key: theirs[key] for key in theirs if key in both}
    reachable = [
        truth for truth in manifest(2008, "tiny", 0, portal.base) if truth.reachable_by == "GET" and truth.status == 200
    ]
    found = sum(any(profile.key_of(url) in theirs for url in truth.urls) for truth in reachable)
    assert found > 0.8 * len(reachable) > 20
    before = b"".join(canonical_dump(folder.archive_db))
    assert run_archiver("rebuild", "--archive", folder.root, cwd=recorded).returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == before


def test_the_mirror_that_wget_left_gives_the_same_texts(portal, crawled, recorded):
    """Without its record: only the files, whose names are the addresses."""
    toml = write_profile(recorded, "dang-bo-khoi", portal.base)
    mirror = recorded / portal.base.split("/")[2]
    done = run_archiver("import", mirror, "--site", toml, "--archive", "mirrored", cwd=recorded)
    assert done.returncode == 0, done.stdout + done.stderr
    profile = find_profile(str(toml))
    ours, theirs = articles(crawled, profile), articles(ArchiveFolder(recorded / "mirrored"), profile)
    same = {key for key in theirs if ours.get(key) == theirs[key]}
    assert len(theirs) > 20
    assert len(same) >= 0.95 * len(theirs)
