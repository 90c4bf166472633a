"""Titles as pages state and print them."""

from __future__ import annotations

import pytest

from archiver.extract.site_names import without_site
from tests.extract.made_pages import ARTICLE, BODY, read


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge to be repaired | Example Times", "Bridge to be repaired"),
        ("Bridge to be repaired - local news - Example Times", "Bridge to be repaired"),
        ("Example Times: news", "Example Times: news"),
        ("Example! Times | example-times.org - Bridge to be repaired", "Bridge to be repaired"),
        ("Example Times | Bridge to be repaired", "Bridge to be repaired"),
        ("The Example Times Valley Prize | All about it", "The Example Times Valley Prize"),
        (
            "Bridge to be repaired - after forty years of promises it happens",
            "Bridge to be repaired - after forty years of promises it happens",
        ),
    ],
)
def test_the_site_is_cut_from_a_title(title: str, expected: str) -> None:
    assert without_site(title, frozenset(), "www.example-times.org") == expected


def test_most_of_the_places_decide_on_the_title() -> None:
    html = f"""<title>Bridge will be mended - Example Times</title><meta property="og:title" content="Bridge will be mended">
    <body><h1>Town hall</h1>{BODY}"""
    assert read(html).title == "Bridge will be mended"
    assert read(f"<title>Home</title><h1>Bridge will be mended</h1>{BODY}").title == "Bridge will be mended"


def test_an_article_is_called_as_its_one_h1_says() -> None:
    metas = '<title>Bridge repairs: what to know - Example Times</title><meta property="og:title" content="Bridge repairs: what to know">'
    heading = "<h1>After forty years the bridge will be mended</h1>"
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == "After forty years the bridge will be mended"
    assert (
        read(f"{metas}{heading}{BODY}").title == "Bridge repairs: what to know"
    )  # a page of another kind may have a slogan
    long = "<h1>After forty years of repairs the bridge will be mended</h1>"  # no slogan is so long
    assert read(f"{metas}{long}{BODY}").title == "Bridge repairs: what to know"
    alike = '<title>The bridge will be mended in forty days</title><meta property="og:title" content="The bridge will be mended in forty days">'
    assert read(f"{alike}{long}{BODY}").title == "After forty years of repairs the bridge will be mended"
    kicker = '<title>Bridge will be mended</title><meta property="og:title" content="Bridge will be mended">'
    assert read(f"{ARTICLE}{kicker}<h1>Town life: Bridge will be mended</h1>{BODY}").title == "Bridge will be mended"


def test_a_heading_in_an_articles_header_is_not_the_sites_name() -> None:
    head = (
        '<meta property="og:title" content="Bridge will be mended"><title>Bridge will be mended - Example Times</title>'
    )
    header = "<header><h1>Bridge will be mended</h1></header>"
    assert read(f"{head}<h1>News</h1><article>{header}{BODY}</article>").title == "Bridge will be mended"


def test_an_articles_title_may_stand_in_its_header() -> None:
    metas = (
        '<meta property="og:title" content="Bridge will be mended"><title>Bridge will be mended - Example Times</title>'
    )
    heading = "<header class=masthead><h1>Bridge will be mended before winter</h1></header>"
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == "Bridge will be mended before winter"
    name = "<header class=masthead><h1>Gazette of the Example Valley</h1></header>"
    assert read(f"{ARTICLE}{metas}{name}{BODY}").title == "Bridge will be mended"


def test_a_kicker_of_metas_alone_is_for_search_engines() -> None:
    stated = "Bridges of the valley: The old one will be mended"
    metas = f'<title>{stated}</title><meta property="og:title" content="{stated}">'
    page = f"{ARTICLE}{metas}<h1>The old one will be mended</h1>{BODY}"
    assert read(page).title == "The old one will be mended"
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{stated}"}}</script>'
    assert read(data + page).title == stated


def test_only_a_mark_makes_a_kicker() -> None:
    metas = '<title>Bridges to see</title><meta property="og:title" content="Bridges to see">'
    assert read(f"{ARTICLE}{metas}<h1>The bridges to see</h1>{BODY}").title == "The bridges to see"


def test_what_is_behind_a_bar_is_no_title_where_the_page_states_it_without() -> None:
    metas = '<meta property="og:title" content="Bridge will be mended">'
    heading = "<h1>Bridge will be mended | Opinion</h1>"
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == "Bridge will be mended"
    assert read(f"{ARTICLE}{heading}{BODY}").title == "Bridge will be mended | Opinion"


def test_what_follows_the_headline_behind_a_mark_is_the_sites() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge will be mended"}</script>'
    title = "Bridge will be mended-Politics·Times of the Valley"
    assert read(f'<title>{title}</title><meta property="og:title" content="{title}">{data}{BODY}').title == (
        "Bridge will be mended"
    )


def test_a_quoted_title_keeps_its_marks() -> None:
    assert without_site("«Bridge will be mended» - Example Times", frozenset(), "www.example-times.org") == (
        "«Bridge will be mended»"
    )


def test_a_home_page_is_called_as_its_site() -> None:
    metas = '<title>Home - Example Valley</title><meta property="og:title" content="Home">'
    assert read(f"{metas}{BODY}", "https://www.example-valley.org/").title == "Example Valley"
    named = '<title>Valley Papers</title><meta property="og:site_name" content="Valley Papers">'
    slogan = f"{named}<h1>All the news of the valley</h1>{BODY}"
    assert read(slogan, "https://www.example.org/").title == "Valley Papers"
    assert read(slogan, "https://www.example.org/news").title == "All the news of the valley"


def test_a_title_stated_for_sharing_is_printed_where_a_hidden_heading_says_it() -> None:
    stated = '<meta property="og:title" content="Bridge in the valley: council decides at last">'
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"After forty years: the bridge will be mended"}</script>'
    printed = "<h2><span>After forty years</span> The bridge will be mended</h2>"
    hidden = "<h1 class=visuallyhidden>Bridge in the valley: council decides at last</h1>"
    title = "<title>Bridge in the valley: council decides at last</title>"
    page = f"{title}{stated}{data}<nav>{hidden}</nav>{printed}{BODY}"
    assert read(page).title == "Bridge in the valley: council decides at last"
    assert read(page.replace(hidden, "")).title == "After forty years The bridge will be mended"


def test_a_label_is_no_part_of_a_threads_title() -> None:
    data = '<script type="application/ld+json">{"@type":"DiscussionForumPosting","headline":"How to mend a bridge"}</script>'
    assert read(f"{data}<h1><span>Tips</span> How to mend a bridge</h1>{BODY}").title == "How to mend a bridge"


def test_the_number_and_the_moment_of_an_answer_are_no_title() -> None:
    number = "<h2>#1 2024-08-03 10:59:47</h2>"
    assert read(f"<title>Which bridge is the oldest?</title>{number}{BODY}").title == "Which bridge is the oldest?"
    assert "2024" not in (read(f"{number}{BODY}").title or "")
    assert read(f"<title>1984</title><h2>1984</h2>{BODY}").title == "1984"
    assert read(f"<h1>1945-1975</h1>{BODY}").title == "1945-1975"


def test_a_printed_heading_that_only_resembles_what_is_stated_is_a_sections() -> None:
    stated = "Bridges of the valley, their age and their repairs"
    metas = f'<title>{stated} - Example Times</title><meta property="og:title" content="{stated}">'
    assert read(f"{metas}<h2>Bridges of the valley</h2>{BODY}").title == stated
    behind = f"<title>Bridges of the valley: their age</title><h2>Bridges of the valley</h2>{BODY}"
    assert read(behind).title == "Bridges of the valley"
    named = f"<title>Bridges of the valley Example Gazette</title><h2>Bridges of the valley</h2>{BODY}"
    assert read(named).title == "Bridges of the valley"


def test_a_lower_heading_that_ends_with_what_is_shared_begins_with_a_kicker() -> None:
    metas = '<title>Town life: Bridge will be mended</title><meta property="og:title" content="Bridge will be mended">'
    shared = f'{metas}<meta property="twitter:title" content="Bridge will be mended">'
    assert read(f"{shared}<h3>Town life - Bridge will be mended</h3>{BODY}").title == "Bridge will be mended"


def test_a_heading_under_a_kicker_is_shared_under_another() -> None:
    heading = "<h1><span>Town life</span><div>The old bridge will be mended</div></h1>"
    stated = "Repairs in Example: The old bridge will be mended"
    metas = f'<title>{stated}</title><meta property="og:title" content="{stated}">'
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == "The old bridge will be mended"


def test_the_heading_of_a_ticker_is_that_of_its_last_entries() -> None:
    heading = "<h1>Bridge closed +++ Ferry is late</h1>"
    metas = '<title>The flood in the valley</title><meta property="og:title" content="The flood in the valley">'
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == "The flood in the valley"
    assert read(f"{heading}{BODY}").title == "Bridge closed +++ Ferry is late"


def test_the_heading_that_is_shown_stands_before_a_hidden_one() -> None:
    hidden = '<h1 class="hidden">Council of the valley mends the bridge</h1>'
    metas = (
        "<title>Council of the valley mends the bridge</title>"
        '<meta property="og:title" content="After forty years: Bridge will be mended at last">'
    )
    page = f"{ARTICLE}{metas}{hidden}<h2>Bridge will be mended at last</h2>{BODY}"
    assert read(page).title == "Bridge will be mended at last"
    same = hidden.replace("Council of the valley mends the bridge", "After forty years: Bridge will be mended at last")
    assert read(page.replace(hidden, same)).title == "After forty years: Bridge will be mended at last"


def test_a_heading_in_capitals_is_spelt_as_the_page_states_it() -> None:
    metas = '<meta property="og:title" content="The Best Bridges of the Valley 2024: What Their Builders Say">'
    heading = "<h1>THE BEST BRIDGES OF THE VALLEY IN 2024: WHAT THEIR BUILDERS SAY</h1>"
    expected = "The Best Bridges of the Valley 2024: What Their Builders Say"
    assert read(f"{ARTICLE}{metas}{heading}{BODY}").title == expected


def test_the_sites_name_in_a_heading_is_cut_where_the_page_states_it_without() -> None:
    heading = "<h1>What bridges cost - Example Times report</h1>"
    assert read(f"<title>What bridges cost - Example Times report</title>{heading}{BODY}").title == "What bridges cost"


def test_a_page_that_offers_one_product_is_called_by_its_name() -> None:
    data = '<script type="application/ld+json">{"@type": "Product", "name": "Bridge Kit 2", "offers": {"price": 9}}</script>'
    stated = "Bridge Kit 2 - the best kit for small builders"
    metas = f'<title>{stated}</title><meta property="og:title" content="{stated}">'
    page = f"{metas}{data}<h1>Bridge Kit 2</h1><h1>More kits of ours</h1>{BODY}"
    assert read(page).title == "Bridge Kit 2"
    unsaid = page.replace("<h1>Bridge Kit 2</h1>", "<h1>Build it yourself</h1>")
    assert read(unsaid).title == stated
    rated = page.replace('"offers": {"price": 9}', '"aggregateRating": {}')  # as lists of products are
    assert read(rated).title == stated


def test_a_home_page_called_home_has_the_name_of_its_site() -> None:
    metas = '<meta property="og:title" content="Home"><meta property="og:site_name" content="Papers of the Valley">'
    page = f"<title>Papers of the Valley - all its news and views</title>{metas}{BODY}"
    assert read(page, "https://www.example.org/").title == "Papers of the Valley"
    long = (
        '<title>Jane Doe - The Bridge Guru</title><meta property="og:site_name" content="Jane Doe - The Bridge Guru">'
    )
    assert read(f"{long}{BODY}", "https://www.bridgeguru.example/").title == "Jane Doe - The Bridge Guru"


def test_what_is_for_sale_and_stands_in_a_bar_of_its_own_is_not_the_sites_name() -> None:
    metas = '<meta property="og:title" content="Bridge Kit 2 | Plans and prices | Valley Tools">'
    bar = "<header><p>Bridge Kit 2</p></header>"
    page = f"<title>Bridge Kit 2 | Plans and prices | Valley Tools</title>{metas}{bar}<h1>Bridge Kit 2</h1>{BODY}"
    assert read(page, "https://www.valley-tools.example/kits/2").title == "Bridge Kit 2"


def test_a_first_level_heading_as_stated_is_the_title_even_in_a_sidebar() -> None:
    stated = "Bridge will be mended before winter"
    page = f'<title>{stated}</title><div class="sidebar"><h1>{stated}</h1><p>Posted on March 3, 2024</p></div>{BODY}'
    assert read(page).title == stated
    assert read(page).published == "2024-03-03"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("The Triangle Nonprofit & Volunteer Leadership Center", "Volunteers"),
        ("The Triangle Nonprofit & Leadership Center", "Volunteers – The Triangle Nonprofit & Leadership Center"),
    ],
    ids=["the address leaves out some of its words", "the address says more"],
)
def test_a_name_of_which_some_words_are_the_address_is_the_sites(name: str, title: str) -> None:
    head = f"<title>Volunteers – {name}</title>"
    assert read(f"{head}<h2>Volunteers</h2>{BODY}", "https://thevolunteercenter.org/volunteers/").title == title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("– Bridge will be mended –", "Bridge will be mended"),
        ("» Bridge » will be « mended «", "Bridge » will be « mended"),
        ("«Bridge» will be «mended»", "«Bridge» will be «mended»"),
        ("---- Bridge ----------------------------------------------------------------x", "Bridge ----------------------------------------------------------------x"),
        ("- " * 50_000 + "x", "x"),
        ("--- · ---", ""),
    ],
)  # fmt: skip
def test_what_parts_a_title_from_others_is_no_part_of_it(title: str, expected: str) -> None:
    """The fourth took longer than anyone would wait: a pattern tried each way to part the dashes."""
    assert without_site(title, frozenset(), guess=False) == expected


def test_a_title_element_that_is_not_closed_names_nothing() -> None:
    """The page up to the next end of one stands in it: it took minutes to compare with each heading."""
    text = "Một đoạn văn - và một đoạn nữa. | " * 10_000
    draft = read(f"<title>Bridge{text}</title><h1>Bridge to be mended</h1>{ARTICLE}")
    assert draft.title == "Bridge to be mended"
    assert read(f"<title>{text}</title><meta property='og:title' content='{text}'>").title is None


@pytest.mark.parametrize(
    "named", ["New Page 1", "Untitled Document", "Chi tiết tin", "Trang tin điện tử", "In bài", "Print version"]
)
@pytest.mark.parametrize("printed", ["<h3>{}</h3>", "<p><strong>{}</strong></p>"])
def test_what_editors_write_into_every_title_element_is_no_title(named: str, printed: str) -> None:
    title = "Lễ kỷ niệm ngày thành lập Đảng tại xã Tân Trào"
    page = f"<title>{named}</title><div>{printed.format(title)}{BODY}</div>"
    assert read(page).title == title


@pytest.mark.parametrize(
    "printed",
    [
        "<tr><td><font size=4><b>{}</b></font></td></tr>",
        "<tr><td><b><font color=navy>{}</font></b></td></tr>",
        '<tr><td><div class="news_title">{}</div></td></tr>',
        "<tr><td><h3>{}</h3></td></tr>",
    ],
)
@pytest.mark.parametrize("named", ["Mining Institute", "Noticias"])
def test_what_is_set_off_over_a_text_is_its_title_where_the_title_element_is_printed_nowhere(
    printed: str, named: str
) -> None:
    title = "New vents signed for at last"
    page = f"<title>{named}</title><table>{printed.format(title)}<tr><td>3 June 2003</td></tr><tr><td>{BODY}</td></tr></table>"
    assert read(page).title == title


def test_a_title_element_that_the_page_prints_stands_before_a_line_in_bold() -> None:
    bold = "<p><b>What you should know of us</b></p>"
    assert read(f"<title>About us</title><div>About us</div>{bold}{BODY}").title == "About us"


def test_a_heading_ends_where_a_system_sets_the_day_into_it() -> None:
    page = f"<title>Notice of bridges - Example Times</title><h1>Notice of bridges<br><span>2013-06-20 15:32 Source: office</span></h1>{BODY}"
    assert read(page).title == "Notice of bridges"


def test_a_hidden_heading_with_the_section_behind_a_sign_is_cut_where_another_is() -> None:
    page = f"<title>알림 말씀 드립니다 > 공지사항 | 학교</title><h1>알림 말씀 드립니다 > 공지사항</h1><h2>학사 알림 말씀 드립니다</h2>{BODY}"
    assert read(page).title == "알림 말씀 드립니다"


def test_a_label_before_a_heading_is_no_part_of_it() -> None:
    page = f'<title>Which tarp for winter? | Forum</title><h1><span class="label">Question</span> Which tarp for winter?</h1>{BODY}'
    assert read(page).title == "Which tarp for winter?"


def test_a_question_behind_a_dash_is_no_site() -> None:
    page = "<title>Aphids on peppers - what to do? - Garden Friends</title><h2><a href=/t>Aphids on peppers - what to do?</a></h2>"
    assert read(f"{page}{BODY}", "https://www.garden-friends.org/t").title == "Aphids on peppers - what to do?"


def test_a_journal_is_not_called_as_its_papers() -> None:
    metas = '<meta name="citation_journal_title" content="Journal of Soil Studies"><meta name="citation_title" content="Soil moisture">'
    page = f"<title>Soil moisture | Journal of Soil Studies</title>{metas}<h1>Journal of Soil Studies</h1><h3>Soil moisture</h3>{BODY}"
    assert read(page).title == "Soil moisture"


@pytest.mark.parametrize("box", ["<h1 class='page-header'>{}</h1>", "<div class='page-header'><h2>{}</h2></div>"])
def test_bootstraps_page_header_is_round_a_title(box: str) -> None:
    page = f"<title>The town cleans its beaches | Coast</title>{box.format('The town cleans its beaches')}{BODY}"
    assert read(page, "https://www.coast-town.example/a").title == "The town cleans its beaches"
