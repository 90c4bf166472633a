"""A facet by year, for columns that hold dates."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args


class YearFacet(Facet):
    """`?_facet_year=published`: how many rows each year has; a year is chosen by what the date starts with."""

    type = "year"

    async def suggest(self) -> list[dict[str, str]]:
        """Years are offered by our tables' descriptions, not guessed from columns."""
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        results: list[dict[str, Any]] = []
        timed_out: list[str] = []
        for wanted in self.get_configs():
            column = wanted["config"].get("column") or wanted["config"]["simple"]
            try:
                results.append(await self._years(column, from_metadata=wanted["source"] == "metadata"))
            except QueryInterrupted:
                timed_out.append(column)
        return results, timed_out

    async def _years(self, column: str, *, from_metadata: bool) -> dict[str, Any]:
        size = self.get_facet_size()
        name = escape_sqlite(column)
        found = await self.ds.execute(
            self.database,
            f"SELECT substr({name}, 1, 4) AS value, count(*) AS count FROM ({self.sql})"  # noqa: S608 - the column is quoted
            f" WHERE {name} IS NOT NULL GROUP BY value ORDER BY value DESC LIMIT {size + 1}",
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return {
            "name": column,
            "type": self.type,
            "results": [self._choice(column, row["value"], row["count"]) for row in found.rows[:size]],
            "hideable": not from_metadata,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet_year": column})),
            "truncated": len(found.rows) > size,
        }

    def _choice(self, column: str, year: str, count: int) -> dict[str, Any]:
        chosen = {f"{column}__startswith": str(year)}
        selected = set(chosen.items()) <= set(parse_qsl(self.request.query_string, keep_blank_values=True))
        change = path_with_removed_args if selected else path_with_added_args
        toggle = self.ds.absolute_url(self.request, self.ds.urls.path(change(self.request, chosen)))
        return {"value": year, "label": year, "count": count, "toggle_url": toggle, "selected": selected}
