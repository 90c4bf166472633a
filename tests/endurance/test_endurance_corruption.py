"""A seeded part of the corruption campaign; `make endurance` runs all of it."""

from __future__ import annotations

import pytest
from corruption import DAMAGES, Ground, campaign, prepare

CASES = 40
SEED = 2008


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    base = tmp_path_factory.mktemp("ground")
    return prepare(base)


def test_every_damage_is_found_named_and_undone(ground: Ground) -> None:
    tally = campaign(ground, CASES, SEED)
    assert tally.failures == []
    assert sum(tally.done.values()) == CASES
    assert len(tally.done) > len(DAMAGES) // 2


def test_the_campaign_sees_what_is_not_undone(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "digests", dict.fromkeys(ground.digests, "0" * 64))  # as of files that never were
    assert any("is not restored" in failure for failure in campaign(ground, 5, SEED).failures)
