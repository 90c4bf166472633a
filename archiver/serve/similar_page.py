"""The page of the articles that resemble one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archiver.serve import pages
from archiver.serve.addresses import Addresses
from archiver.serve.similar import Alike, similar_to
from archiver.store.access import ruling_on_article

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette


async def similar(request: Request, datasette: Datasette) -> Response:
    """As a page or as JSON."""
    if (database := await pages.archive(datasette, request)) is None:
        return pages.not_found(datasette, request)
    article_id = int(request.url_vars["id"])
    if (rule := await pages.ruling(database, ruling_on_article, article_id)) is not None:
        return pages.withheld(datasette, request, rule, database)
    found = await pages.ask(database, partial(similar_to, article_id=article_id))
    if found is None:
        return pages.not_found(datasette, request, database)
    if request.url_vars.get("form") is None:
        return pages.page(datasette, request, "similar.html", database, similar=found)
    at = Addresses(datasette, database.name)

    def told(one: Alike) -> dict[str, Any]:
        page = str(datasette.absolute_url(request, at.article(one.article_id)))
        return {
            "id": one.article_id,
            "title": one.title,
            "published": one.published,
            "section": one.section,
            "page": page,
        }

    return Response.json({"id": found.article_id, "title": found.title, "similar": [told(one) for one in found.found]})
