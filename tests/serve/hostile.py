"""An archive whose every part is out for harm: what it holds would run, and would ask for addresses of the canary."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

from datasette.utils import tilde_encode

from archiver.layout import ArchiveFolder
from archiver.store.database import open_archive
from tests.serve.kept import Kept

SITE = "http://portal.example"
EVIL = "http://evil.example"
RUN = "alert('HOSTILE');console.log('HOSTILE');window.HOSTILE='HOSTILE';new Image().src='http://evil.example/ran'"
TITLE = f'<script>{RUN}</script><img src=x onerror="{RUN}">'
STAMP = "20140506070809"


def hostile_archive(folder: Path, port: int) -> tuple[ArchiveFolder, list[str]]:
    """The archive, and the paths of the reading room at which it is to be looked at."""
    kept = Kept(ArchiveFolder(folder))
    near = f"http://127.0.0.1:{port}"
    head = (
        f"Refresh: 0;url={EVIL}/refresh\r\nSet-Cookie: a=b\r\nLink: <{EVIL}/preload.css>; rel=preload; as=style\r\n"
        f"Content-Security-Policy: default-src *; script-src * 'unsafe-inline'; report-uri {EVIL}/report\r\n"
        f"Service-Worker-Allowed: /\r\nAccess-Control-Allow-Origin: *\r\nX-Frame-Options: ALLOWALL\r\nContent-Disposition: {TITLE}\r\n"
        f'NEL: {{"report_to":"x"}}\r\nReport-To: {{"endpoints":[{{"url":"{EVIL}"}}]}}\r\nSourceMap: {EVIL}/map\r\n'
    )
    pages = {
        "/": _page(near),
        "/frames": f'<frameset><frame src="javascript:{RUN}"><frame src="{EVIL}/frame"><frame src="/"></frameset>',
        "/svg.html": f'<svg onload="{RUN}"><script>{RUN}</script><image href="{EVIL}/i"/><use href="{EVIL}/u#x"/><foreignObject><iframe src="{EVIL}/f"></iframe></foreignObject><style>@import "{EVIL}/s";</style><animate attributeName=href values="javascript:{RUN}"/></svg>',
        "/twisted.html": f'<svg><style><img src=x onerror="{RUN}"></style></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;"></math><noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript><select><style></select><img src={EVIL}/select></style><xmp></xmp><img src={EVIL}/xmp></xmp>',
        f"/?q=<script>{RUN}</script>": "<p>address</p>",
        "/worker.html": f"<script>navigator.serviceWorker.register('/sw.js');{RUN}</script><p>worker</p>",
        "/sniffed.txt": f"<html><script>{RUN}</script>",
    }
    for path, html in pages.items():
        kept.add(f"{SITE}{path}", html, "text/plain" if path.endswith(".txt") else "text/html", head=head)
    files = {
        "/evil.svg": (f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script><image href="{EVIL}/svg"/><rect width="9" height="9"/></svg>', "image/svg+xml"),
        "/evil.css": (_style(near), "text/css"),
        "/second.css": (f"b{{background:url({EVIL}/second.png)}}", "text/css"),
        "/fake.png": (f"<script>{RUN}</script>", "image/png"),
        "/evil.xml": (f'<?xml version="1.0"?><?xml-stylesheet href="{EVIL}/x.xsl" type="text/xsl"?><html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>', "application/xml"),
        "/evil.xhtml": (f'<html xmlns="http://www.w3.org/1999/xhtml"><body onload="{RUN}"><script>{RUN}</script></body></html>', "application/xhtml+xml"),
        "/sw.js": (RUN, "application/javascript"),
        "/evil.pdf": (f"%PDF-1.4 <script>{RUN}</script>", "application/pdf"),
        "/evil.swf": (f"FWS<script>{RUN}</script>", "application/x-shockwave-flash"),
        "/evil.mht": (f"<html><script>{RUN}</script>", "message/rfc822"),
    }  # fmt: skip
    for path, (body, media_type) in files.items():
        kept.add(f"{SITE}{path}", body, media_type, head=head)
    kept.add(f"{SITE}/away", "", status=302, head=f"Location: {EVIL}/away\r\n")
    kept.add(f"{SITE}/run", "", status=302, head=f"Location: javascript:{RUN}\r\n")
    kept.add(
        f"{SITE}/list",
        f"<script>{RUN}</script><form action='{EVIL}/f'><a href=\"javascript:__doPostBack('a','b');{RUN}\">2</a></form>",
    )
    kept.add(f"{SITE}/list", f"<script>{RUN}</script>2", form=f"__EVENTTARGET={TITLE}")
    held = kept.add(f"{SITE}/inline.svg", files["/evil.svg"][0], "image/png", head=head)
    kept.article(1, TITLE, f'<p onclick="{RUN}">x{TITLE}<a href="javascript:{RUN}">x</a><iframe src="{EVIL}"></iframe></p>', url=f"{SITE}/",
                 text=f"hostile {TITLE}", author=TITLE, section=TITLE, published_raw=TITLE, document_number=TITLE)  # fmt: skip
    kept.attachment(
        1, 1, url=f"{SITE}/evil.svg", filename=f'"><script>{RUN}</script>.svg', media_type=TITLE, kind="image"
    )
    kept.attachment(2, 1, url=f"javascript:{RUN}", filename=TITLE, text=TITLE)
    kept.state(f"{SITE}/{TITLE}", "failed", TITLE)
    kept.state("http://portal.example/failed", "failed", TITLE)
    kept.article(2, f"withheld {TITLE}", "<p>x</p>", url=f"{SITE}/withheld")
    name = folder.name
    replayed = [
        f"/-/replay/{name}/{STAMP}/{SITE}{path}" for path in [*pages, *files, "/away", "/run", "/list", "/failed"]
    ]
    others = ["", "/articles", "/articles/1", "/captures", "/attachments", "/url_states", "/versions", "/sections", "/events", "/crawls",
              "/annotations", "/access_rules", "/articles?section=<script>", "/articles?_facet=title", "/newest", "/authors", "/silent_edits",
              "?sql=select+title,+'<script>alert(1)</script>'+as+\"<img+src=x+onerror=alert(1)>\"+from+articles", f"?sql=<script>{RUN}</script>",
              f"/<script>{RUN}</script>"]  # fmt: skip
    archive = _said(kept.done())
    return archive, [
        *replayed,
        *(f"/-/file/{name}/{capture}" for capture in kept.captures()),
        f"/-/replay/{name}/{STAMP}@{held}/{SITE}/inline.svg",
        f"/-/replay/{name}/*/{SITE}/",
        f"/-/replay/{name}/{STAMP}/{SITE}/nothing?<script>{RUN}</script>",
        f"/-/read/{name}",
        f"/-/read/{name}/article/1",
        f"/-/read/{name}/article/1?version=1",
        f"/-/read/{name}/article/1/difference",
        f"/-/read/{name}/article/1/similar",
        f"/-/read/{name}/article/2",
        *(f"/-/read/{name}/article/1.{form}" for form in ("ris", "bib", "txt")),
        f"/-/read/{name}/changes",
        f"/-/read/{name}/changes?section=<script>{RUN}</script>&from=<script>&kind=<script>",
        f"/-/read/{name}/changes.atom",
        f"/-/read/{name}/search?q=hostile",
        *(f"/-/read/{name}/search.{form}?q=hostile" for form in ("json", "csv", "atom")),
        f"/-/read/{name}/search?q=<script>{RUN}</script>",
        *(f"/{name}{path}" for path in others),
        f"/-/cdx/{name}?url={SITE}/*",
        f"/-/cdx/{name}?url={SITE}/&output=<script>{RUN}</script>",
        f"/-/timemap/{name}/json/{SITE}/",
        f"/-/timemap/{name}/link/{SITE}/?q=<script>{RUN}</script>",
        "/-/openapi.json",
        *_kept(f"/-/read/{name}"),
    ]


def _kept(read: str) -> list[str]:
    """The pages of how the archive is kept, and what they say to programs."""
    addresses = (
        f"{SITE}/{TITLE}",
        f"{SITE}/",
        f"{SITE}/withheld",
        f"javascript:{RUN}",
        f'"><script>{RUN}</script>',
        f"{SITE}/run",
    )
    kinds = ("crawls", "schedule", "fixity", "storage", "expectations", "figures", f"crawls/{tilde_encode(TITLE)}")
    ledger = [f"?{urlencode({'url': url})}" for url in addresses]
    pages = [f"{read}/{kind}{form}" for kind in kinds for form in ("", ".json")]
    pages += [f"{read}/ledger{form}{asked}" for asked in ledger for form in ("", ".json")]
    return [*pages, f"{read}/fixity?page=<script>{RUN}</script>"]


def _said(archive: ArchiveFolder) -> ArchiveFolder:
    """What else an archive tells of a portal, and people of an archive: each word of it out for harm."""
    section = f"[[section]]\nname = 'tin'\ntitle = {json.dumps(TITLE)}\nurl = '{SITE}/list'\n[section.expect]\narticles_min = 9\n"
    archive.profile.write_text(f"name = 'hostile'\ntitle = {json.dumps(TITLE)}\nstart = '{SITE}/'\n{section}", "utf-8")
    archive.imports.mkdir()
    for place in (archive.warc, archive.imports):
        (place / "x'\"><img src=x onerror=alert(1)>-20140506070809-00009.warc.gz").write_bytes(b"")
    at = f"{STAMP[:4]}-{STAMP[4:6]}-{STAMP[6:8]}T00:00:00Z"
    version = {
        "article_id": 1,
        "digest": TITLE,
        "published": TITLE,
        "first_seen": at,
        "last_seen": at,
        "capture_id": TITLE,
    }
    rule = {"action": "takedown", "url": f"{SITE}/withheld", "reason": TITLE, "person": TITLE, "decided_at": at}
    said = {"about": "address", "url": f"{SITE}/", "person": TITLE, "said_at": at}
    told = json.dumps({"article_id": 1, "why": TITLE, "from": f"javascript:{RUN}"})
    db = open_archive(archive.archive_db)
    db.table("versions").insert_all(
        {
            **version,
            "number": number,
            "title": f"{number} {TITLE}",
            "text": f"{number} {TITLE}",
            "html": f"<p>{TITLE}</p>",
        }
        for number in (1, 2)
    )
    db.table("article_subjects").insert_all(
        {"article_id": 1, "kind": kind, "position": 1, "value": TITLE} for kind in ("tag", "place", "event date")
    )
    db.table("sections").insert({"name": TITLE, "title": TITLE, "url": f"javascript:{RUN}", "position": 1})
    db.table("events").insert_all(
        {"id": f"{kind}{TITLE}", "happened_at": at, "type": kind, "agent": TITLE, "outcome": TITLE, "detail": told}
        for kind in ("moved", "gone", "back")
    )
    db.table("annotations").insert_all(
        {**said, "id": f"{field}{TITLE}", "field": field, "value": TITLE} for field in ("note", "title", "rights")
    )
    db.table("access_rules").insert({**rule, "id": TITLE})
    db.table("crawls").insert({"id": TITLE, "site": TITLE, "started_at": at, "outcome": TITLE, "software": TITLE})
    db.table("outcomes").insert_all(
        {
            "crawl_id": TITLE,
            "state": state,
            "reason": TITLE,
            "addresses": 2,
            "examples": json.dumps([f"javascript:{RUN}", TITLE]),
        }
        for state in ("failed", "skipped")
    )
    db.table("list_entries").insert(
        {"url_key": TITLE, "url": TITLE, "source": "listing", "section": "tin", "first_at": at, "last_at": at}
    )
    db.table("checks").insert(
        {"checked_at": at, "outcome": "damaged", "files": 1, "records": 1, "findings": json.dumps([TITLE])}
    )
    db.execute("UPDATE articles SET version_count = 2 WHERE id = 1")
    db.conn.commit()
    db.conn.close()
    return archive


def _page(near: str) -> str:
    return f"""<!doctype html><html manifest="{EVIL}/manifest"><head><title>{TITLE}</title>
    <meta http-equiv="refresh" content="0;url={EVIL}/meta"><meta http-equiv="set-cookie" content="a=b">
    <base href="{EVIL}/base/"><base target="_top">
    <link rel="stylesheet" href="{SITE}/evil.css"><link rel="stylesheet" href="{EVIL}/e.css"><link rel="preload" as="image" href="{EVIL}/preload">
    <link rel="dns-prefetch preconnect" href="{EVIL}"><link rel="prefetch" href="{near}/prefetch"><link rel="manifest" href="{EVIL}/m">
    <link rel="icon" href="{EVIL}/icon"><link rel="modulepreload" href="{EVIL}/mod"><link rel="import" href="{EVIL}/import">
    <style>{_style(near)}</style><style></style><img src={EVIL}/broken></style>
    <script src="{EVIL}/s.js"></script><script>{RUN}</script><script type="module">{RUN}</script>
    <script type="speculationrules">{{"prefetch":[{{"urls":["{EVIL}/spec"]}}]}}</script></head>
    <body onload="{RUN}" background="{EVIL}/body.png">
    <h1 onmouseover="{RUN}" style="background:url({near}/inline.png)" autofocus tabindex=1 onfocus="{RUN}">{TITLE}</h1>
    <img src="{EVIL}/i.png" srcset="{EVIL}/2.png 2x, {near}/3.png 3x" onerror="{RUN}" lowsrc="{EVIL}/low"><img src="javascript:{RUN}">
    <img src="{SITE}/evil.svg"><img src="{SITE}/fake.png" onerror="{RUN}"><img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'></svg>">
    <picture><source srcset="{EVIL}/picture.png"><img></picture><video src="{EVIL}/v.mp4" poster="{EVIL}/p.png" autoplay><track src="{EVIL}/t" default></video>
    <audio src="{near}/a.mp3" autoplay></audio><embed src="{SITE}/evil.swf"><object data="{SITE}/evil.svg"></object><object data="{EVIL}/o" type="text/html"></object>
    <applet code="x" archive="{EVIL}/x.jar"></applet><iframe src="{EVIL}/f"></iframe><iframe src="javascript:{RUN}"></iframe>
    <iframe src="data:text/html,<script>{RUN}</script>"></iframe><iframe srcdoc="<script>{RUN}</script>"></iframe><iframe src="{SITE}/worker.html"></iframe>
    <form action="{EVIL}/form" id="f"><input name="q" autofocus onfocus="{RUN}"><input type="image" src="{EVIL}/image"><button formaction="{EVIL}/b">x</button></form>
    <a href="javascript:{RUN}" id="js">js</a><a href="data:text/html,<script>{RUN}</script>">data</a><a href="{EVIL}/out" ping="{EVIL}/ping" target="_top">out</a>
    <a href="{SITE}/../../../../../hostile/articles">up</a><table background="{EVIL}/t.png"><tr><td background="{near}/td.png">x</td></tr></table>
    <details ontoggle="{RUN}" open><summary>x</summary></details><marquee onstart="{RUN}">x</marquee><input type="hidden" oncontentvisibilityautostatechange="{RUN}">
    <bgsound src="{EVIL}/bg"><blockquote cite="{EVIL}/cite">x</blockquote><p style="background:image-set('{EVIL}/set.png' 1x);behavior:url({EVIL}/b.htc)">x</p>
    <div id="x" style="--u:'{EVIL}/var.png';background-image:image-set(var(--u) 1x)">x</div><script>document.forms[0].submit()</script></body></html>"""


def _style(near: str) -> str:
    return f"""@import "{EVIL}/import.css"; @\\69mport url({near}/import2.css); @import url("{SITE}/second.css");
    @font-face {{ font-family: x; src: url({EVIL}/font.woff2) }} @namespace url({EVIL}/ns);
    body {{ font-family: x; background: u\\72l({EVIL}/escaped.png); cursor: url({EVIL}/c.cur), auto; list-style: url("{near}/l.png") }}
    h1::before {{ content: url({EVIL}/content.png) }} p {{ background-image: -webkit-image-set("{EVIL}/set.png" 1x); width: expression({RUN}) }}
    input {{ -moz-binding: url({EVIL}/x.xml#x); mask-image: url({EVIL}/mask.svg); border-image: url({EVIL}/border.png) 1; filter: url({EVIL}/f.svg#f) }}"""
