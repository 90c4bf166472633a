"""What our requests say of us."""

from __future__ import annotations

from archiver import __version__
from archiver.store.ledger import Validators


def user_agent(contact: str = "") -> str:
    """Who we are, and where the portal's owner can write to: some turn away what does not say it."""
    return f"portal-archive/{__version__} (web archive{f'; +{contact}' if contact else ''})"


def default_headers(contact: str = "") -> dict[str, str]:
    """The header fields of every request. brotli and zstd are left out: common WARC readers cannot decode them."""
    headers = {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Encoding": "gzip, deflate",
    }
    return headers | ({"From": contact} if "@" in contact and "/" not in contact else {})


def conditions(held: Validators) -> dict[str, str]:
    """The header fields that ask whether something has changed since a capture (RFC 9110, 13.1)."""
    named = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in named.items() if value}
