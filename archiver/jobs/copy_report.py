"""What became of a second copy: what was brought, and what could not be."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from archiver.warc.writer import warc_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not copied, and why."""

    file: str
    why: str


@dataclass(slots=True)
class Copied:
    """What a run has brought to the copy, and what of it is not as it should be."""

    to: str
    files: list[str] = field(default_factory=list)  # brought now
    bytes: int = 0
    already: int = 0  # files that were there
    open: list[str] = field(default_factory=list)  # not closed yet: what is committed of them is there
    refused: list[Refusal] = field(default_factory=list)
    only_there: list[str] = field(default_factory=list)  # files of the copy that this archive does not have

    @property
    def whole(self) -> bool:
        return not self.refused

    def add(self, later: Copied) -> None:
        """What a second run brought at once after the first: the note of this copy."""
        self.files += [name for name in later.files if name not in self.files]
        self.bytes += later.bytes
        self.refused += later.refused

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {
            "done_at": warc_date(datetime.now(UTC)),
            "outcome": "whole" if self.whole else "partial",
        }
