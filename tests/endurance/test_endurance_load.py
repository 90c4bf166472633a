"""A minute of everything at once; the ten minutes are `python -m tests.endurance.load`."""

from __future__ import annotations

from pathlib import Path

from load import live


def test_crawl_ingest_and_readers_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    day = live(tmp_path, seconds=20, clients=20, seed=2008)
    assert day.wrong == []
    assert day.answers[200] > 20
    assert set(day.answers) <= {200, 302, 404}
