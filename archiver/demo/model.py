"""What stands on the simulated portal, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Pager = Literal["get", "postback", "linkbutton", "dropdown", "updatepanel", "listview", "archive", "script", "newest"]
Layout = Literal["web-part-table", "rich-html-field", "form-table", "bare-text", "two-column"]
FileKind = Literal["jpg", "png", "pdf", "doc", "txt", "mp3", "flv"]
Oddity = Literal["", "empty", "huge", "wrong type", "wrong name"]  # no bytes; 25 MB; what its headers say is not so
MEDIA_TYPES: dict[FileKind, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "flv": "video/x-flv",
}
LAYOUTS: tuple[Layout, ...] = ("web-part-table", "rich-html-field", "form-table", "bare-text", "two-column")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFile:
    """A file of a library: a picture, an attachment, a film."""

    path: str  # decoded, from the root
    kind: FileKind
    caption: str = ""
    version: int = 1  # rises when the bytes under the path are replaced
    lines: tuple[str, ...] = ()  # the text of a document
    encoding: str = ""  # of a document in an old font
    oddity: Oddity = ""

    @property
    def href(self) -> str:
        return quote(self.path)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


Loss = Literal["soft 404", "hard 404", "home", "login"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A list of articles that readers page through."""

    id: int
    title: str
    pager: Pager
    trail: tuple[str, ...]  # the breadcrumb down to this category
    page: str = "/Pages/news.aspx"  # the address of its listing, without the category's number
    numbered: bool = True  # whether the address carries its number
    key: str = "CatId"  # the parameter that does

    @property
    def href(self) -> str:
        return f"{self.page}?{self.key}={self.id}" if self.numbered else self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article's frame; its body is written when somebody asks for it."""

    id: int
    category: Category
    title: str
    layout: Layout
    published: str | None  # as a human reads the date line
    date_line: str  # "" where the page prints none
    author: str | None
    source: str | None
    byline: str  # as printed under the text; "" where there is none
    rank: str  # listings are in falling order of it
    words: int
    site_title: bool  # the <title> holds the site's name only, the heading stands in capitals
    old_tones: bool
    pictures: tuple[PortalFile, ...] = ()
    attachments: tuple[PortalFile, ...] = ()
    reworded: str = ""  # what was silently changed in the text: word, name, number
    changed: str = "none"  # since the epoch before: none, edit, date, file, new, moved
    former: int = 0  # the number that it had before it got another one
    loss: Loss | None = None  # how its address answers since it was taken away
    encoding: str = "utf-8"  # what its page is written in, see encodings.py
    seed_page: bool = False
    list_name: str = ""  # where the makers of the portal keep articles in lists: the list's name, cut short

    @property
    def href(self) -> str:
        if self.layout == "form-table":
            return f"/Lists/TinTuc/DispForm.aspx?ID={self.id}"
        if self.list_name:
            return f"/Pages/chi-tiet-tin.aspx?ItemID={self.id}&l={self.list_name}"
        return f"/Pages/newsdetail.aspx?NewsId={self.id}&CatId={self.category.id}"

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every address that shows this article as one of its own."""
        if self.layout == "form-table":
            return (self.href, f"{self.href}&Source=%2FPages%2Fnews%2Easpx")
        kept = (self.archive_href,) if self.category.pager == "archive" else ()
        if self.list_name:
            return (self.href, f"/Pages/chi-tiet-tin.aspx?l={self.list_name}&ItemID={self.id}", *kept)
        return (
            self.href,
            f"/Pages/newsdetail.aspx?CatId={self.category.id}&NewsId={self.id}",
            f"/pages/NewsDetail.aspx?newsid={self.id}&CatId={self.category.id}",
            *kept,
        )

    @property
    def archive_href(self) -> str:
        """The address in the single-page archive: pounds, commas and spaces."""
        return quote(f"/Luu tru/£ {self.rank[:4]}, quy {(int(self.rank[4:6]) + 2) // 3}/Tin {self.id}.aspx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The words of an article or a document."""

    lead: str  # "" where there is none
    paragraphs: tuple[str, ...]
    event_dates: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(part for part in (self.lead, *self.paragraphs) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An act with its number and its file."""

    id: int
    number: str
    issued: str  # ISO date
    agency: str
    title: str
    body: Body
    files: tuple[PortalFile, ...]

    @property
    def href(self) -> str:
        return f"/Lists/VanBan/DispForm.aspx?ID={self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A picture library; its address keeps only the ASCII letters of its name."""

    id: int
    title: str
    folder: str
    description: str
    pictures: tuple[PortalFile, ...]

    @property
    def href(self) -> str:
        return quote(f"/{self.folder}/Forms/Thumbnails.aspx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A film or a sound with a page of its own."""

    id: int
    kind: Literal["video", "audio"]
    title: str
    description: str
    file: PortalFile

    @property
    def href(self) -> str:
        name = self.kind.capitalize()
        return f"/Pages/{self.kind}.aspx?{name}Id={self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPage:
    """A page of the menu that stands for itself."""

    path: str
    title: str
    body: Body
