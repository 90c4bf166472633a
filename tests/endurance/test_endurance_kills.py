"""A seeded part of the kill campaign; `make endurance` runs all of it."""

from __future__ import annotations

from pathlib import Path

from kills import campaign

KILLS = 10
SEED = 2008


def test_killed_commands_and_power_cuts_lose_nothing(tmp_path: Path) -> None:
    life = campaign(tmp_path, KILLS, SEED)
    assert life.failures == []
    assert sum(life.killed.values()) == KILLS
    assert life.power_cuts > 0
    assert life.acknowledged
