"""What the profile allows a crawl to cost; what is over stays known and is not fetched."""

from __future__ import annotations

import time
from datetime import datetime

from archiver.crawl.session import Session
from archiver.quantity import counted
from archiver.store.frontier import Wanted

_COUNT_AGAIN = 1.0  # seconds


class Purse:
    """Counts requests against the budgets; those that crawl.db counts outlive the process."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._budget = session.profile.budget
        self._frontier = session.ledger.frontier
        self._counted_at = 0.0

    def over(self) -> str | None:
        """Why the crawl as a whole must end, in words."""
        budget, now = self._budget, time.time()
        if (budget.requests, budget.megabytes, budget.hours) == (None, None, None):
            return None
        if budget.requests is None and now - self._counted_at < _COUNT_AGAIN:
            return None
        self._counted_at = now
        row = self._session.row
        if budget.requests is not None and row.requests >= budget.requests:
            return f"budget: the crawl's {counted(budget.requests, 'request is', 'requests are')} made"
        if budget.megabytes is not None and row.bytes >= budget.megabytes * 1_000_000:
            return f"budget: the crawl's {budget.megabytes} MB are fetched"
        began = datetime.fromisoformat(row.started_at).timestamp()
        if budget.hours is not None and now - began >= budget.hours * 3600:
            hours = "1 hour is" if budget.hours == 1 else f"{budget.hours:g} hours are"
            return f"budget: the crawl's {hours} over"
        return None

    def empty_for(self, wanted: Wanted, host: str) -> str | None:
        """Why this request is over a budget, in words."""
        if wanted.role == "robots":
            return None
        budget = self._budget
        if budget.host is not None and self._frontier.spent(f"host {host}") >= budget.host:
            return f"budget: the {counted(budget.host, f'request to {host} is', f'requests to {host} are')} made"
        if self._of_section(wanted) and self._frontier.spent(section := f"section {wanted.section}") >= (
            budget.section or 0
        ):
            return f"budget: the {counted(budget.section or 0, f'request to {section} is', f'requests to {section} are')} made"
        return None

    def pay(self, wanted: Wanted, host: str) -> None:
        if self._budget.host is not None:
            self._frontier.spend(f"host {host}")
        if self._of_section(wanted):
            self._frontier.spend(f"section {wanted.section}")

    def _of_section(self, wanted: Wanted) -> bool:
        return self._budget.section is not None and wanted.section is not None
