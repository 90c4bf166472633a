"""What a tag, a class and an id say about the matter inside: navigation, advertisement, caption, byline ..."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise


class Role:
    """What an element is for, as its names tell: bits of an int, since several can hold."""

    NONE = 0
    NAVIGATION = 1
    SIDE = 2
    FOOT = 4
    RELATED = 8
    SHARE = 16
    ADVERT = 32
    COMMENTS = 64
    HIDDEN = 128
    FORM = 256
    TAGS = 512
    CAPTION = 1024
    BYLINE = 2048
    DATE = 4096
    TITLE = 8192
    LEAD = 16384
    BODY = 32768
    HEAD = 65536
    ATTACHMENTS = 131072
    BREADCRUMB = 262144


BOILERPLATE = (
    Role.NAVIGATION | Role.SIDE | Role.FOOT | Role.RELATED | Role.SHARE | Role.ADVERT | Role.COMMENTS
    | Role.HIDDEN | Role.FORM | Role.TAGS
)  # fmt: skip
ASIDE_FROM_TEXT = Role.CAPTION | Role.BYLINE | Role.DATE

_WORDS: dict[int, str] = {
    Role.NAVIGATION: "nav navbar navigation menu submenu topmenu mainmenu megamenu navmenu topnav subnav leftnav breadcrumb "
    "breadcrumbs crumbs crumb pagination pager paging paginator skiplink skip quicklaunch globalbreadcrumb duongdan toolbar ribbon",
    Role.SIDE: "sidebar aside rail leftareacell rightrail sidenav skyscraper",
    Role.FOOT: "footer copyright colophon subfooter",
    Role.RELATED: "related relatedposts relatednews relatedlinks recommended recommendation recommendations recirc recirculation "
    "popular trending mostread mostviewed readmore outbrain taboola lienquan tinlienquan tinkhac othernews tincungchuyenmuc "
    "tincu tinmoi morenews seealso zergnet mostpopular",
    Role.SHARE: "share sharing shares social socials addthis sharethis sociallinks socialmedia sharebar follow addtoany",
    Role.ADVERT: "ad ads adv advert adverts advertisement advertising adsense dfp gpt sponsor sponsored promo promos quangcao adsbygoogle",
    Role.COMMENTS: "comments disqus commentlist commentform respond binhluan livefyre",
    Role.HIDDEN: "hidden displaynone invisible sronly offscreen visuallyhidden hideaccessible hid",
    Role.FORM: "newsletter subscribe subscription signup signin login register cookie cookies consent gdpr onetrust optanon cmp modal popup lightbox searchbox searchform",
    Role.TAGS: "tags taglist tagcloud tagline keywords",
    Role.CAPTION: "caption captions credit credits photocredit imagecaption chuthich figcaption copyrights",
    Role.BYLINE: "byline author authors tacgia writer contributor bylines",
    Role.DATE: "date datetime dateline timestamp ngay ngaydang pubdate published thoigian postdate publishdate createdate datepublished",
    Role.TITLE: "tieude title headline entrytitle posttitle articletitle newstitle tieudetin titlenews "
    "titulo titolo titre titel tytul naslov judul baslik",
    Role.LEAD: "sapo lead lede standfirst intro summary subtitle dek subhead subheadline tomtat chapo teaser description excerpt hometext",
    Role.BODY: "articlebody entrycontent postcontent articlecontent storybody noidung newscontent postbody bodytext contentbody "
    "detailcontent maincontent storycontent chitiet noidungtin articletext",
    Role.HEAD: "masthead banner topbar siteheader pageheader bannercontainer globalheader sitetitle",
    Role.ATTACHMENTS: "attachments attachment dinhkem filedinhkem tepdinhkem tailieu",
    Role.BREADCRUMB: "breadcrumb breadcrumbs crumbs duongdan",
}
_ROLE_OF: dict[str, int] = {}
for _role, _names in _WORDS.items():
    for _word in _names.split():
        _ROLE_OF[_word] = _ROLE_OF.get(_word, Role.NONE) | _role

_TAGS = {
    "nav": Role.NAVIGATION, "aside": Role.SIDE, "footer": Role.FOOT, "form": Role.NONE, "figcaption": Role.CAPTION,
    "dialog": Role.FORM, "menu": Role.NAVIGATION, "address": Role.NONE, "time": Role.DATE,
}  # fmt: skip
_ARIA = {
    "navigation": Role.NAVIGATION, "banner": Role.HEAD, "contentinfo": Role.FOOT, "complementary": Role.SIDE,
    "search": Role.FORM, "dialog": Role.FORM, "alert": Role.FORM,
}  # fmt: skip
_PROPERTIES = {
    "headline": Role.TITLE, "name": Role.NONE, "articlebody": Role.BODY, "datepublished": Role.DATE, "author": Role.BYLINE,
    "description": Role.LEAD, "caption": Role.CAPTION, "dc:date": Role.DATE, "dc:date dc:created": Role.DATE,
}  # fmt: skip
# "has-sidebar", "disableAsideSection": what a box has or has not, and not what it is.
_OF_A_STATE = frozenset(("has", "no", "with", "without", "enable", "enabled", "disable", "disabled"))
_OF_A_FACT = frozenset(("birth", "expiry", "deadline"))  # "birth-date" is no day of publication
_HIDE_PARTS = frozenset(("label", "title", "heading", "caption", "flow"))
_SKIPPED_TO = frozenset(("content", "main"))
_PIECES = re.compile(
    r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])"
)  # của_dốm is two words: in plain letters alone "a" and "d" stood together
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def role_of(tag: str, aria: str | None, style: str | None, prop: str | None) -> int:
    """The role that an element has by what it is."""
    role = _TAGS.get(tag, Role.NONE)
    if aria:
        role |= _ARIA.get(aria, Role.NONE)
    if style and _HIDING.search(style):
        role |= Role.HIDDEN
    if prop:
        role |= _PROPERTIES.get(prop.lower(), Role.NONE)
    return role


def role_by_name(names: str) -> int:
    """The role that an element's class and id give it."""
    role = Role.NONE
    for name in names.split():
        role |= _said_by(name)
    return role


@lru_cache(maxsize=32768)
def _said_by(name: str) -> int:
    """The role of one name: the sites of one make share most of them, in other company."""
    if name.isalpha() and name.islower():
        return _ROLE_OF.get(name, Role.NONE)
    pieces = [piece.lower() for piece in _PIECES.findall(name)]
    role, before = Role.NONE, ""
    for piece in pieces:
        role |= _ROLE_OF.get(piece, Role.NONE) | _ROLE_OF.get(before + piece, Role.NONE)
        before = piece
    if len(pieces) > 2:
        role |= _ROLE_OF.get("".join(pieces), Role.NONE)
    if role & Role.HIDDEN and _hides_no_text(pieces):
        role ^= Role.HIDDEN
    if role & Role.NAVIGATION and _is_skipped_to(pieces):
        role ^= Role.NAVIGATION
    if role & Role.DATE and not _OF_A_FACT.isdisjoint(pieces):
        role ^= Role.DATE
    return Role.NONE if len(pieces) > 1 and pieces[0] in _OF_A_STATE else role


def _hides_no_text(pieces: list[str]) -> bool:
    """Whether it is no more than the name of a box that nobody sees, as in Drupal's `field--label-hidden`, or what hangs over an edge.

    SMF's `flow_hidden` holds the line that tells the day of a post.
    """
    return any(after == "hidden" and one in _HIDE_PARTS for one, after in pairwise(pieces))


def _is_skipped_to(pieces: list[str]) -> bool:
    """Whether it is where a link for the keyboard leads, as `<div id="SkipContent">` round all of an Indian portal's text."""
    return pieces[0] == "skip" and pieces[-1] in _SKIPPED_TO
