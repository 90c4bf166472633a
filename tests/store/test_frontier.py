"""What the frontier makes of an address that is named more than once."""

from pathlib import Path

import pytest

from archiver.store.frontier import UrlState, Wanted
from archiver.store.ledger import Ledger

HOST = "http://cong.vn"
NO_SECTION = "out of scope: in no section"


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(tmp_path / "crawl.db") as opened:
        yield opened


def named(path: str, skip: str | None = None, *, role: str = "page", section: str | None = None) -> Wanted:
    url = f"{HOST}{path}"
    return Wanted(key=url, url=url, role=role, priority=70, section=section, skip=skip, via=f"{HOST}/{role}")


def states(ledger: Ledger) -> dict[str, tuple[str, str | None]]:
    found: list[UrlState] = [*ledger.frontier.url_states()]
    return {one.url.removeprefix(HOST): (one.state, one.reason) for one in found}


@pytest.mark.parametrize("cut_off", [False, True])
def test_a_refused_address_is_fetched_where_a_listing_names_it(ledger: Ledger, tmp_path: Path, cut_off: bool):
    """The home page, read first, names it as a page of no section."""
    ledger.frontier.want([named("/bai-1", NO_SECTION)])
    item = named("/bai-1", role="item", section="thoi-su")
    if cut_off:
        ledger.commit()
        ledger.close()
        ledger = Ledger(tmp_path / "crawl.db")
    assert ledger.frontier.news([item]) == (item,)
    assert ledger.frontier.want([item]) == 1
    (task,) = ledger.frontier.due("cong.vn", 1.0, 5, ())
    assert task.wanted == item
    assert ledger.frontier.counts() == {"queued": 1}
    assert ledger.frontier.want([item]) == 0
    ledger.close()


def test_what_was_fetched_or_may_still_be_stays_as_it_was_named_first(ledger: Ledger):
    ledger.frontier.want([named("/bai-1"), named("/bai-2")])
    first, _ = ledger.frontier.due("cong.vn", 1.0, 5, ())
    ledger.frontier.done(first.id)
    again = [named("/bai-1", role="item"), named("/bai-2", NO_SECTION), named("/bai-2", role="item")]
    assert ledger.frontier.news(again) == ()
    assert ledger.frontier.want(again) == 0
    assert states(ledger) == {"/bai-1": ("archived", None), "/bai-2": ("queued", None)}


def test_what_one_link_calls_the_way_out_stays_refused(ledger: Ledger):
    """A script may name the address alone; it would end the session all the same."""
    ledger.frontier.want([named("/x", "it would log us out")])
    assert ledger.frontier.want([named("/x")]) == 0
    assert states(ledger) == {"/x": ("skipped", "it would log us out")}


def test_what_its_host_forbids_is_not_asked_for_again_because_another_page_names_it(ledger: Ledger):
    ledger.frontier.want([named("/cam")])
    (task,) = ledger.frontier.due("cong.vn", 1.0, 5, ())
    ledger.frontier.give_up(task.id, "skipped", "robots.txt disallows it")
    assert ledger.frontier.want([named("/cam", role="item")]) == 0
    assert states(ledger) == {"/cam": ("skipped", "robots.txt disallows it")}
