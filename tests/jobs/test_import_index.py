"""The index of what others have kept: found where it is lost or changed, made again, and on the second copy."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from command import run_archiver
from foreign_files import ARC_BEGIN, arc, package, packed, response
from recorded import profile

from archiver.errors import ArchiveError
from archiver.export.wacz import pack
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.repair import repair
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import FolderShelf
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder, cdxj_of

RECORDS = [response(number) for number in range(1, 4)]
FILES = {
    "each.warc.gz": packed(RECORDS),
    "bare.warc": b"".join(RECORDS),
    "one.warc.gz": gzip.compress(b"".join(RECORDS)),
    "old.arc": ARC_BEGIN + b"".join(arc(number) for number in range(4, 7)),
}


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    """An archive of four files and a package, each with an index."""
    folder = ArchiveFolder(tmp_path / "so-vi-du")
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    package(tmp_path / "pack.wacz", {"archive/data.warc.gz": packed([response(number) for number in range(7, 9)])})
    paths = [tmp_path / name for name in (*FILES, "pack.wacz")]
    import_files(folder, profile(), [Incoming(path, path.name, str(path)) for path in paths])
    assert verify(folder).whole
    return folder


def indexes(folder: ArchiveFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.imports.glob("*.cdxj")}


def test_each_is_found_and_made_again_as_it_was(folder):
    before = indexes(folder)
    assert {name for name, data in before.items() if data} == {
        "each.warc.gz.cdxj", "bare.warc.cdxj", "old.arc.cdxj", "pack.wacz.cdxj",
    }  # fmt: skip
    for path in folder.imported_files():
        cdxj_of(path).unlink()
    found = verify(folder)
    assert {one.file for one in found.findings} == {f"import/{name}" for name in before}
    assert {one.kind for one in found.findings} == {"index"}
    assert found.record_whole
    assert not repair(folder, found, None).left
    assert indexes(folder) == before
    assert verify(folder).whole


def test_one_that_was_changed_is_found(folder):
    index = folder.imports / "bare.warc.cdxj"
    before = index.read_bytes()
    index.write_bytes(before.replace(b"a.example", b"b.example"))
    found = verify(folder)
    assert [(one.file, one.kind) for one in found.findings] == [("import/bare.warc.cdxj", "index")]
    repair(folder, found, None)
    assert index.read_bytes() == before


def test_the_command_mends_it_and_the_package_is_written_then(folder, tmp_path):
    (folder.imports / "each.warc.gz.cdxj").unlink()
    with pytest.raises(ArchiveError, match="archiver verify --repair makes it again, then export again"):
        pack(folder, tmp_path / "x.wacz")
    done = run_archiver("verify", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 1
    assert "import/each.warc.gz.cdxj: is missing; it can be rebuilt" in done.stdout
    done = run_archiver("verify", "--repair", "--archive", folder.root, cwd=tmp_path)
    assert "Mended: import/each.warc.gz.cdxj: made again from its WARC file" in done.stdout + done.stderr
    assert "archiver rebuild" not in done.stdout + done.stderr  # the record was whole
    assert pack(folder, tmp_path / "x.wacz").warc_files


def test_of_an_import_that_was_cut_off_none_is_missed(folder, tmp_path):
    """Its file is copied, and nothing was read of it yet."""
    (folder.imports / "each.warc.gz.cdxj").unlink()
    sums = folder.index_sums.read_text("utf-8").splitlines(keepends=True)
    folder.index_sums.write_text("".join(line for line in sums if "each.warc" not in line), "utf-8")
    assert verify(folder).whole
    with pytest.raises(ArchiveError, match="its import was cut off, and the next one finishes it, then export again"):
        pack(folder, tmp_path / "x.wacz")


def test_it_is_on_the_second_copy_and_comes_back_with_its_file(folder, tmp_path):
    copy_to(folder, FolderShelf(tmp_path / "copy"))
    assert indexes(ArchiveFolder(tmp_path / "copy")) == indexes(folder)
    before = indexes(folder)
    shutil.rmtree(folder.imports)
    repair(folder, verify(folder), FolderShelf(tmp_path / "copy"))
    assert indexes(folder) == before
    assert verify(folder).whole
