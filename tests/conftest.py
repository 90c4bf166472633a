"""What all tests share: the real command line in a process of its own, real servers on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.demo.server import Portal
from archiver.layout import ArchiveFolder

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PROFILE = """
name = "{name}"
title = "Cổng thử"
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
platform = "{platform}"
start = "{start}"
allow_private = true

[politeness]
delay = 0
concurrency = 4
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests on outside data run where ARCHIVER_TEST_DATA says where it is."""
    if os.environ.get("ARCHIVER_TEST_DATA"):
        return
    outside = [item for item in items if item.get_closest_marker("real")]
    if outside:
        config.hook.pytest_deselected(items=outside)
        items[:] = [item for item in items if item not in outside]


def start_archiver(*arguments: object, cwd: Path, **options: object) -> subprocess.Popen[str]:
    """`archiver ...` as a process that goes on."""
    command = [sys.executable, "-m", "archiver", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        **options,  # type: ignore[call-overload]
    )


def run_archiver(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`archiver ...` to its end."""
    process = start_archiver(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


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


def write_profile(folder: Path, name: str, start: str) -> Path:
    """A shipped profile or, where there is none of that name, a small one, for a portal on loopback."""
    path = folder / f"{name}.toml"
    shipped = Path(__file__).parent.parent / "spiders" / "sites" / f"{name}.toml"
    if shipped.exists():
        text = f'start = "{start}"\nallow_private = true\n{shipped.read_text(encoding="utf-8")}'
        path.write_text(_gentle(text), encoding="utf-8")
    else:
        path.write_text(PROFILE.format(name=name, start=start, platform="generic"), encoding="utf-8")
    return path


def _gentle(text: str) -> str:
    """A portal of our own needs no pauses."""
    lines = [line for line in text.splitlines() if not line.startswith(("delay", "concurrency"))]
    head = "\n".join(line for line in lines if line != "[politeness]")
    return f"{head}\n\n[politeness]\ndelay = 0\nconcurrency = 4\n"
