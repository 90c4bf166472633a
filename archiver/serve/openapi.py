"""What other programs may ask of the reading room, as an OpenAPI description of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils import parse_metadata, tilde_encode
from datasette.utils.asgi import Request, Response

from archiver import __version__
from archiver.serve import pages

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_DESCRIPTION = Path(__file__).with_name("openapi.yaml")


async def openapi(request: Request, datasette: Datasette) -> Response:
    """The description, true of the archives that are open and of the address that was asked."""
    described: dict[str, Any] = parse_metadata(_DESCRIPTION.read_text("utf-8"))
    described["info"]["version"] = __version__
    described["servers"] = [{"url": str(datasette.absolute_url(request, datasette.urls.instance())).rstrip("/")}]
    names = [tilde_encode(one.name) for one in await pages.archives_of(datasette)]
    described["components"]["parameters"]["archive"]["schema"] = {"enum": names}
    return Response.json(described)
