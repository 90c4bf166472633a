"""The pages of the portal that are about one thing: articles, documents, pictures, recordings, static pages."""

from __future__ import annotations

from functools import lru_cache

from archiver.demo.encodings import head_title
from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.library import copy_path
from archiver.demo.links import dated_link
from archiver.demo.model import Article, Category, Document, Gallery, PortalFile, Recording, StaticPage
from archiver.demo.reach import chain_from
from archiver.demo.skin import skin_of
from archiver.demo.texts import body_of
from archiver.demo.world import World


@lru_cache(maxsize=4096)
def article_page(world: World, article: Article, category: Category) -> Content:
    """An article with its trail and the list of other news; a wrong category only changes these two."""
    skin = skin_of(world)
    links = [dated_link(other) for other in chain_from(world, article, category)]
    return Content(
        title=world.title if article.site_title else head_title(article),
        encoding=article.encoding,
        html=skin.trail(category.trail) + skin.article(article, body_of(world.seed, article)) + skin.others(links),
    )


def print_page(world: World, article: Article) -> str:
    """The bare rendition for printers: the same words without the frame."""
    body = body_of(world.seed, article)
    paragraphs = "".join(f"<P>{text(words)}</P>" for words in (body.lead, *body.paragraphs) if words)
    return (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8">'
        f'<TITLE>{world.title}</TITLE></HEAD><BODY onload="window.print()"><H2>{text(article.title)}</H2>'
        f"<I>{text(article.date_line)}</I>{paragraphs}</BODY></HTML>"
    )


def missing_page(world: World) -> Content:
    """What is said instead of an article that is not there; the status is 200 all the same."""
    return Content(title=world.title, html=skin_of(world).block(2, "<P>Không tìm thấy nội dung yêu cầu.</P>"))


@lru_cache(maxsize=1024)
def document_page(world: World, document: Document) -> Content:
    """An act as a list item: named fields, then its files."""
    year, month, day = document.issued.split("-")
    paragraphs = "".join(f"<P>{text(words)}</P>" for words in document.body.paragraphs)
    skin = skin_of(world)
    form_row = skin.form_row
    rows = (
        form_row("Trích yếu", "Title", "Text", text(document.title)),
        form_row("Số ký hiệu", "SoKyHieu", "Text", text(document.number)),
        form_row("Ngày ban hành", "NgayBanHanh", "DateTime", f"{day}/{month}/{year}"),
        form_row("Cơ quan ban hành", "CoQuan", "Text", text(document.agency)),
        form_row("Nội dung", "Body", "Note", f'<DIV class="ExternalClass9F">{paragraphs}</DIV>'),
        skin.file_rows(document.files),
    )
    html = skin.trail(("Tư liệu Đại hội", "Văn bản")) + skin.form(rows)
    return Content(title=f"Văn bản - {document.title}", html=html)


@lru_cache(maxsize=64)
def gallery_page(world: World, gallery: Gallery) -> Content:
    """The thumbnails of a library; each leads to its item page, none to the original."""
    skin = skin_of(world)
    return Content(title=gallery.title, html=skin.trail(("Phóng sự ảnh", gallery.title)) + skin.thumbnails(gallery))


@lru_cache(maxsize=1024)
def picture_page(world: World, gallery: Gallery, file: PortalFile, number: int) -> Content:
    """A picture's item page: the web-sized copy, which links to the original."""
    shown = f'<A href="{file.href}"><IMG src="{text(copy_path(file, "_w"))}" alt="" border=0></A>'
    form_row = skin_of(world).form_row
    rows = (
        form_row("Tên", "FileLeafRef", "File", f'<A href="{file.href}">{text(file.name)}</A>'),
        form_row("Xem trước", "Preview", "Computed", shown),
        form_row("Tiêu đề", "Title", "Text", text(file.caption)),
    )
    html = skin_of(world).form(rows)
    back = f'<A href="{gallery.href}">{text(gallery.title)}</A>'
    return Content(title=f"{gallery.title} - {number}", html=f"<DIV>{back}</DIV>{html}")


@lru_cache(maxsize=64)
def recording_page(world: World, recording: Recording) -> Content:
    """A film or a sound in a player of its time."""
    href = recording.file.href
    if recording.kind == "video":
        player = (
            '<OBJECT width=400 height=300><PARAM name="movie" value="/Style%20Library/player.swf">'
            f'{_older_player(recording)}<EMBED src="/Style%20Library/player.swf" flashvars="file={href}&amp;autostart=false" type="application/x-shockwave-flash"></OBJECT>'
        )
    else:
        player = f'<EMBED src="{href}" autostart="false" width=300 height=45>'
    html = skin_of(world).recording(recording.title, player, recording.description, href)
    return Content(title=recording.title, html=html)


def _older_player(recording: Recording) -> str:
    """All films but the first are also offered as a playlist and as a smaller copy, which is lost."""
    if recording.id == 1:
        return ""
    stem = recording.file.href.rpartition(".")[0]
    return f'<PARAM name="url" value="{stem}.asx"><EMBED src="{stem}.asx" type="application/x-mplayer2"><EMBED src="{stem}_low.wmv">'


@lru_cache(maxsize=8)
def static_page(world: World, page: StaticPage) -> Content:
    """A page of the menu."""
    skin = skin_of(world)
    return Content(title=page.title, html=skin.trail((page.title,)) + skin.static(page))


def opinion_page(world: World) -> Content:
    """The readers' form; nobody but a reader may ever send it."""
    html = (
        '<H3>Ý kiến đóng góp</H3><TABLE><TR><TD>Họ tên</TD><TD><INPUT type="text" name="ctl00$txtHoTen"></TD></TR>'
        '<TR><TD>Nội dung</TD><TD><TEXTAREA name="ctl00$txtNoiDung"></TEXTAREA></TD></TR>'
        '<TR><TD></TD><TD><INPUT type="submit" name="ctl00$btnGui" value="Gửi ý kiến"></TD></TR></TABLE>'
    )
    return Content(title="Ý kiến đóng góp", html=skin_of(world).block(2, html))
