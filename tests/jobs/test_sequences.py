"""A tenth of what `python -m tests.jobs.sequences` does: any way from a record to its index gives the same index."""

from __future__ import annotations

from pathlib import Path

import pytest
from sequences import Record, crawl_epochs, go_a_way, make_up


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Two epochs of the simulated portal, crawled with kills."""
    return crawl_epochs(tmp_path_factory.mktemp("epochs"), (0, 3), 4)


@pytest.mark.parametrize("seed", [0, 3, 5, 14])  # other order, rebuild, import, ingest that missed a crawl
def test_any_way_gives_the_index_of_the_portal(portal: Record, tmp_path: Path, seed: int) -> None:
    assert go_a_way(portal, tmp_path / "way", seed)


@pytest.mark.parametrize("seed", range(10))
def test_any_way_gives_the_index_of_a_portal_that_is_made_up(tmp_path: Path, seed: int) -> None:
    assert go_a_way(make_up(tmp_path, seed), tmp_path / "way", seed, longest=0.5)


def test_what_the_home_page_came_to_show_is_settled_with_all_that_it_was_joined_to(tmp_path: Path) -> None:
    """Two addresses were one article by a capture that is none since the home page shows the same."""
    assert go_a_way(make_up(tmp_path, 208), tmp_path / "way", 16)
