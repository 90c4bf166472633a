"""A seeded part of the corruption campaign; `make endurance` runs all of it."""

from __future__ import annotations

from pathlib import Path

from corruption import DAMAGES, Tally, attempt, campaign, prepare

CASES = 50
SEED = 2008


def test_every_damage_is_found_named_and_undone(tmp_path: Path) -> None:
    ground = prepare(tmp_path)
    tally = campaign(ground, CASES, SEED)
    assert tally.failures == []
    assert sum(tally.done.values()) == CASES
    assert len(tally.done) > len(DAMAGES) // 2


def test_the_campaign_itself_sees_what_is_not_found(tmp_path: Path) -> None:
    """A check that finds nothing is told: the digests of the ground are not those of the record."""
    ground = prepare(tmp_path)
    ground.digests = dict.fromkeys(ground.digests, "0" * 64)
    tally = Tally()
    attempt(ground, 1, SEED, tally)
    assert tally.failures or not tally.done
