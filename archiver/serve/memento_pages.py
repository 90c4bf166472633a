"""The TimeGate and the TimeMap of each archived address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archiver.serve import pages
from archiver.serve.memento import LINK_FORMAT, link_header, timemap_json, timemap_links
from archiver.serve.replay_view import View
from archiver.serve.stamps import LATEST, stamp_of, stamp_of_http_date

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette


async def timegate(request: Request, datasette: Datasette) -> Response:
    """The memento nearest to what Accept-Datetime asks for; the latest where nothing is asked for."""
    view = await View.of(request, datasette, moment=LATEST)
    if view is None:
        return pages.not_found(datasette, request)
    wanted = request.headers.get("accept-datetime")
    stamp = stamp_of_http_date(wanted) if wanted else LATEST
    vary = {"Vary": "accept-datetime"}
    if stamp is None:
        detail = f"Accept-Datetime {wanted!r}: write it as Tue, 06 May 2014 07:08:09 GMT"
        return _with(pages.trouble(datasette, request, 400, "not_understood", detail, view.database), vary)
    row = await view.nearest(stamp)
    resource = view.resource(view.asked.url)
    if row is None:
        answer = await view.absent()
        return _with(answer, vary | {"Link": link_header(resource, None)})
    around = await view.around(stamp_of(row["fetched_at"]))
    answer = Response.redirect(resource.memento(stamp_of(row["fetched_at"])), status=302)
    return _with(answer, vary | {"Link": link_header(resource, around)})


async def timemap(request: Request, datasette: Datasette) -> Response:
    """All times of an address."""
    view = await View.of(request, datasette, moment=LATEST)
    if view is None:
        return pages.not_found(datasette, request)
    stamps = sorted({stamp_of(row["fetched_at"]) for row in await view.times()})
    if not stamps:
        return await view.absent()
    resource = view.resource(view.asked.url)
    if request.url_vars["form"] == "json":
        return Response.json(timemap_json(resource, stamps))
    return Response(body=timemap_links(resource, stamps), content_type=LINK_FORMAT)


def _with(answer: Response, more: dict[str, str]) -> Response:
    answer.headers |= more
    return answer
