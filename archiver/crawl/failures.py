"""What went wrong with a request, in plain words: an archivist reads them years later."""

from __future__ import annotations

from scrapy.exceptions import DownloadFailedError
from twisted.python.failure import Failure


def why_ignored(failure: Failure) -> str:
    """Why a request was not made, or its answer not read."""
    message: str = failure.getErrorMessage()
    return "it unpacks to more than the limit; what came is kept" if "during decompression" in message else message


def why_unanswered(failure: Failure) -> str:
    """In plain words."""
    told: str = failure.getErrorMessage()
    return f"the exchange broke off ({told})" if failure.check(DownloadFailedError) else told
