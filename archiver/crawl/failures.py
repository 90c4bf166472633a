"""What went wrong with a request, in plain words: an archivist reads them years later."""

from __future__ import annotations

from twisted.python.failure import Failure

_NO_ANSWER = {
    "DownloadConnectionRefusedError": "the connection was refused",
    "CannotResolveHostError": "the host's name is not known",
    "DownloadTimeoutError": "no answer in time",
}


def why_ignored(failure: Failure) -> str:
    """Why a request was not made, or its answer not read."""
    message: str = failure.getErrorMessage()
    return "it unpacks to more than the limit; what came is kept" if "during decompression" in message else message


def why_unanswered(failure: Failure) -> str:
    """In plain words; Twisted wraps the reasons of a broken exchange in a list of failures."""
    reasons = getattr(failure.value.__cause__, "reasons", None) or [failure]
    words = [f"{reason.type.__name__}: {reason.getErrorMessage()}" for reason in reasons]
    return _NO_ANSWER.get(failure.type.__name__) or f"the exchange broke off ({'; '.join(words)})"[:300]
