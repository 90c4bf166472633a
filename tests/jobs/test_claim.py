"""A folder is the archive of one site, and no other is written into it."""

from __future__ import annotations

import pytest
from recorded import profile

from archiver.errors import ArchiverError
from archiver.jobs.claim import claim
from archiver.layout import ArchiveFolder


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
