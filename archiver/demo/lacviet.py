"""The ways of a product that many provinces bought: addresses name the list, articles' pictures lie under `_layouts`."""

from __future__ import annotations

from dataclasses import replace

from archiver.demo.model import Article, Category, PortalFile
from archiver.vietnamese.folding import fold

_NAME_LETTERS = 20  # of a list's name, in an address
_UPLOADS = "/_layouts/LacVietBIO/fckUpload/SiteChinh"


def of_lacviet(category: Category) -> Category:
    """The list as this product addresses it."""
    return replace(category, page="/Pages/tintucsukien.aspx", key="gId") if category.numbered else category


def as_lacviet(article: Article) -> Article:
    """The article as this product addresses it, with its pictures where its editor puts them."""
    name = "".join(fold(article.category.title).replace(",", "").split())[:_NAME_LETTERS].capitalize()
    pictures = tuple(_uploaded(article, number, file) for number, file in enumerate(article.pictures))
    return replace(article, category=of_lacviet(article.category), list_name=name, pictures=pictures)


def _uploaded(article: Article, number: int, file: PortalFile) -> PortalFile:
    """`Hoi nghi2862018_080000.jpg`: the name, the day and the hour of the upload, in a folder of the month."""
    year, month, day = int(article.rank[:4]), int(article.rank[4:6]), int(article.rank[6:8])
    stem, _, ending = file.name.partition(" ")[2].rpartition(".")
    stamp = f"{day}{month}{year}_{article.rank[8:12]}{number:02}"
    return replace(file, path=f"{_UPLOADS}/{year}-{month}/{stem}{stamp}.{ending}")
