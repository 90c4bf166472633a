"""A page that is empty until its scripts have run, in a real Chromium; skipped where none is installed, but never in CI."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from archiver.crawl.browser import Asked, Browser, Given, Rendered
from archiver.crawl.devtools import BrowserError, DevTools, find_browser

pytestmark = pytest.mark.skipif(
    find_browser() is None and not os.environ.get("CI"), reason="Chromium is not installed: apt-get install chromium"
)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
SCRIPTED = """<!doctype html><title>Tin</title><div id="tin"></div><iframe src="/khung.html"></iframe><script>
fetch('/api/tin', {method: 'POST', body: '{"trang": 1}'}).then(answer => answer.json()).then(list => {
  document.getElementById('tin').innerHTML = list.map(t => `<a href="/tin/${t}">Đại hội ${t}</a>`).join('');
});
</script>"""


def render(pages: dict[str, str], *urls: str, asked: list[Asked] | None = None) -> list[Rendered]:
    """Each address, rendered by one browser; what the pages ask for themselves is written to `asked`."""

    async def fetch(one: Asked) -> Given | None:
        if asked is not None:
            asked.append(one)
        path = one.url.removeprefix("http://cong.example")
        return Given(status=200, headers=HTML, body=pages[path].encode()) if path in pages else None

    async def all_of_them() -> list[Rendered]:
        browser = Browser()
        try:
            return [
                await browser.render(
                    f"http://cong.example{url}", Given(status=200, headers=HTML, body=pages[url].encode()), fetch
                )
                for url in urls
            ]
        finally:
            await browser.close()

    return asyncio.run(all_of_them())


def test_a_page_is_read_after_its_scripts_have_run():
    asked: list[Asked] = []
    (page,) = render({"/": SCRIPTED, "/api/tin": '["mot", "hai"]', "/khung.html": "khung"}, "/", asked=asked)
    assert '<a href="/tin/hai">Đại hội hai</a>' in page.html
    assert page.whole
    assert page.leads_to is None
    post = next(one for one in asked if one.url.endswith("/api/tin"))
    assert (post.method, post.body) == ("POST", b'{"trang": 1}')
    assert "http://cong.example/khung.html" in {one.url for one in asked}


def test_a_script_that_goes_elsewhere_is_told_and_not_followed():
    asked: list[Asked] = []
    (page,) = render({"/": "<script>alert('chào'); location = '/khac.html'</script>"}, "/", asked=asked)
    assert page.leads_to == "http://cong.example/khac.html"
    assert not [one for one in asked if one.url.endswith("/khac.html")]


def test_pages_share_nothing_but_the_browser():
    one = "<script>localStorage.x = 'cũ'; document.cookie = 'a=b'</script>"
    other = "<p id=p></p><script>p.textContent = `[${localStorage.x}|${document.cookie}]`</script>"
    _, second = render({"/1": one, "/2": other}, "/1", "/2")
    assert "[undefined|]" in second.html


def test_the_browser_has_no_network_of_its_own():
    """A socket is not intercepted like a request; it must reach nobody, not even where its host is a number."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(1)
        script = (
            f"<p id=p></p><script>const s = new WebSocket('ws://127.0.0.1:{listening.getsockname()[1]}/');"
            "s.onerror = () => { p.textContent = 'không có mạng' }</script>"
        )
        (page,) = render({"/": script}, "/")
        with pytest.raises(TimeoutError):
            listening.accept()
    assert '<p id="p">không có mạng</p>' in page.html


def test_a_browser_that_does_not_start_is_told():
    async def call() -> None:
        tools = await DevTools.start(lambda *_: None, "/bin/false")
        try:
            await tools.call("Target.getTargets")
        finally:
            await tools.close()

    with pytest.raises(BrowserError, match=r"gone|does not answer"):
        asyncio.run(call())
