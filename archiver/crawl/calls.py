"""What the portal is asked at this moment, and how a crawl that is to end hangs up.

Scrapy waits for each answer before it closes, and our patience with old portals is two minutes: whoever stops a crawl
means seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

GRACE = 5.0  # seconds for an answer that is arriving when the crawl is to end


class HungUpError(IgnoreRequest):
    """The crawl ended before the answer: nothing of it is kept, and the next run asks again."""


@dataclass(slots=True, eq=False)
class Call:
    """One that is under way."""

    timer: asyncio.Timeout
    heard: bool = False  # whether anything of the answer has come

    def hear(self) -> None:
        self.heard = True


class Calls:
    """All that are under way."""

    def __init__(self) -> None:
        self._open: set[Call] = set()
        self._hung_up = False

    @asynccontextmanager
    async def call(self) -> AsyncIterator[Call]:
        """What is done within is ended by `hang_up`, with a HungUpError."""
        if self._hung_up:
            raise HungUpError("the crawl is to end")
        call = Call(asyncio.timeout(None))
        self._open.add(call)
        try:
            async with call.timer:
                yield call
        except TimeoutError:
            if not call.timer.expired():
                raise
            raise HungUpError("the crawl ended before the answer") from None
        finally:
            self._open.discard(call)

    def hang_up(self) -> None:
        """On who has not begun to answer, at once; on the others soon. Nobody is called any more."""
        if not self._hung_up:
            self._hung_up = True
            self._end({call for call in self._open if not call.heard})
            asyncio.get_running_loop().call_later(GRACE, lambda: self._end(set(self._open)))

    def _end(self, calls: set[Call]) -> None:
        for call in calls:
            call.timer.reschedule(asyncio.get_running_loop().time())
        self._open -= calls  # one that takes a while to end is not ended twice
