"""The pages of the portal that are about one thing: articles, documents, pictures, recordings, static pages."""

from __future__ import annotations

from functools import lru_cache

from archiver.demo.encodings import head_title
from archiver.demo.frame import SITE_TITLE, Content, block
from archiver.demo.layouts import article_html, file_rows, form_row, text
from archiver.demo.library import copy_path
from archiver.demo.model import Article, Category, Document, Gallery, PortalFile, Recording, StaticPage
from archiver.demo.reach import chain_from
from archiver.demo.texts import body_of
from archiver.demo.world import World

_SOURCE = "&amp;Source=%2FPages%2Fnews%2Easpx"


@lru_cache(maxsize=4096)
def article_page(world: World, article: Article, category: Category) -> Content:
    """An article with its trail and the list of other news; a wrong category only changes these two."""
    title = SITE_TITLE if article.site_title else head_title(article)
    return Content(
        title=title,
        encoding=article.encoding,
        html=trail(category.trail)
        + article_html(article, body_of(world.seed, article))
        + _others(world, article, category),
    )


def trail(names: tuple[str, ...]) -> str:
    """The breadcrumb."""
    return f'<DIV class="duong-dan"><A href="/Pages/home.aspx">Trang chủ</A> &gt; {" &gt; ".join(map(text, names))}</DIV>\r\n'


def _others(world: World, article: Article, category: Category) -> str:
    """Other news of the category."""
    links = "".join(
        f"<LI>{article_link(other)}{_bracketed(other)}</LI>" for other in chain_from(world, article, category)
    )
    return f'<DIV class="tin-khac"><B>Các tin khác</B><UL>{links}</UL></DIV>'


def article_link(article: Article) -> str:
    """A link as lists print it; list items are linked with the page to come back to."""
    href = article.href.replace("&", "&amp;")
    if article.layout == "form-table" and article.id % 2:
        href += _SOURCE
    return f'<A href="{href}" title="{text(article.title).replace(chr(34), "&quot;")}">{text(article.title)}</A>'


def _bracketed(article: Article) -> str:
    if not article.published:
        return ""
    year, month, day = article.published[:10].split("-")
    return f" ({day}/{month}/{year})"


def print_page(world: World, article: Article) -> str:
    """The bare rendition for printers: the same words without the frame."""
    body = body_of(world.seed, article)
    paragraphs = "".join(f"<P>{text(words)}</P>" for words in (body.lead, *body.paragraphs) if words)
    return (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8">'
        f'<TITLE>{SITE_TITLE}</TITLE></HEAD><BODY onload="window.print()"><H2>{text(article.title)}</H2>'
        f"<I>{text(article.date_line)}</I>{paragraphs}</BODY></HTML>"
    )


def missing_page() -> Content:
    """What is said instead of an article that is not there; the status is 200 all the same."""
    return Content(title=SITE_TITLE, html=block(2, "<P>Không tìm thấy nội dung yêu cầu.</P>"))


@lru_cache(maxsize=1024)
def document_page(document: Document) -> Content:
    """An act as a list item: named fields, then its files."""
    year, month, day = document.issued.split("-")
    paragraphs = "".join(f"<P>{text(words)}</P>" for words in document.body.paragraphs)
    rows = (
        form_row("Trích yếu", "Title", "Text", text(document.title)),
        form_row("Số ký hiệu", "SoKyHieu", "Text", text(document.number)),
        form_row("Ngày ban hành", "NgayBanHanh", "DateTime", f"{day}/{month}/{year}"),
        form_row("Cơ quan ban hành", "CoQuan", "Text", text(document.agency)),
        form_row("Nội dung", "Body", "Note", f'<DIV class="ExternalClass9F">{paragraphs}</DIV>'),
        file_rows(document.files),
    )
    html = f'<TABLE class="ms-formtable" border=0 width=100%>{"".join(rows)}</TABLE>'
    return Content(title=f"Văn bản - {document.title}", html=trail(("Tư liệu Đại hội", "Văn bản")) + html)


@lru_cache(maxsize=64)
def gallery_page(gallery: Gallery) -> Content:
    """The thumbnails of a library; each leads to its item page, none to the original."""
    folder = gallery.href.removesuffix("/Thumbnails.aspx")
    cells = "".join(
        f'<TD class="ms-imglibthumbnail"><A href="{folder}/DispForm.aspx?ID={number}">'
        f'<IMG src="/{_raw(copy_path(file, "_t"))}" alt="{text(file.name)}" border=0></A></TD>'
        for number, file in enumerate(gallery.pictures, 1)
    )
    html = (
        f'<DIV class="ms-pagetitle"><H2>{text(gallery.title)}</H2></DIV>'
        f'<DIV class="ms-listdescription">{text(gallery.description)}</DIV><TABLE class="ms-imglibview"><TR>{cells}</TR></TABLE>'
    )
    return Content(title=gallery.title, html=trail(("Phóng sự ảnh", gallery.title)) + html)


def _raw(path: str) -> str:
    """The address as the library writes it: spaces and letters unescaped."""
    return text(path.lstrip("/"))


@lru_cache(maxsize=1024)
def picture_page(gallery: Gallery, file: PortalFile, number: int) -> Content:
    """A picture's item page: the web-sized copy, which links to the original."""
    shown = f'<A href="{file.href}"><IMG src="/{_raw(copy_path(file, "_w"))}" alt="" border=0></A>'
    rows = (
        form_row("Tên", "FileLeafRef", "File", f'<A href="{file.href}">{text(file.name)}</A>'),
        form_row("Xem trước", "Preview", "Computed", shown),
        form_row("Tiêu đề", "Title", "Text", text(file.caption)),
    )
    html = f'<TABLE class="ms-formtable" border=0 width=100%>{"".join(rows)}</TABLE>'
    back = f'<A href="{gallery.href}">{text(gallery.title)}</A>'
    return Content(title=f"{gallery.title} - {number}", html=f"<DIV>{back}</DIV>{html}")


@lru_cache(maxsize=64)
def recording_page(recording: Recording) -> Content:
    """A film or a sound in a player of its time."""
    href = recording.file.href
    if recording.kind == "video":
        player = (
            '<OBJECT width=400 height=300><PARAM name="movie" value="/Style%20Library/player.swf">'
            f'{_older_player(recording)}<EMBED src="/Style%20Library/player.swf" flashvars="file={href}&amp;autostart=false" type="application/x-shockwave-flash"></OBJECT>'
        )
    else:
        player = f'<EMBED src="{href}" autostart="false" width=300 height=45>'
    inner = (
        f'<TABLE width=100%><TR><TD class="tieude">{text(recording.title)}</TD></TR><TR><TD>{player}</TD></TR>'
        f'<TR><TD><P>{text(recording.description)}</P><A href="{href}">Tải về</A></TD></TR></TABLE>'
    )
    return Content(title=recording.title, html=block(2, inner))


def _older_player(recording: Recording) -> str:
    """All films but the first are also offered as a playlist and as a smaller copy, which is lost."""
    if recording.id == 1:
        return ""
    stem = recording.file.href.rpartition(".")[0]
    return f'<PARAM name="url" value="{stem}.asx"><EMBED src="{stem}.asx" type="application/x-mplayer2"><EMBED src="{stem}_low.wmv">'


@lru_cache(maxsize=8)
def static_page(page: StaticPage) -> Content:
    """A page of the menu: one rich field."""
    paragraphs = "\r\n".join(f"<P>{text(words)}</P>" for words in page.body.paragraphs)
    html = (
        f'<H3 class="tieu-de-tin">{text(page.title)}</H3>'
        f'<DIV id="ctl00_PlaceHolderMain_Content__ControlWrapper_RichHtmlField" style="display:inline">{paragraphs}</DIV>'
    )
    return Content(title=page.title, html=trail((page.title,)) + html)


def opinion_page() -> Content:
    """The readers' form; nobody but a reader may ever send it."""
    html = (
        '<H3>Ý kiến đóng góp</H3><TABLE><TR><TD>Họ tên</TD><TD><INPUT type="text" name="ctl00$txtHoTen"></TD></TR>'
        '<TR><TD>Nội dung</TD><TD><TEXTAREA name="ctl00$txtNoiDung"></TEXTAREA></TD></TR>'
        '<TR><TD></TD><TD><INPUT type="submit" name="ctl00$btnGui" value="Gửi ý kiến"></TD></TR></TABLE>'
    )
    return Content(title="Ý kiến đóng góp", html=block(2, html))
