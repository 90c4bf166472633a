"""The five ways in which the portal sets the body of an article."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from archiver.demo.encodings import set_old
from archiver.demo.frame import block
from archiver.demo.model import Article, Body, Layout, PortalFile
from archiver.demo.texts import seed_page_lines


def article_html(article: Article, body: Body) -> str:
    """The article in its own layout, without the lists around it."""
    if article.seed_page:
        return _seed_page(article)
    return set_old(article, body, _SETTERS[article.layout])


def text(words: str) -> str:
    """Plain words, safe inside an element."""
    return escape(words, quote=False)


def heading(article: Article) -> str:
    """The title as the page prints it; where <title> names the site only, it stands in capitals."""
    return text(article.title.upper() if article.site_title else article.title)


def _picture(file: PortalFile) -> str:
    return f'<IMG src="{file.href}" alt="" border=0>'


def _caption(file: PortalFile) -> str:
    return f'<SPAN class="chu-thich">{text(file.caption)}</SPAN>'


def _files(article: Article) -> str:
    links = "".join(f'<BR><A href="{file.href}">{text(file.name)}</A>' for file in article.attachments)
    return f'<DIV class="tep-dinh-kem">Tệp đính kèm:{links}</DIV>' if links else ""


def _byline(article: Article) -> str:
    if not article.byline:
        return ""
    return f'<P align=right class="tac-gia"><B>{text(article.byline)}</B></P>'


def _toolbar(article: Article) -> str:
    return (
        '<TR><TD class="cong-cu"><A href="javascript:void(0)">Xem cỡ chữ</A> <A href="javascript:void(0)">Đọc bài viết</A> '
        f'<A href="/Pages/print.aspx?NewsId={article.id}">In</A> <A href="javascript:GuiEmail()">Gửi email</A> '
        "{views} Lượt xem</TD></TR>"
    )


def _web_part_table(article: Article, body: Body) -> str:
    lead = f'<P class="sapo"><B>{text(body.lead)}</B></P>' if body.lead else ""
    indent = "&nbsp;&nbsp;&nbsp; " if article.id % 2 else ""  # as pasted from Word
    paragraphs = "".join(f'<P class="MsoNormal">{indent}{text(words)}<o:p></o:p></P>\r\n' for words in body.paragraphs)
    pictures = "".join(f"<P align=center>{_picture(file)}<BR>{_caption(file)}</P>" for file in article.pictures)
    date = f'<TR><TD class="ngay">{text(article.date_line)}</TD></TR>' if article.date_line else ""
    inner = (
        f'<TABLE width=100%><TR><TD class="tieude">{heading(article)}</TD></TR>{date}{_toolbar(article)}'
        f"<TR><TD>{lead}{pictures}{paragraphs}{_byline(article)}{_files(article)}</TD></TR></TABLE>"
    )
    return block(2, inner)


def _seed_page(article: Article) -> str:
    """The title stands once more at the head of the body; indents are no-break spaces, as Word left them."""
    _, (again, *lines) = seed_page_lines()
    paragraphs = "".join(
        f'<P class="MsoNormal" style="text-align:justify">{text(words)}<o:p></o:p></P>\r\n' for words in lines
    )
    inner = (
        f'<TABLE width=100%><TR><TD class="tieude">{text(article.title)}</TD></TR>{_toolbar(article)}'
        f'<TR><TD><P class="MsoNormal" align=center><B>{text(again)}</B></P>\r\n{paragraphs}</TD></TR></TABLE>'
    )
    return block(2, inner)


def _rich_html_field(article: Article, body: Body) -> str:
    lead = f"<P><STRONG>{text(body.lead)}</STRONG></P>" if body.lead else ""
    paragraphs = [
        f"<P><SPAN style=\"font-family:'Times New Roman';font-size:14pt\">{text(w)}</SPAN></P>" for w in body.paragraphs
    ]
    for file in article.pictures:
        paragraphs.insert(1, f"<P align=center>{_picture(file)}</P><P align=center><I>{text(file.caption)}</I></P>")
    date = f'<DIV class="ngay-dang">{text(article.date_line)}</DIV>' if article.date_line else ""
    field = "".join(paragraphs).replace("</P><P>", "</P>\r\n<P>")
    return (
        f'<H3 class="tieu-de-tin">{heading(article)}</H3>{date}'
        f'<DIV id="ctl00_PlaceHolderMain_Content__ControlWrapper_RichHtmlField" style="display:inline">'
        f'<DIV class="ExternalClass0A1B">{lead}{field}{_byline(article)}</DIV></DIV>{_files(article)}'
    )


def form_row(label: str, internal: str, kind: str, value: str) -> str:
    """One named field of a list item."""
    return (
        f'<TR><TD nowrap valign="top" width="165px" class="ms-formlabel"><H3 class="ms-standardheader">{label}</H3></TD>'
        f'<TD valign="top" class="ms-formbody" width="450px" id="SPField{kind}">\r\n'
        f'<!-- FieldName="{label}"\r\n\tFieldInternalName="{internal}"\r\n\tFieldType="SPField{kind}"\r\n-->\r\n{value}</TD></TR>\r\n'
    )


def file_rows(files: tuple[PortalFile, ...]) -> str:
    """The attachments of a list item."""
    links = "".join(f'<TR><TD class="ms-vb"><A href="{file.href}">{text(file.name)}</A></TD></TR>' for file in files)
    return (
        form_row("Tệp đính kèm", "Attachments", "Attachments", f'<TABLE id="idAttachmentsTable">{links}</TABLE>')
        if files
        else ""
    )


def _form_table(article: Article, body: Body) -> str:
    paragraphs = "".join(f"<P>{text(words)}</P>" for words in (body.lead, *body.paragraphs) if words)
    pictures = "".join(f"<P>{_picture(file)}<BR>{_caption(file)}</P>" for file in article.pictures)
    rows = (
        form_row("Tiêu đề", "Title", "Text", heading(article)),
        form_row("Ngày đăng", "Created", "DateTime", text(article.date_line)) if article.date_line else "",
        form_row("Tác giả", "Author0", "Text", text(article.author)) if article.author else "",
        form_row("Nguồn", "Source", "Text", text(article.source)) if article.source else "",
        form_row("Nội dung", "Body", "Note", f'<DIV class="ExternalClass77">{paragraphs}{pictures}</DIV>'),
        file_rows(article.attachments),
    )
    return f'<TABLE class="ms-formtable" border=0 width=100%>{"".join(rows)}</TABLE>'


def _bare_text(article: Article, body: Body) -> str:
    lines = "<BR><BR>\r\n".join(text(words) for words in (body.lead, *body.paragraphs) if words)
    pictures = "".join(f"<CENTER>{_picture(file)}<BR>{_caption(file)}</CENTER>" for file in article.pictures)
    date = f"<I>{text(article.date_line)}</I><BR>" if article.date_line else ""
    inner = (
        f'<FONT face="Arial" size=4 color=#990000><B>{heading(article)}</B></FONT><BR>{date}{pictures}'
        f'<FONT face="Times New Roman" size=3>{lines}</FONT>{_byline(article)}{_files(article)}'
    )
    return block(3, inner)


def _two_column(article: Article, body: Body) -> str:
    """The text runs on in a second cell; a table of photographs stands between the two."""
    paragraphs = [f"<P align=justify>{text(words)}</P>" for words in body.paragraphs]
    half = (len(paragraphs) + 1) // 2
    lead = f'<P class="trich"><B><I>{text(body.lead)}</I></B></P>' if body.lead else ""
    photos = "".join(
        f"<TR><TD align=center>{_picture(f)}</TD></TR><TR><TD align=center>{_caption(f)}</TD></TR>"
        for f in article.pictures
    )
    date = f'<DIV class="thoi-gian">{text(article.date_line)}</DIV>' if article.date_line else ""
    inner = (
        f'<DIV class="tua-bai">{heading(article)}</DIV>{date}<TABLE class="hai-cot" width=100%><TR>'
        f'<TD width="45%" valign="top">{lead}{"".join(paragraphs[:half])}</TD>'
        f'<TD width="10%" valign="top"><TABLE class="anh">{photos}</TABLE></TD>'
        f'<TD width="45%" valign="top">{"".join(paragraphs[half:])}{_byline(article)}{_files(article)}</TD></TR></TABLE>'
    )
    return block(4, inner)


_SETTERS: dict[Layout, Callable[[Article, Body], str]] = {
    "web-part-table": _web_part_table,
    "rich-html-field": _rich_html_field,
    "form-table": _form_table,
    "bare-text": _bare_text,
    "two-column": _two_column,
}
