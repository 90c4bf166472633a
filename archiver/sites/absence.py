"""What an answer says against an address: that its page is gone, or no longer for everybody.

One such answer proves nothing: a server may be in trouble, a page under repair. It counts when the next crawl hears it
again. Trouble of the server (5xx, no answer) and a refusal (403, 429) say nothing of the page and are no signs at all.
"""

from __future__ import annotations

from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, origin_of

# Reasons of extraction for which a page is none: the words of an error page, a password to be given, nothing at all.
_SAID = {
    "error": "the page says that there is nothing (soft 404)",
    "login": "a login is asked for",
    "empty": "the page is empty",
}


SHOWS_HOME = "it shows the home page"
SHOWS_NOTHING = "it shows what other addresses show that had nothing in common with it"


def absent_by_head(status: int, url: str, location: str | None, profile: SiteProfile) -> str | None:
    """Why status and redirect say that the page is not there; None where they do not say it."""
    if status in {404, 410}:
        return f"HTTP {status}"
    if status == 401:
        return "a login is asked for (HTTP 401)"
    if not 300 <= status < 400 or location is None:
        return None
    target = absolute(location, url)
    if target is None or profile.key_of(target) == profile.key_of(url):
        return None
    return _led_to(target, url, profile)


def absent_by_page(reason: str) -> str | None:
    """Why a page that came says that its text is not there; `reason`: what extraction calls it."""
    return _SAID.get(reason)


def leads_away(absent: str) -> bool:
    """Whether a sign says no more than that the page has another address now."""
    return absent.startswith(_AWAY)


def leads_to_login(target: str, profile: SiteProfile) -> bool:
    """Whether an address is that of the login, whatever it says of the way back."""
    url = profile.login.url if profile.login else None
    if url is not None and profile.key_of(target.partition("?")[0]) == profile.key_of(url.partition("?")[0]):
        # `index.php?do=login` is the login, and `index.php?do=tin` is none.
        return "?" not in url or url.partition("?")[2] in target.partition("?")[2]
    return profile.kind_of(target) == "login" or profile.trap_of(target) == "login"


_AWAY = "it leads to "


def _led_to(target: str, url: str, profile: SiteProfile) -> str | None:
    kind = profile.kind_of(target)
    if leads_to_login(target, profile):
        return "a login is asked for (redirect)"
    if kind == "error" or profile.trap_of(target) == "error page":
        return "it redirects to an error page"
    if is_home(target, profile) and not is_home(url, profile):
        return "it redirects to the home page"
    return f"{_AWAY}{target}" if origin_of(target) != origin_of(url) else None


def is_home(url: str, profile: SiteProfile) -> bool:
    """Whether this is an address of the portal's first page."""
    return profile.kind_of(url) == "home" or (
        profile.start is not None and profile.key_of(url) == profile.key_of(profile.start)
    )
