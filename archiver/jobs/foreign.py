"""What is different for a capture that others made: it may be of another site, and nobody said what its page was for."""

from __future__ import annotations

from dataclasses import replace

from archiver.jobs.examine import Finding, as_file
from archiver.jobs.payload import key_of, may_be_markup
from archiver.model import FIRST_PART, Capture
from archiver.sites.profile import SiteProfile


def as_listing(capture: Capture, profile: SiteProfile) -> Capture:
    """With the part that its page plays, where that is the first page of a section's listing."""
    if capture.role is not None or capture.method != "GET":
        return capture
    key = profile.key_of(capture.url)
    section = next((one for one in profile.sections if one.url and profile.key_of(one.url) == key), None)
    return replace(capture, role="listing", section=section.name) if section else capture


def without_reading(capture: Capture, profile: SiteProfile) -> Finding | None:
    """What can be said of a capture without reading it: a page of another site, or a file too large to be held."""
    size = len(capture.body) if capture.payload_size is None else capture.payload_size
    finding = Finding(capture=replace(capture, body=b""), url_key=key_of(capture, profile), size=size)
    if may_be_markup(capture) and not profile.in_scope(capture.url):
        return replace(finding, reason="a page of another site")
    if capture.truncated and capture.truncated.startswith(FIRST_PART):
        return replace(finding, reason="a part of an answer", trouble=capture.truncated)
    if capture.payload_size is None:
        return None
    coded = (capture.header("content-encoding") or "identity").lower() != "identity" or bool(
        capture.header("transfer-encoding")
    )
    if may_be_markup(capture) or coded or capture.truncated or capture.status != 200 or capture.method != "GET":
        return replace(finding, reason="too large", trouble=f"{size} bytes are more than is read; they are kept")
    return as_file(finding, capture.body, digest=capture.digest.removeprefix("sha256:"), size=size)
