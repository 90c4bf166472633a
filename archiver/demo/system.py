"""The addresses that belong to the platform, not to the portal's editors."""

from __future__ import annotations

from http import HTTPStatus

from archiver.demo.exchange import HTML, Answer, moved
from archiver.demo.world import World

_DENIED = "<HTML><HEAD><TITLE>Lỗi: Từ chối truy cập</TITLE></HEAD><BODY><H1>Lỗi: Từ chối truy cập</H1></BODY></HTML>"
_FAILED = "<HTML><HEAD><TITLE>Lỗi</TITLE></HEAD><BODY><P>Đã có lỗi xảy ra khi xử lý yêu cầu.</P></BODY></HTML>"
_DISCO = b'<?xml version="1.0" encoding="utf-8"?><discovery xmlns="http://schemas.xmlsoap.org/disco/"></discovery>'
_XML = "text/xml; charset=utf-8"


def system_answer(world: World, path: str, host: str) -> Answer | None:
    """The answer of the platform to a path in small letters; None where it is none of its own."""
    fixed = _FIXED.get(path)
    if fixed is not None or not path.endswith(".asx"):
        return fixed
    film = next((r for r in world.videos if path == f"/media/video{r.id}.asx"), None)
    if film is None:
        return None
    name = host.partition(":")[0]
    playlist = (
        f'<ASX version="3.0"><ENTRY><REF href="mms://{name}/{film.file.name}"/>'
        f'<REF href="http://{host}{film.file.href}"/></ENTRY></ASX>'
    )
    return Answer(body=playlist.encode(), headers=(("Content-Type", "video/x-ms-asf"),))


_FIXED = {
    "/": moved("/Pages/home.aspx"),
    "/_layouts/authenticate.aspx": moved("/_layouts/AccessDenied.aspx?ReturnUrl=%2FPages%2Fhome%2Easpx"),
    "/_layouts/accessdenied.aspx": Answer(body=_DENIED.encode(), is_page=True),
    "/pages/error.aspx": Answer(body=_FAILED.encode(), is_page=True),
    "/_layouts/mobile/mbllists.aspx": moved("/_layouts/mobile/default.aspx"),
    "/_layouts/mobile/default.aspx": Answer(body=_DENIED.encode(), is_page=True),
    "/_layouts/mobile/dispform.aspx": moved("/_layouts/mobile/default.aspx"),
    "/_layouts/viewlsts.aspx": Answer(
        status=HTTPStatus.UNAUTHORIZED,
        body=b"401 UNAUTHORIZED",
        headers=(("Content-Type", HTML), ("WWW-Authenticate", "NTLM")),
    ),
    "/_vti_bin/spsdisco.aspx": Answer(body=_DISCO, headers=(("Content-Type", _XML),)),
}
