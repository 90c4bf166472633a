"""Authors and days as pages state and print them."""

from __future__ import annotations

import pytest

from archiver.extract.cutting import read_sheet
from archiver.extract.names import BOILERPLATE, Role, role_by_name
from archiver.extract.stages import Reading, extract
from archiver.model import Page
from tests.extract.made_pages import ARTICLE, BODY, read


def test_headings_in_a_row_are_the_entries_of_an_album() -> None:
    album = "".join(
        f"<h3>{number}. The bridge as the painter saw it</h3><img src=/{number}.jpg>" for number in range(1, 5)
    )
    assert "4. The bridge as the painter saw it" in read(f"<h1>Bridge</h1><article>{BODY}{album}</article>").text


@pytest.mark.parametrize(
    ("author", "byline", "expected"),
    [
        ('{"@type":"Organization","name":"Example Times"}', "By Jane Doe", "Jane Doe"),
        ('{"@type":"Organization","name":"Example Times"}', "", "Example Times"),
        ('{"@type":"Person","name":["Jane Doe","John Roe"]}', "", "Jane Doe, John Roe"),
        ('{"@type":"Person","givenName":"Jane","familyName":"Doe"}', "", "Jane Doe"),
        ('{"@type":"Person","name":"James O&#039;Neil"}', "", "James O'Neil"),
        ('{"@type":"Person","name":"Jane Doe, Chief Technology Officer"}', "", "Jane Doe"),
        ('{"@type":"Person","name":"Jane Doe"}', "By Jane Doe and John Roe, Example Times", "Jane Doe, John Roe"),
        ('{"@type":"Person","name":", VALLEY TODAY"}', "By Jane Doe", "Jane Doe"),
    ],
)
def test_whom_data_and_byline_name(author: str, byline: str, expected: str) -> None:
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{author}}}</script>'
    assert read(f"{data}<h1>Bridge will be mended</h1><div class=byline>{byline}</div>{BODY}").author == expected


def test_a_place_behind_the_sites_name_is_no_author() -> None:
    site = '<meta property="og:site_name" content="example-times.org">'
    author = '<meta name="author" content="example-times.org, Frankfurt, Germany">'
    assert read(f"{site}{author}<h1>Bridge will be mended</h1>{BODY}").author is None


def test_the_maker_of_the_program_did_not_write_the_text() -> None:
    maker = '<meta name="author" content="VINADES.,JSC"/>'
    assert read(f"{maker}<h1>Bridge will be mended</h1>{BODY}<p>Tác giả: Nguyễn Văn An</p>").author == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("<div class=byline>By Jane Doe</div>", "Jane Doe"),
        ("<div class=byline><span>By</span><br><a href=/jane>Jane Doe</a></div>", "Jane Doe"),
        ("<div class=author>Jane Doe | Staff Writer | May 4, 2024</div>", "Jane Doe"),
        ("<div>记者：王小明 来源：新华社</div>", "王小明"),
        ("<div>By Jane Doe • May 4, 2024 12:25 pm</div>", "Jane Doe"),
        ("<div>Do 25.04.24 | 14:07 Uhr | Von Eva Muster</div>", "Eva Muster"),
        (
            "<div class=byline>By</div><div class=byline>Jane Doe</div><div class=byline>and</div><div class=byline>John Roe, CNN</div>",
            "Jane Doe, John Roe",
        ),
        ("<div>Jane Doe | Senior Writer | July 2, 2025</div>", "Jane Doe"),
        ("<div>Jane Doe</div><div>July 2, 2025</div>", "Jane Doe"),
        ("<div class=byline>Eva Muster Stand: 3. März 2024</div>", "Eva Muster"),
        ("<div class=byline>Eva Muster, Datum: 3. März 2024</div>", "Eva Muster"),
        ("<div class=byline>Eingestellt von Eva Muster</div>", "Eva Muster"),
        ("<div class=byline>Auteur:</div><div class=byline>Eva Muster</div>", "Eva Muster"),
        ("<div>Fotos und Text: Eva Muster</div>", "Eva Muster"),
        ("<div>Autor: Eva Muster, 3. März 2024</div>", "Eva Muster"),
        ("<div>Yazar: Ayşe Demir Giriş: 4 Mayıs 2024</div>", "Ayşe Demir"),
        ("<meta property=og:article:author content='林小禾'>", "林小禾"),
        ("<div>Автор статьи: Анна Петрова</div>", "Анна Петрова"),
        ("<div>خبرنگار: مریم احمدی</div>", "مریم احمدی"),
        (
            "<meta name=citation_author content='Muster, Eva'><meta name=citation_author content='Pietro Ricci'>",
            "Eva Muster, Pietro Ricci",
        ),
        ("<div class=byline>Opinion by Theresa May</div>", "Theresa May"),
        ("<div class=byline>Publiziert am</div>", None),
        ("<div class=byline>Posted 3 years ago</div>", None),
        ("<div>Town Hall</div><div>Open until five</div>", None),
        ("<div>By using this site you agree to our terms</div>", None),
        ("<div>Town hall</div>", None),
    ],
)
def test_who_wrote_it(byline: str, author: str | None) -> None:
    assert read(f"<h1>Bridge will be mended</h1>{byline}{BODY}").author == author


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Jane Doe | Staff Writer | May 4, 2024", "2024-05-04"),
        ("by Jane Doe on May 4, 2024", "2024-05-04"),
        ("2024-05-04 09:57 来源：光明网 作者：王小明", "2024-05-04"),
        ("建立于:2024年5月4日", None),
        ("（2024年5月4－5日，南开大学）", None),
        ("Posted on May 4, 2024 by Jane Doe", "2024-05-04"),
        ("Last updated May 4, 2024", "2024-05-04"),
        ("Started by Jane Doe, May 04, 2024, 11:23:55 AM", "2024-05-04"),
        ("4. - 9. Mai 2024", None),
        ("May 4 - May 9, 2024", None),
        ("05/14/2024 - 05/28/2024", None),
        ("May 4, 2024. Updated: May 7, 2024", "2024-05-04"),
        ("May 4, 2024 6 min read", "2024-05-04"),
        ("Jane 04.05.2024, 15:07 Uhr", "2024-05-04"),
        ("4 мая 2024, 13:43", "2024-05-04"),
        ("Опубликовано: 14.05.2024", "2024-05-14"),
        ("Publié le : mardi 14/05/2024", "2024-05-14"),
        ("mardi 14 mai 2024, par Jeanne Dupré", "2024-05-14"),
        ("Dienstag, 14. Mai 2024", "2024-05-14"),
        ("Publicado el martes, 14 de mayo de 2024", "2024-05-14"),
        ("发布日期：2024-05-14", "2024-05-14"),
        ("Foire du 14 mai 2024", None),
        ("05.14.2024", "2024-05-14"),
        ("تم نشره السبت 4 أيار / مايو 2024 09:22 مساءً", "2024-05-04"),
        ("2024.05.04. 오후 8:06", "2024-05-04"),
        ("Author: SuperUser Account/Saturday, May 4, 2024/Categories: Health", "2024-05-04"),
        ("Yazar: Jane Doe Giriş: 4 Mayıs 2024 14:05", "2024-05-04"),
        ("প্রকাশ: ০৪ মে ২০২৪, ১০:২৫", "2024-05-04"),
        ("1403/02/15", "2024-05-04"),
        ("04/05/2567", "2024-05-04"),
        ("Publicada el 4 de mayo de 2024", "2024-05-04"),
        ("Rabu, 4 Mei 2024 11:42 WIB", "2024-05-04"),
        ("प्रकाशन तिथि : 14/05/2024", "2024-05-14"),
        ("di Redazione 4 maggio 2024", "2024-05-04"),
        ("Ivana Babić | 4. svibnja 2024. u 09:30", "2024-05-04"),
        (
            "Dieser Eintrag wurde am Samstag, 4. Mai 2024 um 19:22 Uhr von Jan verfasst und unter Ort abgelegt",
            "2024-05-04",
        ),
        ("Bonn, 04.05.2024", None),
        ("The bridge was built on May 4, 1924 by the county", None),
        ("The conference takes place May 4, 2024", None),
    ],
)
def test_a_line_beside_the_title_dates_the_page(line: str, published: str | None) -> None:
    found = read(f"<h1>Bridge will be mended</h1><div>{line}</div>{BODY}").published
    assert (found or "")[:10] == (published or "")


def test_the_printed_day_stands_before_an_instant_in_utc() -> None:
    stated = '<meta property="article:published_time" content="2024-05-05T02:10:00Z">'
    assert read(f"{stated}<h1>Bridge</h1><div>May 4, 2024</div>{BODY}").published == "2024-05-04"
    assert read(f"{stated}<h1>Bridge</h1>{BODY}").published == "2024-05-05T02:10:00+00:00"
    filed = "https://www.example-times.org/2024/05/04/bridge"
    assert read(f"{stated}<h1>Bridge</h1>{BODY}", filed).published == "2024-05-04"
    revised = "<div>Updated</div><div class=date>11:21 pm CST, May 4, 2024</div>"
    assert read(f"{stated}<h1>Bridge</h1>{revised}{BODY}").published == "2024-05-04"
    other = "https://www.example-times.org/2024/05/03/bridge"
    assert read(f"{stated}<h1>Bridge</h1>{BODY}", other).published == "2024-05-05T02:10:00+00:00"


STATED = '<meta property="article:published_time" content="2019-05-05T09:10:00+02:00">'


@pytest.mark.parametrize(
    ("heading", "published"),
    [
        ("<h1>Bridge</h1><div>May 1, 2024</div>", "2024-05-01"),
        ("<h1>Bridge</h1><div>Updated May 1, 2024</div>", "2019-05-05T09:10:00+02:00"),
        ("<h1>Bridge</h1><div>Updated on</div><time class=date>May 1, 2024</time>", "2019-05-05T09:10:00+02:00"),
        ("<div>Live</div><h1>Bridge</h1><div>May 1, 2024</div>", "2019-05-05T09:10:00+02:00"),
        ("<h1>Bridge</h1><div>May 6, 2019</div>", "2019-05-05T09:10:00+02:00"),
    ],
)
def test_the_day_under_the_title_stands_before_the_stated_one_unless_it_is_a_revision(
    heading: str, published: str
) -> None:
    assert read(f"{STATED}{heading}{BODY}").published == published


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("2024-05-01T20:23:00+02:00", "2019-05-05T09:10:00+02:00"),
        ("2024-05-01T20:24:00+02:00", "2024-05-01T20:24:00+02:00"),
        ("2024-05-01", "2024-05-01"),
    ],
    ids=["to the minute", "another minute", "only the day"],
)
def test_a_printed_clock_that_the_data_call_the_last_change_is_no_publication(printed: str, published: str) -> None:
    changed = '<meta property="article:modified_time" content="2024-05-01T20:23:00+02:00">'
    line = f'<time class="date" datetime="{printed}">{printed}</time>'
    assert read(f"{STATED}{changed}<h1>Bridge</h1>{line}{BODY}").published == published


def test_a_day_further_down_stands_before_the_stated_one_if_it_is_earlier() -> None:
    head = "<h2>What the council said</h2><div>Jane Doe</div><div>7 min read</div><div>Follow</div><div>"
    assert read(f"{STATED}<h1>Bridge</h1>{head}May 1, 2016</div>{BODY}").published == "2016-05-01"
    assert read(f"{STATED}<h1>Bridge</h1>{head}May 1, 2024</div>{BODY}").published == "2019-05-05T09:10:00+02:00"


def test_a_list_of_this_year_has_the_day_that_it_prints() -> None:
    head = "<h2>What the council said</h2><div>Jane Doe</div><div>7 min read</div><div>Follow</div><div>"
    title = "<h1>The best bridges in 2024</h1>"
    assert read(f"{STATED}{title}{head}May 1, 2024</div>{BODY}").published == "2024-05-01"
    assert read(f"{STATED}<h1>From 2019 to 2024</h1>{head}May 1, 2024</div>{BODY}").published.startswith("2019-05-05")


def test_a_year_of_two_figures_is_read_beside_the_title_alone() -> None:
    assert read(f"<h1>Brücke</h1><p>Von: Jane Doe | 31.10.23</p>{BODY}").published == "2023-10-31"
    assert read(f"<h1>Brücke</h1><p>Von: Jane Doe | 31.10.23</p>{BODY}").published_raw == "Von: Jane Doe | 31.10.23"
    for line in ("Version 20.10.23 of the program", "45.10.23", "31.20.23", "1.31.10.23", "31.10.23.7"):
        assert read(f"<h1>Brücke</h1><p>{line}</p>{BODY}").published is None
    assert read(f"<h1>Brücke</h1>{2 * BODY}<p>Jane Doe | 31.10.23</p>").published is None


def test_who_wrote_it_may_stand_over_the_references() -> None:
    end = "<p>Written by Jane Doe</p><p>References</p>" + "".join(
        f"<p>[{number}] What the council said of the bridge in its yearly report</p>" for number in range(1, 4)
    )
    assert read(f"{ARTICLE}<h1>Bridge</h1><article>{BODY}{end}</article>").author == "Jane Doe"


@pytest.mark.parametrize(
    "notice",
    [
        "［有料会員限定］ この記事は会員限定です。電子版に登録すると続きをお読みいただけます。",
        "Sign in to continue reading, and support the work of our newsroom.",
        "Vui lòng đăng nhập để đọc tiếp bài viết này.",
    ],
)
def test_what_sends_away_who_has_not_paid_ends_no_text(notice: str) -> None:
    draft = read(f"{ARTICLE}<h1>Bridge</h1><article>{BODY}<p>{notice}</p></article>")
    assert draft.text
    assert notice not in draft.text


def test_a_day_alone_under_the_title_is_the_pages_whatever_its_box_is_called() -> None:
    box = "<div class=newsletter><p>May 4, 2024</p><p>Sign up for more</p></div>"
    assert read(f"<h1>Bridge</h1>{box}{BODY}").published == "2024-05-04"
    assert read(f"<h1>Bridge</h1>{BODY}{box}").published is None


def test_a_published_instant_that_the_data_call_a_revision_is_none() -> None:
    stated = '<meta property="article:published_time" content="2024-05-04 10:00:30 +0200">'
    data = (
        '<script type="application/ld+json">{"@type":"TechArticle","dateModified":"2024-05-04T10:00:30+02:00"}</script>'
    )
    assert read(f"{stated}<h1>Bridge</h1>{BODY}").published == "2024-05-04T10:00:30+02:00"
    assert read(f"{data}{stated}<h1>Bridge</h1>{BODY}").published is None


def test_the_chinese_word_of_publication_tells_a_day_anywhere_near() -> None:
    text = (
        "<p>这座桥建于四十年前，市议会在长时间的讨论之后，决定在冬天到来之前对它进行修复，因为它已经不再安全了。</p>"
        * 3
    )
    page = f"<div>李明 {{word}} 2024-05-14 11:46</div><h1>这座桥终于要修了</h1>{text}"
    assert (read(page.format(word="发表于")).published or "")[:10] == "2024-05-14"
    assert read(page.format(word="访问")).published is None


def test_a_clock_under_a_later_post_is_not_the_threads() -> None:
    post = "<p>I went over the bridge on my way to work, and it was closed, so do not go there.</p>"
    page = f"<h1>Bridge</h1>{post * 4}<div>Posted : 14/05/2024 3:08 pm</div><div>{post}</div><div><p>Posted : 14/05/2024 9:31 pm</p></div>"
    assert read(page).published == "2024-05-14T15:08:00+07:00"


def test_a_day_of_revision_dates_only_what_has_no_other_and_not_from_the_foot() -> None:
    both = "<div>Published</div><div>May 4, 2024</div><div>Last updated</div><div>May 7, 2024</div>"
    assert read(f"<h1>Bridge</h1>{both}{BODY}").published == "2024-05-04"
    revised = "<div>Updated on May 7, 2024</div>"
    draft = read(f"<h1>Bridge</h1>{revised}{BODY}")
    assert (draft.published, draft.published_raw) == ("2024-05-07", "Updated on May 7, 2024")
    assert draft.stages["published"] == "revised"
    foot = f"<h1>Bridge</h1>{BODY}<footer>Last updated on May 7, 2024.</footer>"
    assert read(foot, "https://www.example-times.org/bridge").published is None


def test_a_day_that_others_have_as_well_hides_no_day_above_the_title() -> None:
    page = f"<div>May 4, 2024</div><h1>Bridge</h1><article>{BODY}</article>" + "".join(
        f"<div class=card><div class=date>June {day}, 2024</div><h3>Fair</h3><p>Come and see.</p></div>"
        for day in (1, 2, 3)
    )
    assert read(page, "https://www.example-times.org/bridge").published == "2024-05-04"


def test_a_day_in_the_share_bar_over_the_title_is_the_pages() -> None:
    bar = "<div class=share><div>BSS</div><div>4 May 2024, 11:59</div></div>"
    assert (read(f"{bar}<h1>Bridge will be mended</h1>{BODY}").published or "")[:10] == "2024-05-04"


def test_an_agencys_text_begins_with_its_day() -> None:
    def opening(words: str) -> str | None:
        text = f"<p>{words} The council of the town has decided to repair the old bridge before winter.</p>"
        return read(f"<h1>Bridge</h1><article>{text}{BODY}</article>", "https://www.example-times.org/bridge").published

    assert opening("RAJSHAHI, May 4, 2024 (BSS) -") == "2024-05-04"
    assert opening("NIAMEY, Niger – May 4, 2024 –") == "2024-05-04"
    assert opening("ST. PAUL, Minn., May 4, 2024 –") == "2024-05-04"
    assert opening("(4. Mai 2024)") == "2024-05-04"
    assert opening("Open, as said before, May 4, 2024 – closed again.") is None
    assert opening("On Saturday, May 4, 2024, it was closed.") is None
    assert opening("Hà Nội, ngày 04 tháng 5 năm 2024 -") is None


def test_a_row_of_events_dates_no_page() -> None:
    events = "".join(
        f"<li><div class=date>May {day}, 2024</div><h2><a href=/{day}>Fair</a></h2><p>In the town hall.</p></li>"
        for day in (4, 5, 9)
    )
    url = "https://www.example-times.org/events"
    assert read(f"<h1>Fairs of the year</h1><p>What is on in our town.</p><ul>{events}</ul>", url).published is None


def test_what_a_shop_states_is_not_the_day_of_a_text() -> None:
    kind = '<script type="application/ld+json">{"@graph":[{"@type":["WebPage","ItemPage"]}]}</script>'
    stated = f'{ARTICLE}<meta property="article:published_time" content="2024-05-04T10:00:00+02:00">'
    url = "https://www.example-times.org/cup"
    assert read(f"{stated}<h1>Cup</h1>{BODY}", url).published == "2024-05-04T10:00:00+02:00"
    assert read(f"{stated}{kind}<h1>Cup</h1>{BODY}", url).published is None


def test_of_two_clocks_the_one_that_shows_the_stated_moment_dates_the_page() -> None:
    stated = '<meta property="article:published_time" content="2024-05-05T02:10:00Z">'
    printed = "<time class=date>May 4, 2024 at 8:10 p.m.</time><time class=date>May 5, 2024 at 9:31 a.m.</time>"
    assert read(f"{stated}<h1>Bridge</h1>{printed}{BODY}").published == "2024-05-04T20:10:00+07:00"


def test_a_weblogs_last_line_dates_the_entry() -> None:
    line = "Dieser Beitrag wurde am Samstag, 4. Mai 2024 um 12:00 Uhr veröffentlicht und unter Brücken gespeichert. Du kannst alle Kommentare verfolgen."
    assert (read(f"<h1>Bridge</h1><article>{BODY}<p>{line}</p></article>").published or "")[:10] == "2024-05-04"


@pytest.mark.parametrize(
    ("path", "published"),
    [
        ("2024/05/04/bridge", "2024-05-04"),
        ("2024/may/04/bridge", "2024-05-04"),
        ("news/14-05-2024", "2024-05-14"),
        ("news/04-05-2024", None),
        ("2024/05/bridge", None),
        ("2024/13/44/bridge", None),
    ],
)
def test_the_address_dates_what_nothing_else_does(path: str, published: str | None) -> None:
    assert read(f"<h1>Bridge will be mended</h1>{BODY}", f"https://www.example-times.org/{path}").published == published


@pytest.mark.parametrize(
    ("page", "path", "published"),
    [
        ("<body id=news20240504_k1>{}", "bridge", "2024-05-04"),
        ("<body>{}", "20240504-bridge", "2024-05-04"),
        ("<body>{}", "bridge", None),
        ("<body id=news20240506_k1>{}", "bridge", None),
        ("<body id=news20240504_k1>{}<p class=date>[05月06日 11時30分]</p>", "20240506-bridge", "2024-05-04"),
    ],
    ids=["page's own name", "address", "no year", "another day", "the first that is told twice"],
)
def test_a_day_without_its_year_has_it_from_the_name_or_address_of_the_page(
    page: str, path: str, published: str | None
) -> None:
    html = page.format(f"<h1>Bridge will be mended</h1><p class=date>[05月04日 11時30分]</p>{BODY}")
    assert read(html, f"https://www.example-times.org/{path}").published == published


def test_a_leaf_off_a_calendar_is_read_piece_by_piece() -> None:
    leaf = "<div class=date><span>May</span> <span>{}</span><span>2024</span></div>"
    text = f"<h1>Bridge will be mended</h1>{BODY}"
    assert read(leaf.format("04") + text).published == "2024-05-04"
    others = "".join(f"{leaf.format(day)}<h2>Fair</h2><p>Come and see.</p>" for day in ("11", "12", "13"))
    assert read(leaf.format("04") + text + others).published is None


@pytest.mark.parametrize(
    ("classes", "inside", "published"),
    [
        ("page-template-default page page-id-1024", "", None),
        ("page page-id-1024", "<div>May 4, 2024</div>", "2024-05-04"),
        ("page page-id-1024 page-child parent-pageid-7", "", "2024-05-04"),
        ("single single-post postid-1024", "", "2024-05-04"),
        ("page", "", "2024-05-04"),
    ],
    ids=["a page", "that prints its day", "under another page", "a post", "made otherwise"],
)
def test_a_page_that_stands_beside_the_posts_of_a_site_has_no_day(
    classes: str, inside: str, published: str | None
) -> None:
    stated = '<meta property="article:published_time" content="2024-05-04T10:00:00Z">'
    page = f'<head>{ARTICLE}{stated}</head><body class="{classes}"><h1>What our customers say</h1>{inside}{BODY}'
    draft = read(page, "https://www.example-times.org/stories/")
    assert (draft.published and draft.published[:10]) == published


def test_what_is_filed_under_one_word_and_calls_itself_no_article_has_no_day() -> None:
    page = f"{STATED}<h1>What we do for our customers</h1>{BODY}"
    assert read(page, "https://www.example-shop.org/service/").published is None
    assert read(page, "https://www.example-shop.org/new-service/").published == "2019-05-05T09:10:00+02:00"
    assert read(ARTICLE + page, "https://www.example-shop.org/service/").published == "2019-05-05T09:10:00+02:00"


def test_what_a_comment_states_does_not_date_the_page() -> None:
    comment = '<div class=comments><time itemprop=datePublished datetime="2024-05-04T10:00:00Z">May 4</time><p>Well done, at last.</p></div>'
    assert read(f"<h1>Bridge will be mended</h1><article>{BODY}</article>{comment}").published is None


def test_a_day_among_many_of_its_kind_is_another_pages() -> None:
    versions = "".join(f"<li class=date>2024-05-{day:02}</li>" + "<li>no changes</li>" * 12 for day in range(1, 5))
    page = f"<ul>{versions}<li class=date>2024-05-09</li></ul><h1>Bridge</h1>{BODY}"
    assert read(page, "https://www.example-times.org/bridge").published is None


def test_the_name_of_the_site_behind_a_name_is_no_second_person() -> None:
    byline = "<div class=byline>von Eva Muster, VALLEY Nord</div>"
    assert read(f"<h1>Bridge</h1>{byline}{BODY}", "https://www.valley.example/bridge").author == "Eva Muster"


def test_a_thread_begins_with_its_first_post() -> None:
    posts = "".join(
        f"<div class=post><time class=date>{day} May 2024, 18:36</time><p>I went over the bridge and it was {word}, so do not go there.</p></div>"
        for day, word in ((4, "closed"), (5, "still closed"), (9, "open again"))
    )
    assert (read(f"<h1>Bridge</h1><div>{posts}</div>").published or "")[:10] == "2024-05-04"


def test_a_home_page_was_not_published_on_a_day() -> None:
    stated = '<meta property="article:published_time" content="2024-05-05T02:10:00Z">'
    assert read(f"{stated}<h1>Welcome</h1>{BODY}", "https://www.example-times.org/").published is None


@pytest.mark.parametrize(
    ("end", "day"),
    [
        ("<p>Benni<br>10 September 2017</p>", "2017-09-10"),
        ("<p>Benni<br>10 September 2017</p><p>We said so before, in a letter of some length.</p>", None),
        ("<p>Benni<br>10 September 2017</p><div><h3>Last entry</h3><p>9 May 2016</p></div>", None),
    ],
    ids=["signed", "the text goes on", "another day"],
)
def test_a_home_page_that_is_a_letter_has_the_day_with_which_it_ends(end: str, day: str | None) -> None:
    """A portal's farewell, when nothing else is left of it."""
    assert read(f"<h1>Time to say goodbye</h1>{BODY}{end}", "https://www.example-times.org/").published == day


@pytest.mark.parametrize(
    ("above", "under", "day"),
    [
        ("<div>Thứ Ba, 25/11/2025</div><div>Trang chủ</div>", "<div>Ngày đăng: 26/03/2008</div>", "2008-03-26"),
        ("<div>Thứ Ba, 25/11/2025</div><div>Trang chủ &gt; Tin tức</div>", "", None),
        ("<div>Thứ Ba, 25/11/2025</div><ul class=breadcrumb><li>Tin tức</ul>", "", None),
        ("<div>Trang chủ</div><div>Thứ Ba, 25/11/2025</div>", "", "2025-11-25"),
    ],
    ids=["and one under the text", "over the way to the page", "over what is named so", "under it"],
)
def test_over_the_way_to_a_page_stands_the_day_of_today(above: str, under: str, day: str | None) -> None:
    """Many portals print it there, without a word that says so: the day of the crawl is not the article's."""
    assert read(f"{above}<h1>Sửa chữa cây cầu cũ của thành phố</h1>{BODY}{under}").published == day


@pytest.mark.parametrize(
    "above", ["", "<div>当前位置：首页>>会议>>秘书处</div>"], ids=["a title", "a path, and a title"]
)
def test_what_is_taken_for_text_above_it_is_not_where_a_text_begins(above: str) -> None:
    """Else the line that names the author stands too far down: title, day, source, "Von David Hutzler"."""
    html = f"{above}<h1>Bridge will be mended</h1>{BODY}"
    reading = Reading(Page(url="https://www.example-times.org/", html=html), None)
    *others, title = [block for block in reading.sheet.blocks if block.index <= bool(above)]
    text = reading.sheet.blocks[title.index + 1 :]
    extent = reading._extent([*others, title, *text], (title,))
    assert (extent.title, extent.first, extent.last) == (title.index, text[0].index, text[-1].index)


def test_what_readers_write_is_kept_apart() -> None:
    comments = "<div class=comments><p>A good decision, at last somebody does something.</p></div>"
    draft = read(f"<h1>Bridge will be mended</h1><article>{BODY}</article>{comments}")
    assert "A good decision" not in draft.text
    assert [part.text for part in draft.parts if part.kind == "comment"] == [
        "A good decision, at last somebody does something."
    ]


@pytest.mark.parametrize("named", ['class="hometext m-bottom"', 'itemprop="description"', 'class="sapo"'])
def test_a_lead_in_a_box_over_the_texts_own_belongs_to_it(named: str) -> None:
    lead = "The old bridge over the river will be mended before winter comes."
    draft = read(
        f"<h1>Bridge to be mended</h1><div {named}>{lead}</div><figure><img src=b.jpg><figcaption>The bridge</figcaption></figure>"
        f'<div class="bodytext" itemprop="articleBody">{BODY}</div>'
    )
    assert draft.lead == lead
    assert draft.text.startswith(lead)


def test_a_page_that_shows_nothing_says_what_its_data_say() -> None:
    page = (
        '<title>Bridge</title><meta name="description" content="The council &amp; mayor met."><body><div id=app></div>'
    )
    draft = extract(Page(url="https://so-vi-du.example/a/b.html", html=page))
    assert (draft.text, draft.stage) == ("The council & mayor met.", "stated text")
    assert (draft.html, draft.markdown) == ("<p>The council &amp; mayor met.</p>", "The council & mayor met.")


@pytest.mark.parametrize(
    "lead", ["<p class=subtitle>{}</p>", "<div class=teaser-text><p>{}</p></div>", "<h2 class=dek>{}</h2>"]
)
def test_a_summary_under_the_title_belongs_to_the_text(lead: str) -> None:
    """However short it is, and with the writer and the day between; of its own article, not of the next."""
    words = "The council will mend it."
    below = "<div class=byline>Jane Doe</div><time>May 4, 2024</time><div>3 min read</div><div>--</div><div>12</div><div>Listen</div>"
    assert read(f"<h1>Bridge to be repaired</h1>{lead.format(words)}{below}{BODY}").text.startswith(words)
    other = f"<h1>Bridge to be repaired</h1>{lead.format(words)}<p>{'Other words stand between them. ' * 4}</p><hr>{below}{BODY}"
    assert read(other).lead is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>Baca juga: <a href=/x>Harga gula pasir naik</a></p>",
        "<p><b>PROČITAJTE JOŠ</b><a href=/x>Cijene povrća porasle</a></p>",
    ],
)
def test_a_line_that_leads_to_another_text_is_none_of_this_one(line: str) -> None:
    draft = read(f"<h1>Bridge to be repaired</h1>{BODY}{line}{BODY}")
    assert "gula" not in draft.text
    assert "Cijene" not in draft.text
    told = read(f"<h1>Bridge</h1>{BODY}<p>Read more: <a href=/x>what the mayor said of it on Monday</a></p>{BODY}")
    assert "the mayor" in told.text


def test_the_sentence_under_an_entry_is_not_of_it() -> None:
    entry = "Dieser Eintrag wurde am Samstag, 4. Mai 2024 um 19:22 Uhr von Jan verfasst und unter <a href=/o>Ort</a> abgelegt. Du kannst folgen."
    draft = read(f"<h1>Bridge to be repaired</h1><div>{BODY}<p><small>{entry}</small></p></div>")
    assert "Eintrag" not in draft.text
    assert (draft.published or "")[:10] == "2024-05-04"


@pytest.mark.parametrize(
    ("picture", "line"),
    [
        ("<p align=center><img src=a.jpg></p>", "<p align=center>{}</p>"),
        ('<p style="text-align: center"><img src=a.jpg></p>', '<p style="text-align:center"><em>{}</em></p>'),
        ("<center><img src=a.jpg></center>", "<p align=center>{}<br></p>"),
    ],
)
def test_a_line_set_off_under_a_picture_is_its_caption(picture: str, line: str) -> None:
    caption = "Delegates at the opening of the bridge"
    draft = read(f"<h1>Bridge to be repaired</h1>{BODY}{picture}{line.format(caption)}{BODY}")
    assert caption not in draft.text
    assert [part.text for part in draft.parts if part.kind == "caption"] == [caption]
    assert caption in read(f"<h1>Bridge to be repaired</h1>{BODY}{line.format(caption)}{BODY}").text


def test_a_centred_text_under_a_picture_is_a_text() -> None:
    lines = "".join(f"<p>Line {n} of the poem that somebody set</p>" for n in range(9))
    assert "Line 0" in read(f"<h1>A poem of the bridge</h1><center><p><img src=a.jpg></p>{lines}</center>").text


def test_a_day_with_a_label_of_its_own_is_no_value_of_the_details() -> None:
    facts = "<dl class=article-info><dt>Details</dt><dd class=published>Published: 4 May 2024</dd></dl>"
    assert (read(f"<h1>Bridge to be repaired</h1>{facts}{BODY}").published or "")[:10] == "2024-05-04"


def test_teasers_under_linked_titles_are_a_listing() -> None:
    items = "".join(
        f"<p><a href=/{n}>The council decides on bridge number {n} of the town</a></p><p>It was a long debate, and all of them were heard.</p>"
        for n in range(5)
    )
    draft = read(f"<h1>Bridges</h1><div>{items}</div>", "https://www.example-times.org/bridges")
    assert (draft.kind, draft.reason) == (None, "listing")


def test_the_words_of_a_name_are_whole_words() -> None:
    """A wiki makes a heading's id of its words, accents and all: of "của dốm" nothing is an "ad"."""
    assert role_by_name("mim_veo_của_dốm_giậu") == Role.NONE
    assert role_by_name("box_ad") & BOILERPLATE


def test_what_a_box_has_is_not_what_it_is() -> None:
    assert role_by_name("news disableAsideSection enableBodyAds has-sidebar") == Role.NONE
    assert role_by_name("aside-section") & Role.SIDE


@pytest.mark.parametrize("name", ["flow_hidden", "SkipContent"])
def test_what_a_name_only_seems_to_say(name: str) -> None:
    """Of SMF, and of Indian portals, where it is round all of the text."""
    assert role_by_name(name) == Role.NONE


@pytest.mark.parametrize("name", ["hidden", "is-hidden", "skip-link", "site-header"])
def test_what_a_name_does_say(name: str) -> None:
    assert role_by_name(name)


def test_a_frame_that_the_text_fills_is_round_it() -> None:
    text = "".join(
        f"<p>Đoạn {n} của bài nói khá dài dòng về việc này, với dấu phẩy, để ai cũng thấy là văn bản.</p>"
        for n in range(5)
    )
    body = f"<div class=article-body>{text}</div>"
    other = "".join(
        f"<p>Một tin khác số {n}, dài như một đoạn văn, nhưng đứng ở nơi khác trên trang này.</p>" for n in range(40)
    )
    blocks = read_sheet(f"<div class='modal ads-wrapper'>{body}</div><div>{other}</div>").blocks
    assert not any(block.is_boilerplate for block in blocks[:5])
    blocks = read_sheet(f"<div class='modal ads-wrapper'>{text}{body}{text}{text}</div><div>{other}</div>").blocks
    assert all(block.is_boilerplate for block in blocks[:20])


def test_the_questions_of_a_page_do_not_stand_for_its_article() -> None:
    faq = '{"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "How old?", "author": "The Editors"}]}'
    article = '{"@type": "Article", "headline": "Bridge", "author": {"@type": "Person", "name": "Jane Doe"}}'
    scripts = "".join(f'<script type="application/ld+json">{one}</script>' for one in (faq, article))
    assert read(f"{scripts}<h1>Bridge</h1>{BODY}").author == "Jane Doe"


def test_a_day_of_which_the_address_knows_too_is_the_pages() -> None:
    page = f"<h1>Speech at the bridge</h1><p>Example, March 31, 2003</p>{BODY}"
    assert read(page, "https://www.example.org/speeches/20030331_speech.html").published == "2003-03-31"
    assert read(page, "https://www.example.org/speeches/20030401_speech.html").published is None
    signed = page.replace("Example, March 31, 2003", "Đồng Nai, ngày 31 tháng 3 năm 2003")
    assert read(signed, "https://www.example.org/speeches/20030331_speech.html").published is None


def test_the_caption_of_a_film_is_kept_and_not_what_its_player_says() -> None:
    caption = "Jane Doe shows how the bridge will be mended, and what it costs."
    inner = f"<div class=status>You need Flash.</div><div class=caption-box><p>{caption}</p></div><p>Not on your device.</p>"
    film = f"<object data=film.swf><param name=movie value=film.swf><object data=film.swf>{inner}</object>No player</object>"
    draft = extract(Page(url="https://www.example-times.org/bridge", html=f"<h1>Bridge</h1>{film}<div>{BODY}</div>"))
    assert [part.text for part in draft.parts if part.kind == "caption"] == [caption]
    told = f"{draft.html} {draft.text}"
    assert caption in draft.html
    assert not any(words in told for words in ("Flash", "device", "No player"))
    assert draft.text.count("\n") == 2
