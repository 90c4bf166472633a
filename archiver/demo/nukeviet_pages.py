"""The pages of a NukeViet site in its default theme."""

from __future__ import annotations

from datetime import datetime

from archiver.demo.datelines import weekday_of
from archiver.demo.layouts import text
from archiver.demo.model import StaticPage
from archiver.demo.nukeviet_frame import Content
from archiver.demo.nukeviet_holding import Act, Holding, Media, Story, Topic

_PAGE = 10


def home(held: Holding) -> Content:
    """The newest of each category."""
    boxes = "".join(
        f'<div class="news_column"><div class="panel panel-default clearfix"><div class="panel-heading"><ul class="list-inline sub-list-icon"><li><h4>'
        f'<a title="{text(topic.title)}" href="{topic.href}"><span>{text(topic.title)}</span></a></h4></li></ul></div>'
        f'<div class="panel-body"><ul class="related list-items">{_lines(held.of(topic)[:4])}</ul></div></div></div>'
        for topic in held.topics
    )
    feed = '<link rel="alternate" href="/tin-tuc/rss/" title="Tin tức" type="application/rss+xml"/>\n'
    return Content(title=f"{held.title} - Trang nhất", html=boxes, head=feed)


def _lines(stories: tuple[Story, ...]) -> str:
    return "".join(
        f'<li><a href="{story.href}" title="{text(story.title)}">{text(story.title)}</a></li>\n' for story in stories
    )


def story_list(held: Holding, topic: Topic | None, number: int) -> Content:
    """One page of a category, or of all news."""
    stories = held.of(topic)
    items = "".join(map(_list_item, stories[(number - 1) * _PAGE : number * _PAGE]))
    base = topic.href if topic else "/tin-tuc/"
    title = topic.title if topic else "Tin tức"
    feed = f'<link rel="alternate" href="{base.replace("/tin-tuc/", "/tin-tuc/rss/")}" title="{text(title)}" type="application/rss+xml"/>\n'
    trail = (("Tin tức", "/tin-tuc/"), *(((topic.title, topic.href),) if topic else ()))
    html = (
        f'<div class="viewcat"><h1 class="hidden">{text(title)}</h1>{items}{_pager(base, number, len(stories))}</div>'
    )
    return Content(title=f"{title} - {held.title}", html=html, head=feed, trail=trail)


def _list_item(story: Story) -> str:
    shown = "".join(
        f'<a href="{story.href}"><img alt="{text(story.title)}" src="{medium.href.replace("/uploads/", "/assets/", 1)}" class="img-thumbnail pull-left imghome"/></a>'
        for medium in story.pictures[:1]
    )
    teaser = " ".join((story.body.lead or story.body.paragraphs[0]).split()[:30])
    return (
        f'<div class="news_column panel panel-default"><div class="panel-body featured">{shown}<h3><a href="{story.href}" title="{text(story.title)}">{text(story.title)}</a></h3>'
        f'<div class="text-muted"><ul class="list-unstyled list-inline"><li><em class="fa fa-clock-o">&nbsp;</em> {_date(story)}</li></ul></div>'
        f'<div class="hometext">{text(teaser)}...</div></div></div>\n'
    )


def _pager(base: str, number: int, count: int) -> str:
    last = max(1, -(-count // _PAGE))
    if last == 1:
        return ""

    def link(page: int, label: str) -> str:
        return f'<li><a href="{base if page == 1 else f"{base}page-{page}/"}">{label}</a></li>'

    pages = "".join(
        f'<li class="active"><a href="#">{page}</a></li>' if page == number else link(page, str(page))
        for page in range(1, last + 1)
    )
    following = link(number + 1, "&raquo;") if number < last else ""
    return f'<div class="text-center"><ul class="pagination">{pages}{following}</ul></div>'


def _date(story: Story) -> str:
    """`Thứ Hai - 18/06/2008 10:35`; the hour where the old portal knew it."""
    if not story.published:
        return ""
    when = datetime.fromisoformat(story.published)
    return f"{weekday_of(when)} - {when:%d/%m/%Y}" + (f" {when:%H:%M}" if len(story.published) > 10 else "")


def story(held: Holding, shown: Story) -> Content:
    """An article with its tools, its files, and older news of its category."""
    same = held.of(shown.category)
    older = same[same.index(shown) + 1 :][:5]
    lead = (
        f'<div class="hometext m-bottom" itemprop="description">{text(shown.body.lead)}</div>'
        if shown.body.lead
        else ""
    )
    pictures = "".join(map(_figure, shown.pictures))
    body = "".join(f'<p style="text-align: justify;">{text(words)}</p>\n' for words in shown.body.paragraphs)
    others = (
        f'<div class="news_column panel panel-default"><div class="panel-body other-news"><p class="h3"><strong>Những tin cũ hơn</strong></p>'
        f'<ul class="related list-inline">{_lines(older)}</ul></div></div>'
        if older
        else ""
    )
    html = (
        '<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body">'
        f'<h1 class="title margin-bottom-lg" itemprop="headline">{text(shown.title)}</h1>'
        f'<div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">{_date(shown)}</span></div>{_tools(shown)}</div>'
        f'<div class="clearfix">{lead}{pictures}</div><div id="news-bodyhtml" class="bodytext margin-bottom-lg" itemprop="articleBody">{body}</div>'
        f"{_signed(shown)}{_downloads(shown.attachments)}</div></div>\n{others}"
    )
    return Content(
        title=f"{shown.title} - {held.title}",
        html=html,
        trail=(("Tin tức", "/tin-tuc/"), (shown.category.title, shown.category.href)),
    )


def _tools(shown: Story) -> str:
    name = shown.href.rpartition("/")[2]
    return (
        '<div class="col-md-12"><ul class="list-inline text-right"><li><a class="dimgray" rel="nofollow" title="In ra" href="javascript: void(0)" '
        f"onclick=\"nv_open_browse('/tin-tuc/print/{name}','',840,500,'resizable=yes,scrollbars=yes');return false\"><em class=\"fa fa-print\">&nbsp;</em></a></li>"
        f'<li><a class="dimgray" rel="nofollow" title="Lưu bài viết này" href="/tin-tuc/savefile/{name}"><em class="fa fa-save">&nbsp;</em></a></li></ul></div>'
    )


def _figure(medium: Media) -> str:
    return (
        f'<figure class="article center"><div><p class="text-center"><img src="{medium.href}" alt="" class="img-thumbnail"/></p>'
        f"<figcaption>{text(medium.original.caption)}</figcaption></div></figure>"
    )


def _signed(shown: Story) -> str:
    author = f'<p class="h5 text-right"><strong>Tác giả: </strong>{text(shown.author)}</p>' if shown.author else ""
    source = f'<p class="h5 text-right"><strong>Nguồn tin: </strong>{text(shown.source)}</p>' if shown.source else ""
    return f'<div class="margin-bottom-lg">{author}{source}</div>' if author or source else ""


def _downloads(media: tuple[Media, ...]) -> str:
    links = "".join(
        f'<li><a href="{one.href}" title="{text(one.original.name)}">{text(one.original.name)}</a></li>'
        for one in media
    )
    return (
        f'<div class="news-download-file"><p><strong>Tệp đính kèm</strong></p><ul class="download-list">{links}</ul></div>'
        if links
        else ""
    )


def saved(shown: Story) -> str:
    """The article as a file of its own, which readers keep."""
    paragraphs = "".join(f"<p>{text(words)}</p>" for words in (shown.body.lead, *shown.body.paragraphs) if words)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text(shown.title)}</title></head><body><div id="print"><h2>{text(shown.title)}</h2>'
        f'<p>{_date(shown)}</p><div class="content">{paragraphs}</div></div></body></html>'
    )


def act_list(held: Holding, number: int) -> Content:
    """The acts, ten on a page."""
    rows = "".join(
        f'<tr><td class="text-center"><a href="{act.href}">{text(act.document.number)}</a></td><td>{_day(act.document.issued)}</td>'
        f'<td><a href="{act.href}" title="{text(act.document.title)}">{text(act.document.title)}</a></td></tr>'
        for act in held.acts[(number - 1) * _PAGE : number * _PAGE]
    )
    html = (
        '<div class="flex-table-laws"><table class="table table-striped table-bordered table-hover"><thead><tr><th>Số / Ký hiệu</th>'
        f"<th>Ngày ban hành</th><th>Trích yếu</th></tr></thead><tbody>{rows}</tbody></table></div>{_pager('/van-ban/', number, len(held.acts))}"
    )
    return Content(title=f"Văn bản - {held.title}", html=html, trail=(("Văn bản", "/van-ban/"),))


def act(shown: Act) -> Content:
    """An act: a table of its facts, what it says, its files."""
    document = shown.document
    facts = (
        ("Số / ký hiệu", document.number),
        ("Ngày ban hành", _day(document.issued)),
        ("Cơ quan ban hành", document.agency),
        ("Trích yếu", document.title),
    )
    rows = "".join(
        f'<tr><td style="width:180px" class="text-right">{name}</td><td>{text(value)}</td></tr>'
        for name, value in facts
    )
    body = "".join(f"<p>{text(words)}</p>\n" for words in document.body.paragraphs)
    html = (
        f'<h1 class="title">{text(document.title)}</h1><table class="table table-striped table-bordered table-hover"><tbody>{rows}</tbody></table>'
        f'<div class="bodytext">{body}</div>{_downloads(shown.files)}'
    )
    return Content(title=f"{document.title} - Văn bản", html=html, trail=(("Văn bản", "/van-ban/"),))


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def about(page: StaticPage) -> Content:
    """The page that the site says of itself."""
    body = "".join(f"<p>{text(words)}</p>\n" for words in page.body.paragraphs)
    html = (
        f'<div class="page panel panel-default"><div class="panel-body"><h1 class="title margin-bottom-lg">{text(page.title)}</h1>'
        f'<div id="page-bodyhtml" class="bodytext margin-bottom-lg">{body}</div></div></div>'
    )
    return Content(title=page.title, html=html, trail=((page.title, page.path),))


def contact() -> Content:
    """The readers' form; nobody but a reader may ever send it."""
    html = (
        '<div class="page panel panel-default"><form method="post" action="/lien-he/"><input type="text" name="fname" placeholder="Họ và tên"/>'
        '<textarea name="fcon"></textarea><input type="submit" value="Gửi đi"/></form></div>'
    )
    return Content(title="Liên hệ", html=html, trail=(("Liên hệ", "/lien-he/"),))


def thanks() -> Content:
    """The answer to the form."""
    return Content(title="Liên hệ", html='<div class="alert alert-success">Cảm ơn bạn đã gửi ý kiến.</div>')


def feeds(held: Holding) -> Content:
    """The page that names the feeds."""
    items = "".join(f'<li><a href="/tin-tuc/rss/{topic.alias}/">{text(topic.title)}</a></li>' for topic in held.topics)
    html = f'<div class="rss-list"><ul class="tree"><li><a href="/tin-tuc/rss/">Tin tức</a><ul>{items}</ul></li></ul></div>'
    return Content(title="Kênh RSS", html=html, trail=(("RSS", "/rss/"),))


def missing() -> Content:
    """The error page."""
    html = (
        '<div class="nv-infodie text-center"><div class="panel-body"><h2>Không tìm thấy trang</h2>'
        '<p>Bạn không thể truy cập khu vực này: trang bạn yêu cầu không tồn tại. <a href="/">Về trang chủ</a></p></div></div>'
    )
    return Content(title="Thông báo lỗi", html=html)


def sitemap(held: Holding, root: str) -> str:
    """All addresses that the site wants found."""
    paths = ["/", held.about.path, *(topic.href for topic in held.topics)]
    paths += held.pages
    entries = "".join(f"<url><loc>{root}{path}</loc></url>" for path in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
