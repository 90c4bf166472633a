"""The reading room in a real browser: what a reader does there, on a phone, by night, by keyboard, in Vietnamese."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from xml.etree import ElementTree as Tree

import httpx
import pytest

from archiver.crawl.devtools import find_browser
from archiver.layout import ArchiveFolder
from archiver.vietnamese.folding import fold
from tests.judges import axe, needs_judges
from tests.serve.browsing import Canary, Reader, opened
from tests.serve.kept import Kept
from tests.serve.lived import NAME, Lived, lived

pytestmark = pytest.mark.skipif(
    find_browser() is None and not os.environ.get("CI"), reason="Chromium is not installed: apt-get install chromium"
)

ATOM = "{http://www.w3.org/2005/Atom}"
FRONT = f"/-/read/{NAME}"
PHONE = 390
_FINDINGS = """axe.run(document, {iframes: false, resultTypes: ['violations'], runOnly: RULES}).then(told => told.violations.map(
one => [one.id, one.impact, ...one.nodes.map(node => node.html.slice(0, 200) + ' ' + node.failureSummary)]))"""
_EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_COLOURS = {"type": "rule", "values": ["color-contrast"]}
KINDS = (  # written out, because tests are named before there is an archive
    "home", "front", "search", "search narrowed", "search in vain", "search for nothing", "article with a document",
    "article with pictures", "article reworded", "former wording", "difference", "similar", "changes", "no such article", "withheld", "replay",
    "replay of a list", "replay of a file", "all times", "not in the replay", "database", "table", "table of captures", "row",
    "question", "question with a value", "question in SQL", "question that fails", "no question", "no such table", "no such page",
    "crawls", "report of a crawl", "schedule", "ledger", "ledger of what is held", "ledger of what was left out",
    "ledger of what is withheld", "fixity", "storage", "expectations", "figures",
)  # fmt: skip
# Of Datasette's own pages what axe calls moderate stays: the order of their headings, and parts outside of any landmark.
THEIRS = KINDS[KINDS.index("database") : KINDS.index("no question")]


@pytest.fixture(scope="module")
def archive(portal, crawled, tmp_path_factory) -> Lived:
    return lived(portal, crawled, tmp_path_factory.mktemp("lived"))


@pytest.fixture(scope="module")
def room(archive: Lived, crawled) -> Iterator[str]:
    with opened(archive.folder, crawled) as address:
        yield address


@pytest.fixture(scope="module")
def tab(tmp_path_factory) -> Iterator[Reader]:
    canary = Canary()
    reading = Reader(canary, tmp_path_factory.mktemp("browser"))
    yield reading
    reading.close()
    canary.close()
    assert canary.visits == []


@pytest.fixture
def reader(tab: Reader, room: str) -> Iterator[Reader]:
    """The one tab, as if it were new; whatever a test does in it, it asks nobody else and nothing fails."""
    tab.look()
    tab.forget()
    yield tab
    assert [one for one in tab.asked if not one.startswith((f"{room}/", "data:", "about:"))] == []
    assert (tab.said, tab.ran) == ([], [])


def findings(reader: Reader, rules: dict[str, object], *, moderate: bool = True) -> list[list[str]]:
    """What axe-core finds in the page."""
    if not reader.evaluate("'axe' in window"):
        reader.evaluate(f"{axe()};0")
    found = reader.evaluate(_FINDINGS.replace("RULES", json.dumps(rules)))
    assert found is not None, "axe-core did not answer"
    return [one for one in found if moderate or one[1] in {"serious", "critical"}]


def hits(reader: Reader) -> list[str]:
    return list(reader.evaluate("[...document.querySelectorAll('.hits li > a')].map(one => one.getAttribute('href'))"))


def ask(reader: Reader, room: str, question: str) -> list[str]:
    """Type a question into the box of the front page."""
    reader.goto(f"{room}{FRONT}")
    reader.click("#q", inside=False)
    reader.write(question)
    assert reader.evaluate("location.pathname") == f"{FRONT}/search"
    assert reader.evaluate("document.querySelector('#q').value") == question
    return hits(reader)


def test_every_kind_of_page_is_looked_at(archive):
    assert tuple(archive.places()) == KINDS


@needs_judges
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_for_everybody(reader, room, archive, kind):
    """In both languages, by day and by night, wide and on a phone: nothing is found, and nothing to scroll sideways."""
    address = f"{room}{archive.places()[kind]}"
    for language, width in (("en", 1000), ("vi", PHONE)):
        reader.look(width=width, language=language)
        reader.goto(address)
        assert findings(reader, _EVERY_RULE, moderate=kind not in THEIRS) == []
        reader.look(width=width, language=language, dark=True)
        assert findings(reader, _COLOURS) == []
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
    assert {one for one in reader.said if not one.endswith(f" {address}")} == set()
    reader.said.clear()  # an answer of 400 and above is told of the page itself


@needs_judges
def test_what_stands_in_the_frame_in_place_of_a_page_is_for_everybody(reader, room):
    """Scripts do not run in the sandbox, not axe's either, so the markup is read outside of it."""
    reader.goto(f"{room}/-/replay/{NAME}/2014if_/http://nobody.example/")
    reader.said.clear()  # the status is 404
    reader.lay_out(reader.html(inside=False))
    assert findings(reader, _EVERY_RULE) == []


@needs_judges
def test_axe_would_have_told(reader):
    """The measure is sound: it names what is wrong in a page that nobody took care of."""
    reader.lay_out("<html><title>x</title><p style='color:#999;background:#fff'>grey<input><img src='data:,'>")
    found = {one[0] for one in findings(reader, _EVERY_RULE)}
    assert {"html-has-lang", "label", "image-alt", "color-contrast"} <= found


def test_a_question_is_answered_however_it_is_typed(reader, room, archive):
    number, title = archive.one(
        "SELECT id, title FROM articles WHERE kind = 'article' AND id NOT IN (SELECT article_id FROM attachments) ORDER BY id"
    )
    wanted = f"{FRONT}/article/{number}"
    words = " ".join(re.findall(r"\w+", title)[:6])
    assert wanted in ask(reader, room, words)
    assert reader.evaluate("document.querySelectorAll('mark').length") > 0
    assert wanted in ask(reader, room, fold(words))
    assert fold(words) != words


def test_a_document_is_found_by_its_number(reader, room, archive):
    number, written = archive.one("SELECT id, document_number FROM articles WHERE document_number IS NOT NULL")
    assert ask(reader, room, written)[0] == f"{FRONT}/article/{number}"


def test_a_facet_narrows_the_hits(reader, room):
    ask(reader, room, "dang bo")
    before = reader.evaluate("document.querySelector('[role=status]').textContent")
    count = reader.evaluate("document.querySelector('aside .counted li span').textContent")
    reader.click("aside .counted a", inside=False)
    assert f"Found: {count}" in reader.evaluate("document.querySelector('[role=status]').textContent") != before
    reader.click(".chosen a", inside=False)
    assert reader.evaluate("document.querySelector('[role=status]').textContent") == before


def test_from_the_changes_to_two_wordings_side_by_side(reader, room):
    reader.goto(f"{room}{FRONT}")
    reader.click(f'nav a[href="{FRONT}/changes"]', inside=False)
    reader.click('nav.chosen a[href*="kind=changed"]', inside=False)
    kinds = reader.evaluate("[...document.querySelectorAll('.turn')].map(one => one.className)")
    assert set(kinds) == {"turn turn-changed"}
    reader.click('.turns a[href*="/difference"]', inside=False)
    changed = reader.evaluate("['del', 'ins'].map(one => document.querySelectorAll(one).length)")
    assert max(changed) > 0
    assert reader.evaluate("[...document.querySelectorAll('del, ins')].every(one => one.textContent.trim())")


def test_from_the_text_to_the_page_as_it_looked(reader, room, archive):
    reader.goto(f"{room}{archive.places()['article with pictures']}")
    title = reader.evaluate("document.querySelector('h1').textContent")
    assert reader.evaluate("document.querySelectorAll('.pictures img').length") > 0
    reader.click('a[href*="/-/replay/"]', inside=False)
    assert title in " ".join(reader.html().split())
    assert all(width > 0 for width in reader.pictures())


def test_page_3_of_a_list_is_reached_by_clicking(reader, room, archive):
    url = archive.one("SELECT url FROM captures WHERE method = 'POST' AND role = 'listing'")
    first = archive.replay(f"method = 'GET' AND url = '{url}'")
    reader.goto(f"{room}{first}")
    for page in ("2", "3"):
        links = re.findall(r'<a href="([^"]*pb_[^"]*)">(.*?)</a>', reader.html())
        reader.click(f'a[href="{next(href for href, text in links if text == page)}"]')
    assert re.search(r">\s*3\s*</(?:span|b|strong|td)>", reader.html())


@pytest.mark.parametrize("feed", [f"{FRONT}/changes.atom", f"{FRONT}/search.atom?q=dang+bo"])
def test_feeds_are_atom(room, feed):
    """What RFC 4287 demands of a feed and of each of its entries."""
    answer = httpx.get(f"{room}{feed}", timeout=30)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = Tree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == str(answer.url)
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for one in (root, *entries):
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", one.findtext(f"{ATOM}updated"))
    names = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("feed", ["search?q=dang+bo", "changes"])
def test_a_page_names_its_feed(reader, room, feed):
    reader.goto(f"{room}{FRONT}/{feed}")
    address = reader.evaluate("document.querySelector('link[type=\"application/atom+xml\"]').href")
    assert httpx.get(address, timeout=30).status_code == 200


@pytest.mark.parametrize("kind", ["front", "article reworded", "table"])
def test_night_is_dark(reader, room, archive, kind):
    address = f"{room}{archive.places()[kind]}"
    brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    reader.goto(address)
    assert min(reader.evaluate(brightness)) > 200
    reader.look(dark=True)
    assert max(reader.evaluate(brightness)) < 60


def test_the_browsers_language_is_spoken(reader, room):
    reader.look(language="vi-VN,vi;q=0.9,en;q=0.5")
    reader.goto(f"{room}{FRONT}")
    assert reader.evaluate("document.documentElement.lang") == "vi"
    assert reader.evaluate("document.querySelector('label[for=q]').textContent") == "Tìm trong kho lưu trữ"
    reader.look(language="fr, en")
    reader.goto(f"{room}{FRONT}")
    assert reader.evaluate("document.documentElement.lang") == "en"


_FOCUS = """(() => { const one = document.activeElement, look = getComputedStyle(one);
return [one.id || one.getAttribute('href') || one.textContent, look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
one.getBoundingClientRect().right > 0]; })()"""


def test_no_figure_of_a_table_is_broken(tab, tmp_path):
    """On a phone a table of ten columns is scrolled within its box, and the page stays as wide as the screen."""
    kept = Kept(ArchiveFolder(tmp_path / "tables"))
    cells = "".join(f"<td>{word}</td>" for word in ["1.245", "Hoàn thành", "24.836.712"] * 4)
    kept.article(1, "Bảng", f"<p>Số liệu:</p><table><tbody><tr>{cells}</tr></tbody></table>")
    with opened(kept.done()) as address:
        tab.look(width=PHONE)
        tab.goto(f"{address}/-/read/tables/article/1")
        lines = """[...document.querySelectorAll('.text td')].map(cell => { const range = document.createRange();
            range.selectNodeContents(cell); return [cell.textContent, range.getClientRects().length]; })"""
        assert {words: count for words, count in tab.evaluate(lines) if " " not in words} == {
            "1.245": 1,
            "24.836.712": 1,
        }
        assert max(count for _, count in tab.evaluate(lines)) <= 2
        box = "document.querySelector('.text .scrolled')"
        assert tab.evaluate(f"{box}.scrollWidth > {box}.clientWidth")
        assert tab.evaluate(f"{box}.focus() || document.activeElement === {box}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE


def walk(reader: Reader, steps: int) -> list[str]:
    """What the Tab key reaches, one after the other; all of it is seen, and seen to have the focus."""
    reached = []
    for _ in range(steps):
        reader.press("Tab")
        name, outlined, on_screen = reader.evaluate(_FOCUS)
        assert outlined, name
        assert on_screen, name
        reached.append(name)
    return reached


ORDERS = ["?q=dang+bo", "?q=dang+bo&sort=newest", "?q=dang+bo&sort=oldest"]


def test_everything_is_reached_by_keyboard(reader, room):
    reader.goto(f"{room}{FRONT}/search?q=dang+bo")
    head = ["#main", "/", FRONT, f"{FRONT}/changes", f"{FRONT}/crawls", f"/{NAME}", "q", "Search"]
    assert walk(reader, 12) == [*head, *ORDERS, hits(reader)[0]]


def test_the_first_key_leads_past_the_head(reader, room):
    reader.goto(f"{room}{FRONT}/search?q=dang+bo")
    reader.press("Tab")
    reader.press("Enter")
    assert walk(reader, 4) == [*ORDERS, hits(reader)[0]]


def test_a_table_is_filtered_by_keyboard(reader, room, archive):
    reader.goto(f"{room}{archive.places()['table']}")
    names = [name for name in walk(reader, 12) if name]
    assert f"/{NAME}" in names
    focused = "document.activeElement.getAttribute('aria-label')"
    reader.goto(f"{room}{archive.places()['table']}")
    reached = []
    for _ in range(8):
        reader.press("Tab")
        reached.append(reader.evaluate(focused))
    assert [one for one in reached if one] == ["Column to filter by", "How to compare", "Value to compare with"]
