"""The values that flow from the wire to the reader, all frozen.

`Capture` (bytes of record) → `Page` (decoded) → `Draft` (what one page says) → `Article` with its `Version`s.
Times are aware datetimes in UTC; digests are `sha256:<hex>`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["article", "document", "page", "gallery", "video", "audio"]
AttachmentKind = Literal["document", "image", "audio", "video"]
FIRST_PART = "segment 1"  # `truncated` begins so where an answer was kept in parts and not all of them are here
PartKind = Literal["title", "lede", "heading", "paragraph", "list", "table", "quote", "caption", "code", "comment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands: a file under `warc/`, and its gzip member there (bytes).

    In a file of others a member may hold several records: then `within` says where in the unpacked member this one
    begins, and `length` is its length there. In a file that is not packed both are of the record itself.
    """

    file: str
    offset: int
    length: int
    within: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange, kept as the server sent it."""

    id: str  # the UUID of the WARC-Record-ID; "<file>@<offset>" where a foreign record has none
    url: str
    method: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]  # as received: letter case, order and duplicates kept
    body: bytes  # the payload: transfer coding removed, content coding kept
    digest: str  # of the payload
    place: Place
    crawl_id: str | None = None
    revisit_of: str | None = None  # id of the capture that holds the payload
    request_digest: str | None = None  # of the request body, for POST
    truncated: str | None = None  # WARC-Truncated: length, time, disconnect
    role: str | None = None  # what the spider took it for: start, listing, item, page, file, image, requisite, robots
    via: str | None = None  # the page that led here
    section: str | None = None  # the profile's section whose listing led here
    link_text: str | None = None
    scripted: bool = False  # the page is made by its scripts: its words stand in the conversion record made of it
    refers: tuple[str, datetime] | None = None  # a foreign revisit: address and time of what holds the payload
    named_digest: str | None = None  # a foreign record's own digest of its payload, where it is not `digest`
    payload_size: int | None = None  # of a payload too large to be held: `body` is only its beginning

    def header(self, name: str) -> str | None:
        """The first value of a header, found without regard to letter case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def media_type(self) -> str | None:
        """`text/html` of `Text/HTML; charset=utf-8`; None where the server names none."""
        value = (self.header("content-type") or "").partition(";")[0].strip().lower()
        return value or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The record that holds a payload, for a revisit to refer to."""

    capture_id: str
    url: str
    fetched_at: str  # its WARC-Date
    digest: str  # of the payload without its transfer coding
    payload_digest: str  # its WARC-Payload-Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the file for one exchange, once it is synced."""

    capture_id: str
    place: Place
    end: int  # where the exchange's last record ends
    digest: str  # of the payload without its transfer coding
    payload_digest: str  # as the record names it
    fetched_at: str
    revisit_of: str | None
    status: int
    size: int
    etag: str | None = None  # validators of the answer (RFC 9110, 8.8)
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of markup as text, ready to be read."""

    url: str
    html: str
    encoding: str = "utf-8"  # what the bytes were decoded from
    repairs: tuple[str, ...] = ()  # what decoding had to mend, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One typed piece of a page's content, in page order."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file that a page's content names: an attachment, a picture, a film."""

    url: str  # absolute
    text: str  # link text or caption; "" where there is none
    kind: AttachmentKind | None  # None: its address tells nothing; what was fetched there tells whether it is a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one captured page says, as far as it can be read; None where it says nothing."""

    kind: Kind | None  # None: not an article (home, listing, search, form, error, ...)
    reason: str = ""  # for kind None: what the page is instead, in one word ("listing", "error", ...)
    title: str | None = None
    lead: str | None = None
    text: str = ""
    html: str = ""
    markdown: str = ""
    published: str | None = None  # ISO 8601 with the portal's own precision
    published_raw: str | None = None
    author: str | None = None
    source: str | None = None
    language: str | None = None
    breadcrumb: tuple[str, ...] = ()
    document_number: str | None = None
    issued: str | None = None
    tags: tuple[str, ...] = ()
    place: str | None = None  # where it was written or issued
    event_dates: tuple[str, ...] = ()  # the days that the text speaks of, as 2008-06-18
    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()
    repairs: tuple[str, ...] = ()  # what reading the page's letters had to mend, in words
    stage: str = ""  # the stage that found the body
    stages: dict[str, str] = field(default_factory=dict)  # field name -> the stage that found it
    confidence: dict[str, float] = field(default_factory=dict)  # field name -> how often what is found so is right


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to an article, as it stood during one span of time."""

    position: int
    url: str
    filename: str
    label: str | None  # what the article calls it: the words of the link, or the picture's caption
    kind: AttachmentKind
    media_type: str | None
    size: int | None  # bytes, content coding removed
    sha256: str | None  # bare hex; None where the file was never had
    capture_id: str | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of an article, from the first capture that shows it to the last."""

    number: int  # from 1
    digest: str
    draft: Draft
    capture_id: str
    first_seen: datetime
    last_seen: datetime
    leaves: tuple[tuple[str, str], ...] = ()  # of a text on several pages: the capture of each, first and last


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text of the portal under all its addresses and in all its versions, the oldest first."""

    id: int
    url: str
    urls: tuple[tuple[str, datetime], ...]  # every spelling really fetched, and when first
    section: str | None
    versions: tuple[Version, ...]
    attachments: tuple[Attachment, ...]
