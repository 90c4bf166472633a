"""How the archivist's account opens a portal: the profile's words for it, the login form, and the signs of a shut door.

A profile names environment variables; what stands in them is never written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from lxml import html as lxml_html

from archiver.errors import LoginError
from archiver.sites.clicks import script_text
from archiver.sites.forms import action_of, body_of
from archiver.sites.links import TWO_TEXTS
from archiver.sites.markup import base_of, label_of, one_line, text_of, tree_of, words_of
from archiver.sites.reasons import WOULD_LOG_OUT
from archiver.sites.table import Table

GUIDE = "docs/how-to/crawl-behind-a-login.md"
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,100}")
_TYPED = frozenset({"text", "email", "tel", "search", "number"})
_SAYS_LOGIN = re.compile(r"dang.?nhap|log.?[io]n|sign.?in|submit|\bok\b|\bvao\b", re.IGNORECASE)
_DO_POSTBACK = re.compile(rf"__doPostBack\(\s*{TWO_TEXTS}")
_FEW_WORDS = 40
# A part of an address as a whole: `/thoat-ngheo-ben-vung` is an article.
_PART = re.compile(r"[/?&;=#.]+")
_ENDS_SESSION = re.compile(
    r"(?:[a-z]{0,12}[-_])?(?:user|member|account|admin|portal|do|frm|my)?"
    r"(?:(?:log|sign)[-_]?(?:out|off)|dang[-_]?xuat)(?:[-_]?(?:user|page|confirm))?|thoat"
)
_CHANGES = re.compile(r"(?:delete|remove|del|xoa|xoa-bai|unsubscribe|huy)(?:[-_]?(?:item|post|news|comment))?")
_WORDS_OUT = frozenset({"dang xuat", "thoat", "log out", "logout", "sign out", "signout", "log off", "logoff"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The `[login]` table; each secret by the name of the environment variable that holds it."""

    cookies: str | None = None
    url: str | None = None  # of the login form; may be relative to the site's start
    user: str | None = None
    password: str | None = None
    user_field: str | None = None
    password_field: str | None = None
    basic: bool = False
    check: str | None = None  # words that a page shows only to those who are logged in
    over_http: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that it needs."""
        return tuple(name for name in (self.cookies, self.user, self.password) if name)


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """A login form as it is sent. It holds the password: it is shown to nobody."""

    url: str
    body: bytes
    password_field: str


def read_login(table: Table) -> Login | None:
    """The login that a profile asks for; None where it asks for none."""
    table.allow(*("cookies", "url", "user", "password", "user_field", "password_field", "basic", "check", "over_http"))
    login = Login(
        cookies=_variable(table, "cookies"),
        url=table.text("url"),
        user=_variable(table, "user"),
        password=_variable(table, "password"),
        user_field=table.text("user_field"),
        password_field=table.text("password_field"),
        basic=table.flag("basic"),
        check=table.text("check"),
        over_http=table.flag("over_http"),
    )
    if login == Login():
        return None
    ways = [name for name, given in (("cookies", login.cookies), ("url", login.url), ("basic", login.basic)) if given]
    if len(ways) != 1:
        raise table.error(
            ways[1] if ways else "",
            "must say one way in: cookies = (a browser's cookies), url = (the page with the login form), "
            "or basic = true (HTTP Basic).",
        )
    if ways != ["cookies"]:
        for name, given in (("user", login.user), ("password", login.password)):
            if given is None:
                raise table.error(name, f"is missing; name the environment variable that holds the {name}.")
    return login


def _variable(table: Table, key: str) -> str | None:
    """The name of an environment variable. What is none may be the secret itself, and is not repeated."""
    name = table.text(key)
    if name is not None and not _VARIABLE.fullmatch(name):
        raise table.error(
            key,
            "must be the name of an environment variable (capital letters, digits, _) that holds the secret; "
            "the secret itself never stands in a profile.",
        )
    return name


def submission(html: str, url: str, login: Login, user: str, password: str) -> Submission:
    """The login form of a page, filled in; LoginError where there is none that may be sent."""
    root = tree_of(html)
    field = next(_password_fields(root, login.password_field), None) if root is not None else None
    form = next(field.iterancestors("form"), None) if field is not None else None
    if root is None or field is None or form is None or not field.get("name"):
        raise LoginError(
            f"{url}: shows no form that asks for a password; give the address of the login form as url in [login], "
            f"or a browser's cookies ({GUIDE})."
        )
    action = action_of(form, base_of(root, url))
    if action is None:
        raise LoginError(f"{url}: its form goes to another host, where the password is not sent; give cookies instead.")
    if (form.get("method") or "get").strip().lower() != "post":
        raise LoginError(f"{url}: its form would write the password into an address; give cookies instead.")
    name = field.get("name") or ""
    typed = {login.user_field or _user_field(form, field): user, name: password}
    pressed = dict(_pressed(form, field))
    return Submission(action, body_of(form, pressed | {key: said for key, said in typed.items() if key}, {}), name)


def shows_login(html: str, password_field: str | None) -> bool:
    """Whether a page asks for the password; `password_field`: by what name the portal's own form does.

    Where that is not known, a page of many words is taken for a page: a portal may keep a login box beside its news.
    """
    root = tree_of(html)
    if root is None or not any(True for _ in _password_fields(root, password_field)):
        return False
    return password_field is not None or len(words_of(root).split()) < _FEW_WORDS


def says(html: str, words: str) -> bool:
    """Whether a page shows these words."""
    root = tree_of(html)
    return root is not None and label_of(words) in label_of(words_of(root))


def why_not_logged_in(url: str, text: str | None = None) -> str | None:
    """Why an address is not fetched with somebody's rights: it ends the session, or deletes something."""
    parts = [part.lower() for part in _PART.split(unquote(url.partition("//")[2].partition("/")[2])) if part]
    if any(_ENDS_SESSION.fullmatch(part) for part in parts) or (text is not None and label_of(text) in _WORDS_OUT):
        return WOULD_LOG_OUT
    if any(_CHANGES.fullmatch(part) for part in parts):
        return "it may delete something, and we are logged in"
    return None


def _password_fields(root: lxml_html.HtmlElement, name: str | None) -> Iterator[lxml_html.HtmlElement]:
    """The fields for a password; a form with two of them is one to register or to change it, and comes last."""
    fields = [one for one in root.iter("input") if (one.get("type") or "").strip().lower() == "password"]
    if name is not None:
        yield from (one for one in fields if one.get("name") == name)
        return
    forms = [next(one.iterancestors("form"), None) for one in fields]
    yield from (one for one, form in zip(fields, forms, strict=True) if forms.count(form) == 1)
    yield from (one for one, form in zip(fields, forms, strict=True) if forms.count(form) > 1)


def _user_field(form: lxml_html.HtmlElement, password: lxml_html.HtmlElement) -> str:
    """The name of the last field to write in before the password's."""
    name = ""
    for field in form.iter("input"):
        if field is password:
            break
        if (field.get("type") or "text").strip().lower() in _TYPED and field.get("disabled") is None:
            name = field.get("name") or name
    return name


def _pressed(form: lxml_html.HtmlElement, password: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """What the form's button sends: the one behind the password that says "log in", else the first there or anywhere."""
    elements = list(form.iter("input", "button", "a"))
    behind = elements[elements.index(password) :]
    buttons = [one for one in behind if _is_button(one)]
    named = [one for one in buttons if _SAYS_LOGIN.search(label_of(_words(one)))]
    scripted = [one for one in behind if _event(one) and _SAYS_LOGIN.search(label_of(_words(one)))]
    anywhere = [one for one in elements if _is_button(one)]
    button = next(iter([*named, *scripted, *buttons, *anywhere]), None)
    if button is None:
        return
    event = _event(button)
    if event is not None and not _is_button(button):
        yield from zip(("__EVENTTARGET", "__EVENTARGUMENT"), event, strict=True)
    elif name := button.get("name"):
        if (button.get("type") or "").lower() == "image":
            yield from ((f"{name}.x", "1"), (f"{name}.y", "1"))
        else:
            yield name, button.get("value") or ""


def _is_button(element: lxml_html.HtmlElement) -> bool:
    kind = (element.get("type") or ("submit" if element.tag == "button" else "")).strip().lower()
    return element.tag != "a" and kind in {"submit", "image"} and element.get("disabled") is None


def _event(element: lxml_html.HtmlElement) -> tuple[str, str] | None:
    match = _DO_POSTBACK.search(unescape(f"{element.get('href') or ''} {element.get('onclick') or ''}"))
    return (script_text(match[2]), script_text(match[4])) if match else None


def _words(element: lxml_html.HtmlElement) -> str:
    said = text_of(element) if element.tag != "input" else one_line(element.get("value") or element.get("alt") or "")
    return f"{said} {element.get('name') or ''} {element.get('id') or ''}"
