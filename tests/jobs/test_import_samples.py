"""Files that pywb, warcio, wget, wpull, Webrecorder and py-wacz really wrote, good ones and broken ones."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from archiver.jobs.import_report import Imported
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.rebuild import rebuild
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.sites.catalog import platforms
from archiver.sites.profile import parse_profile
from archiver.store.dump import canonical_dump

pytestmark = pytest.mark.real
PROFILE = 'name = "samples"\ntitle = "Samples"\nlanguage = "en"\nstart = "http://example.com/"\n'


def samples() -> list[Path]:
    root = Path(os.environ.get("ARCHIVER_TEST_DATA", "/nonexistent")) / "real" / "warc-samples"
    return sorted(path for path in root.glob("*/*") if path.is_file())


def figures(done: Imported) -> str:
    if done.refused:
        return f"not taken: {done.refused}"
    if done.already:
        return f"the same bytes as {done.file}"
    told = done.figures
    words = [f"{one['what']} ({one['count']})" for name in ("faults", "wrong", "left", "odd") for one in told[name]]
    taken = f"{told['captures_taken']} taken, {told['captures_held']} held"
    return f"{done.kind}: {done.records} records, {taken}" + (f"; {'; '.join(words)}" if words else "")


def test_every_sample_is_imported_or_reported(tmp_path, capsys):
    profile = parse_profile(PROFILE, where="samples.toml", platforms=platforms())
    folder = ArchiveFolder(tmp_path / "samples")
    paths = samples()
    done = import_files(folder, profile, [Incoming(path, path.name, str(path)) for path in paths])
    lines = [f"{path.parent.name}/{path.name}: {figures(one)}" for path, one in zip(paths, done, strict=True)]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, ""]))
    assert len(done) == len(paths) >= 43
    assert all(one.refused or one.already or one.records for one in done)
    assert Counter("nothing to import" in (one.refused or "") for one in done)[True] == sum(
        path.name.startswith("invalid_example") for path in paths
    )
    for path, one in zip(paths, done, strict=True):
        if one.file:
            assert (folder.warc / one.file).read_bytes() == path.read_bytes()
    before = b"".join(canonical_dump(folder.archive_db))
    rebuild(folder, profile)
    assert b"".join(canonical_dump(folder.archive_db)) == before
    assert verify(folder).whole


@pytest.mark.parametrize("seed", range(40))
def test_a_sample_cut_off_anywhere_is_read_to_its_end(tmp_path, seed):
    paths = samples()
    path = paths[seed % len(paths)]
    data = path.read_bytes()
    cut = tmp_path / path.name
    shutil.copy(path, cut)
    os.truncate(cut, len(data) * (seed * 37 % 100) // 100)
    profile = parse_profile(PROFILE, where="samples.toml", platforms=platforms())
    (done,) = import_files(ArchiveFolder(tmp_path / "samples"), profile, [Incoming(cut, cut.name, str(cut))])
    assert done.refused or done.records
