"""The real command line in a process of its own, and profiles for portals on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

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


def start_archiver(
    *arguments: object, cwd: Path, account: Mapping[str, str] | None = None, **options: object
) -> subprocess.Popen[str]:
    """`archiver ...` as a process that goes on; `account`: what its environment holds besides ours."""
    command = [sys.executable, "-m", "archiver", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)} | dict(account or {}),
        **options,  # type: ignore[call-overload]
    )


def run_archiver(*arguments: object, cwd: Path, patience: float = 300) -> subprocess.CompletedProcess[str]:
    """`archiver ...` to its end."""
    process = start_archiver(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=patience)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


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
