"""A folder is the archive of one site, and no other is written into it."""

from __future__ import annotations

import codecs
from contextlib import closing

import pytest
from recorded import profile

from archiver.errors import ArchiverError
from archiver.jobs.claim import claim, take_back
from archiver.jobs.profile import profile_of
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import FolderShelf
from archiver.jobs.words import Word, keep
from archiver.layout import ArchiveFolder
from archiver.warc.fixity import close_file
from archiver.warc.writer import WarcWriter


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ("", "names no site"),
        ("title = 'Sở'\n", "names no site"),
        ("name = 'another'\n", "holds the archive of site 'another'"),
        ("name = \n", "put the archive's own profile back"),
        (b"\xff\xfe", "put the archive's own profile back"),
    ],
)
def test_a_folder_whose_profile_is_not_this_sites_is_left_alone(tmp_path, held, told):
    folder = ArchiveFolder(tmp_path / "archive")
    folder.root.mkdir()
    data = held if isinstance(held, bytes) else held.encode()
    folder.profile.write_bytes(data)
    with pytest.raises(ArchiverError, match=told) as refused:
        claim(folder, profile())
    assert str(folder.root) in str(refused.value)
    assert [one.name for one in folder.root.iterdir()] == ["profile.toml"]
    assert folder.profile.read_bytes() == data


def test_a_folder_that_is_claimed_again_stays_as_it_is(tmp_path):
    folder = ArchiveFolder(tmp_path)
    for _ in range(2):
        claim(folder, profile())
        assert sorted(one.name for one in folder.root.iterdir()) == ["README.md", "profile.toml", "schema.sql"]


def test_a_profile_that_was_saved_under_windows_is_read(tmp_path):
    folder = ArchiveFolder(tmp_path / "archive")
    folder.root.mkdir()
    claim(folder, profile())
    folder.profile.write_bytes(codecs.BOM_UTF8 + folder.profile.read_bytes())
    assert profile_of(folder).name == "so-vi-du"
    (tmp_path / "archive" / "warc").mkdir()
    for _ in range(2):
        assert copy_to(folder, FolderShelf(tmp_path / "copy")).whole
    claim(folder, profile())


def begun(folder: ArchiveFolder) -> None:
    """As a crawl leaves a folder to which no answer came."""
    claim(folder, profile())
    with closing(
        WarcWriter(folder, "so-vi-du", {"isPartOf": "so-vi-du"}, closed=lambda path: close_file(folder, path))
    ) as writer:
        for kind in ("crawl-started", "profile", "crawl-asked", "url-states", "crawl-finished"):
            writer.note(kind, {})


def test_a_folder_to_which_no_answer_came_is_taken_back(tmp_path):
    folder = ArchiveFolder(tmp_path / "archive")
    folder.root.mkdir()
    begun(folder)
    assert take_back(folder)
    assert not folder.root.exists()


@pytest.mark.parametrize(
    "add",
    [
        lambda folder: keep(folder, [Word("annotation", {"said": {"note": "x"}})]),
        lambda folder: (folder.warc / "x.warc.gz").write_bytes(b"no record"),
        lambda folder: (folder.warc / "x.warc.gz.7.torn").write_bytes(b"torn"),
        lambda folder: folder.imports.mkdir(),
    ],
    ids=["a person's word", "what cannot be read", "a torn end", "what others made"],
)
def test_a_folder_that_holds_anything_else_stays(tmp_path, add):
    folder = ArchiveFolder(tmp_path / "archive")
    folder.root.mkdir()
    begun(folder)
    add(folder)
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert not take_back(folder)
    assert {path: path.read_bytes() for path in before} == before
