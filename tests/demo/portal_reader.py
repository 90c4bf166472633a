"""A reader with a browser: keeps cookies, sends a pager's postback as the page's script would."""

import re
import urllib.error
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import quote, urlencode, urljoin

_HIDDEN = re.compile(r'<INPUT type="hidden" name="([^"]+)" id="[^"]*" value="([^"]*)"', re.IGNORECASE)
_POSTBACK = re.compile(r"__doPostBack\('([^']+)','([^']*)'\)")
_LINK = re.compile(r'(?:href|src)="([^"]*)"', re.IGNORECASE)

_BANNER = re.compile(
    r'<IMG (?:class="banner" )?src="/Style%20Library/images/banner\d\.png" alt="" (?:border=0|/)>', re.IGNORECASE
)
_NOISE = re.compile(
    r'name="__(?:REQUESTDIGEST|VIEWSTATE|EVENTVALIDATION)"[^>]*>|<!-- Rendered using.*?-->'
    r'|<DIV class="(?:homnay|box-today)">.*?</DIV>|\d+ Lượt xem|<SPAN id="?(?:luot|visitors)"?>\d+</SPAN>'
    r'|<SCRIPT type="text/javascript">.*?</SCRIPT>\s*',
    re.DOTALL | re.IGNORECASE,
)


class Reader:
    def __init__(self) -> None:
        handler = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), handler)

    def get(self, url, **headers):
        """Status, headers and body; errors are answers too."""
        return self._send(urllib.request.Request(url, headers=headers))

    def post(self, url, form, **headers):
        return self._send(urllib.request.Request(url, data=urlencode(form).encode(), headers=headers))

    def page(self, url):
        return self.get(url)[2].decode()

    def _send(self, request):
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


def form_of(html, argument, target=None):
    """The fields that a click on the pager sends."""
    fields = {name: unescape(value) for name, value in _HIDDEN.findall(html)}
    found = target or _POSTBACK.search(html).group(1)
    return {**fields, "__EVENTTARGET": found, "__EVENTARGUMENT": argument}


def offered(html):
    return [argument for _, argument in _POSTBACK.findall(html)]


def links_of(url, html):
    """Every address that the page names, as a browser would ask for it."""
    for href in _LINK.findall(html):
        if not href.startswith(("javascript:", "#")):
            yield quote(urljoin(url, unescape(href)).partition("#")[0], safe="%/:?=&,;+~()$!*'@")


def without_noise(html: str) -> str:
    """The page less what differs on every answer: two answers with one content are then equal."""
    banners = "".join(sorted(_BANNER.findall(html)))
    return _BANNER.sub("", _NOISE.sub("", html)) + banners
