"""What all tests share: real servers on loopback, and an archive that was really crawled."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run, run_archiver, write_profile

from archiver.demo.server import Portal
from archiver.layout import ArchiveFolder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests on outside data run where ARCHIVER_TEST_DATA says where it is."""
    if os.environ.get("ARCHIVER_TEST_DATA"):
        return
    outside = [item for item in items if item.get_closest_marker("real")]
    if outside:
        config.hook.pytest_deselected(items=outside)
        items[:] = [item for item in items if item not in outside]


@pytest.fixture
def archiver(tmp_path: Path) -> Run:
    """Run the command line in a folder of the test's own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return run_archiver(*arguments, cwd=tmp_path)

    return run


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The tiny simulated portal."""
    with Portal(size="tiny") as running:
        yield running


@pytest.fixture(scope="session")
def crawled(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    """An archive of the tiny portal, crawled once for all tests that only read it."""
    cwd = tmp_path_factory.mktemp("crawled")
    profile = write_profile(cwd, "dang-bo-khoi", portal.base)
    done = run_archiver("crawl", profile, cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout
    return ArchiveFolder(cwd / "output" / "dang-bo-khoi")
