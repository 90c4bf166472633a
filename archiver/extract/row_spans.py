"""Cells that reach over several rows, which Markdown has not: the rows under them get an empty cell in each such column."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

_WIDEST = 200  # columns; a table that says it has more is not filled up


def fill_row_spans(soup: BeautifulSoup) -> None:
    """Fills the rows of all tables in which a cell reaches down, so that what stands in one column stays there."""
    for table in soup.find_all("table"):
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        if any(row.find(["td", "th"], recursive=False, rowspan=True) for row in rows):
            _fill(soup, rows)


def _fill(soup: BeautifulSoup, rows: list[Tag]) -> None:
    reaching: dict[int, int] = {}  # for each column, how many rows its cell goes on
    for row in rows:
        column = 0
        starting: dict[int, int] = {}
        for cell in row.find_all(["td", "th"], recursive=False):
            while reaching.get(column):
                cell.insert_before(soup.new_tag(cell.name))
                column += 1
            width, down = _number(cell, "colspan"), _number(cell, "rowspan")
            if column + width > _WIDEST:
                return
            starting |= dict.fromkeys(range(column, column + width), down)
            column += width
        while reaching.get(column):
            row.append(soup.new_tag("td"))
            column += 1
        reaching = {at: left - 1 for at, left in (reaching | starting).items() if left > 1}


def _number(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "")
    return max(1, int(value)) if value.isdecimal() and len(value) < 5 else 1
