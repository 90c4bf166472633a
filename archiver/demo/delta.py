"""The answer to an asynchronous postback: records of length, type, name and content instead of a page."""

from __future__ import annotations

from archiver.demo.frame import Content
from archiver.demo.pagers import control
from archiver.demo.viewstate import HiddenFields


def delta(content: Content, fields: HiddenFields) -> bytes:
    """The changed part of the page, the new hidden fields, and what the page's script wants besides."""
    panel = control(content.listing, "UpdatePanel1")
    records = (
        ("updatePanel", panel.replace("$", "_"), content.panel),
        ("hiddenField", "__EVENTTARGET", ""),
        ("hiddenField", "__EVENTARGUMENT", ""),
        ("hiddenField", "__VIEWSTATE", fields.view_state),
        ("hiddenField", "__EVENTVALIDATION", fields.event_validation),
        ("asyncPostBackControlIDs", "", ""),
        ("postBackControlIDs", "", ""),
        ("updatePanelIDs", "", f"t{panel}"),
        ("childUpdatePanelIDs", "", ""),
        ("panelsToRefreshIDs", "", panel),
        ("asyncPostBackTimeout", "", "90"),
        ("formAction", "", content.listing.rpartition("/")[2]),
        ("pageTitle", "", content.title),
    )
    return "".join(f"{len(said)}|{kind}|{name}|{said}|" for kind, name, said in records).encode()
