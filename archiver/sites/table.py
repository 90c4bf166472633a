"""A TOML file read key by key: what nobody asked for is an error that names the nearest known key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from archiver.errors import ProfileError

_KIND_OF_VALUE = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


class Table:
    """One table of a site or platform file, and where it stands."""

    def __init__(self, values: Mapping[str, Any], *, where: str, path: str = "") -> None:
        self._values = values
        self._where = where
        self._path = path

    @classmethod
    def of(cls, text: str, *, where: str) -> Table:
        """The whole file."""
        try:
            return cls(tomllib.loads(text), where=where)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ProfileError(f"{where}: not a TOML file: {error}; mend that place.") from None

    def error(self, key: str, message: str) -> ProfileError:
        """An error that says file, key and what to do."""
        name = f"{self._path}.{key}" if self._path and key else self._path or key
        return ProfileError(f"{self._where}: {name!r} {message}" if name else f"{self._where}: {message}")

    def allow(self, *known: str) -> None:
        """Refuse every other key."""
        for key in self._values:
            if key not in known:
                raise self.error(key, f"is no key that we know; {nearest(key, known, otherwise='take it out')}")

    def text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(key, value, "a text in quotation marks")
        if not value.strip():
            raise self.error(key, "is empty; give a text or take the key out.")
        return value.strip()

    def required(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.error(key, f'is missing; add the line {key} = "...".')
        return value

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        value = self.text(key) or default
        if value not in choices:
            raise self.error(key, f"is {value!r}; it may be {' or '.join(map(repr, sorted(choices)))}.")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is not said."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false")
        return value

    def number(self, key: str, *, low: float, high: float) -> float | None:
        """A number between two bounds, both allowed."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, value, "a number")
        if not low <= value <= high:
            raise self.error(key, f"is {value}; give a number from {low:g} to {high:g}.")
        return float(value)

    def whole(self, key: str, *, low: int, high: int) -> int | None:
        value = self.number(key, low=low, high=high)
        if value is not None and not isinstance(self._values[key], int):
            raise self.error(key, f"is {value}; give a whole number.")
        return None if value is None else int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._values.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
            raise self._wrong(key, value, "a text or a list of texts")
        return tuple(one.strip() for one in values)

    def pattern(self, key: str) -> re.Pattern[str]:
        """A regular expression over path and query; letter case does not matter to it."""
        written = self.required(key)
        try:
            return re.compile(written, re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.error(key, f"is no regular expression ({error}): {written}; mend it.") from None

    def table(self, key: str) -> Table:
        """A table inside this one; empty where it is not written."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, value, f"a table [{key}]")
        return Table(value, where=self._where, path=f"{self._path}.{key}" if self._path else key)

    def tables(self, key: str) -> list[Table]:
        """The tables of a list `[[key]]`, numbered from 1 in messages."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, value, f"a list of tables [[{key}]]")
        return [Table(one, where=self._where, path=f"{key}[{n}]") for n, one in enumerate(value, start=1)]

    def _wrong(self, key: str, value: object, wanted: str) -> ProfileError:
        return self.error(key, f"is {_KIND_OF_VALUE.get(type(value), 'a date')}; give {wanted}.")


def nearest(word: str, known: Collection[str], *, otherwise: str) -> str:
    """`did you mean 'delay'?`, or what else can be done."""
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"{otherwise} (known: {', '.join(sorted(known))})."
