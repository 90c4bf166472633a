"""What became of a crawl's addresses is counted as they are written down."""

from __future__ import annotations

from archiver.store.frontier import UrlState
from archiver.store.outcomes import EXAMPLES, MOST_REASONS, OTHERS, Outcome, Tally


def state(number: int, name: str, reason: str | None) -> UrlState:
    return UrlState(url=f"http://h/{number}", state=name, reason=reason, http_status=None, last_tried=None)


def tallied(states: list[UrlState]) -> tuple[Outcome, ...]:
    tally = Tally()
    assert list(tally.passing(states)) == states
    return tally.outcomes


def test_addresses_are_counted_by_reason_with_some_examples():
    states = [state(n, "archived", None) for n in range(3)]
    states += [state(n, "skipped", f"trap: {n} of 20 pages with such an address said it") for n in range(12)]
    archived, skipped = tallied(states)
    assert archived == Outcome("archived", "", 3)
    assert (skipped.addresses, len(skipped.examples), skipped.examples[0]) == (12, EXAMPLES, "http://h/0")


def test_a_portal_that_gives_a_thousand_reasons_is_told_in_short():
    outcomes = tallied([state(n, "failed", f"no answer from host-{n}.example") for n in range(1000)])
    assert len(outcomes) == MOST_REASONS + 1
    assert sum(outcome.addresses for outcome in outcomes) == 1000
    (others,) = [outcome for outcome in outcomes if outcome.reason == OTHERS]
    assert others.addresses == 1000 - MOST_REASONS
