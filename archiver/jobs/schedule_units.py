"""What makes a machine look at the calendar each minute: a systemd timer, or a line of a crontab."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

_UNITS = """\
# Save as ~/.config/systemd/user/archiver-schedule.service
[Unit]
Description=Look at the calendar of the portal archives

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
TimeoutStopSec=5min

# Save as ~/.config/systemd/user/archiver-schedule.timer
[Unit]
Description=Look at the calendar of the portal archives each minute

[Timer]
OnCalendar=minutely
AccuracySec=1s

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now archiver-schedule.timer
# Runs go on after you log out only with: loginctl enable-linger
"""


def systemd_units(output: Path, folder: Path) -> str:
    """A service and its timer. A service that still runs is not started again, so its tick keeps looking."""
    command = " ".join(_systemd_word(word) for word in [*_tick(output, folder), "--keep-looking"])
    return _UNITS.format(folder=str(folder).replace("%", "%%"), command=command)


def cron_line(output: Path, folder: Path) -> str:
    line = f"cd {shlex.quote(str(folder))} && {shlex.join(_tick(output, folder))}"
    return "* * * * * " + line.replace("%", r"\%")  # cron reads a bare % as the end of the line


def _tick(output: Path, folder: Path) -> Sequence[str]:
    return [sys.executable, "-m", "archiver", "schedule", "--output", str(folder / output), "tick"]


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or " " in word else word
