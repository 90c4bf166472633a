"""The five layouts after the redesign: the same words and files, set by the editor of the 2010 generation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archiver.demo.frame4 import block
from archiver.demo.layouts import text
from archiver.demo.model import Article, Body, Layout, PortalFile
from archiver.demo.texts import seed_page_lines

_NOTHING = "\u200b"  # the editor begins each field so


def article_html(article: Article, body: Body) -> str:
    """The article in its own layout; headings are set in capitals by the style, and written as they are."""
    if article.seed_page:
        return _seed_page(article)
    return _SETTERS[article.layout](article, body)


def rich_field(control: str, html: str) -> str:
    """The field of a publishing page."""
    name = f"ctl00_PlaceHolderMain_{control}"
    return (
        f'<div id="{name}_label" style="display:none">Page Content</div>'
        f'<div id="{name}__ControlWrapper_RichHtmlField" class="ms-rtestate-field" style="display:inline" '
        f'aria-labelledby="{name}_label">{_NOTHING}{html}</div>\r\n'
    )


def _paragraph(words: str, extra: str = "") -> str:
    return f'<p class="ms-rteElement-P{extra}">{words}</p>\r\n'


def _picture(file: PortalFile) -> str:
    return f'<img class="ms-rteImage-1" src="{file.href}" alt="" />'


def _caption(file: PortalFile) -> str:
    return f'<div class="image-caption ms-rteStyle-Caption">{text(file.caption)}</div>'


def _files(article: Article) -> str:
    links = "".join(f'<li><a href="{file.href}">{text(file.name)}</a></li>' for file in article.attachments)
    return f'<div class="attachments"><span>Tệp đính kèm:</span><ul>{links}</ul></div>' if links else ""


def _byline(article: Article) -> str:
    if not article.byline:
        return ""
    return f'<p class="ms-rteElement-P author" style="text-align:right"><strong>{text(article.byline)}</strong></p>'


def _tools(article: Article) -> str:
    return (
        '<div class="news-tools"><a href="javascript:;" onclick="ChangeFont(1)">A+</a> <a href="javascript:;">A-</a> '
        f'<a href="/Pages/print.aspx?NewsId={article.id}" target="_blank">In trang</a> {{views}} Lượt xem</div>'
    )


def _date(article: Article, name: str) -> str:
    return f'<div class="{name}">{text(article.date_line)}</div>' if article.date_line else ""


def _web_part(article: Article, body: Body) -> str:
    """A web part of the contractor's own."""
    lead = f'<div class="news-summary">{text(body.lead)}</div>' if body.lead else ""
    pictures = "".join(f'<div class="news-image">{_picture(file)}{_caption(file)}</div>' for file in article.pictures)
    paragraphs = "".join(_paragraph(text(words)) for words in body.paragraphs)
    inner = (
        f'<div class="news-detail"><div class="news-title">{text(article.title)}</div>{_date(article, "news-date")}'
        f'{_tools(article)}{lead}<div class="news-content">{pictures}{paragraphs}{_byline(article)}</div>{_files(article)}</div>'
    )
    return block(2, inner)


def _seed_page(article: Article) -> str:
    """The title stands once more at the head of the body."""
    _, (again, *lines) = seed_page_lines()
    paragraphs = "".join(_paragraph(text(words), " ms-rteAlign-justify") for words in lines)
    inner = (
        f'<div class="news-detail"><div class="news-title">{text(article.title)}</div>{_tools(article)}<div class="news-content">'
        f"{_paragraph(f'<strong>{text(again)}</strong>', ' ms-rteAlign-center')}{paragraphs}</div></div>"
    )
    return block(2, inner)


def _publishing_page(article: Article, body: Body) -> str:
    lead = _paragraph(f'<strong class="ms-rteForeColor-2">{text(body.lead)}</strong>') if body.lead else ""
    paragraphs = [
        _paragraph(f'<span class="ms-rteFontFace-1 ms-rteFontSize-3">{text(words)}</span>') for words in body.paragraphs
    ]
    for file in article.pictures:
        paragraphs.insert(
            1, f'<div class="ms-rteElement-Div" style="text-align:center">{_picture(file)}{_caption(file)}</div>'
        )
    return (
        f'<div class="publishing"><h1 class="ms-rteElement-H1B">{text(article.title)}</h1>{_date(article, "article-date")}'
        f"{rich_field('ctl02', lead + ''.join(paragraphs) + _byline(article))}{_files(article)}</div>"
    )


def form(rows: Sequence[str]) -> str:
    """A list item with its named fields, under the tabs of the ribbon."""
    return (
        '<span id="part1"><table class="ms-propertysheet" border="0" width="100%"><tr><td>'
        f'<table class="ms-formtable" style="margin-top: 8px;" border="0" cellpadding="0" cellspacing="0" width="100%">{"".join(rows)}</table>'
        "</td></tr></table></span>"
    )


def form_row(label: str, internal: str, kind: str, value: str) -> str:
    """One named field of a list item."""
    return (
        '<tr><td nowrap="true" valign="top" width="165px" class="ms-formlabel">'
        f'<h3 class="ms-standardheader"><a name="SPBookmark_{internal}"></a>{label}</h3></td>'
        f'<td valign="top" class="ms-formbody" width="450px" id="SPField{kind}">\r\n'
        f'<!-- FieldName="{label}"\r\n\tFieldInternalName="{internal}"\r\n\tFieldType="SPField{kind}"\r\n-->\r\n{value}</td></tr>\r\n'
    )


def file_rows(files: tuple[PortalFile, ...]) -> str:
    """The attachments of a list item."""
    links = "".join(
        f'<tr id="{number}"><td class="ms-vb"><a tabindex="1" onclick="DispDocItemExWithServerRedirect(this)" href="{file.href}">'
        f"{text(file.name)}</a></td></tr>"
        for number, file in enumerate(files, 1)
    )
    table = f'<table border="0" cellpadding="0" cellspacing="0" id="idAttachmentsTable">{links}</table>'
    return form_row("Attachments", "Attachments", "Attachments", table) if files else ""


def _list_item(article: Article, body: Body) -> str:
    paragraphs = "".join(f"<div>{text(words)}</div>\r\n" for words in (body.lead, *body.paragraphs) if words)
    pictures = "".join(f"<div>{_picture(file)}{_caption(file)}</div>" for file in article.pictures)
    return form(
        (
            form_row("Tiêu đề", "Title", "Text", text(article.title)),
            form_row("Ngày đăng", "Created", "DateTime", text(article.date_line)) if article.date_line else "",
            form_row("Tác giả", "Author0", "Text", text(article.author)) if article.author else "",
            form_row("Nguồn", "Source", "Text", text(article.source)) if article.source else "",
            form_row("Nội dung", "Body", "Note", f'<div dir="">{paragraphs}{pictures}</div>'),
            file_rows(article.attachments),
        )
    )


def _plain_text(article: Article, body: Body) -> str:
    lines = "<br />\r\n<br />\r\n".join(text(words) for words in (body.lead, *body.paragraphs) if words)
    pictures = "".join(f'<div class="center">{_picture(file)}{_caption(file)}</div>' for file in article.pictures)
    inner = (
        f'<div class="post"><h3 class="post-heading">{text(article.title)}</h3>{_date(article, "post-time")}{pictures}'
        f'<div class="ms-rtestate-field">{_NOTHING}{lines}</div>{_byline(article)}{_files(article)}</div>'
    )
    return block(3, inner)


def _two_zones(article: Article, body: Body) -> str:
    """The editor's own layout of two zones; the photographs stand above them."""
    paragraphs = [_paragraph(text(words), " ms-rteAlign-justify") for words in body.paragraphs]
    half = (len(paragraphs) + 1) // 2
    lead = f'<p class="ms-rteElement-P lead"><em>{text(body.lead)}</em></p>' if body.lead else ""
    photos = "".join(f'<div class="photo">{_picture(f)}{_caption(f)}</div>' for f in article.pictures)
    inner = (
        f'<h2 class="two-zones-title">{text(article.title)}</h2>{_date(article, "article-time")}<div class="photos">{photos}</div>'
        '<table id="layoutsTable" style="width:100%"><tbody><tr style="vertical-align:top"><td style="width:49.95%">'
        f'<div class="ms-rte-layoutszone-outer"><div class="ms-rte-layoutszone-inner">{lead}{"".join(paragraphs[:half])}</div></div></td>'
        '<td class="ms-wiki-columnSpacing" style="width:49.95%"><div class="ms-rte-layoutszone-outer">'
        f'<div class="ms-rte-layoutszone-inner">{"".join(paragraphs[half:])}{_byline(article)}</div></div></td></tr></tbody></table>'
        f"{_files(article)}"
    )
    return block(4, inner)


_SETTERS: dict[Layout, Callable[[Article, Body], str]] = {
    "web-part-table": _web_part,
    "rich-html-field": _publishing_page,
    "form-table": _list_item,
    "bare-text": _plain_text,
    "two-column": _two_zones,
}
