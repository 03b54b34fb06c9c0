"""Profiles columns in one pass: a file of any length needs memory for its distinct values only."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["empty", "boolean", "integer", "number", "date", "text"]

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})
BOOLEANS = frozenset({"true", "false", "yes", "no"})
# Above this many different values nobody asks which is the most frequent.
DISTINCT_LIMIT = 10_000


def kind_of(cell: str) -> Kind:
    """What one cell looks like. `0123` is text: a number would lose its zero."""
    text = cell.strip()
    lowered = text.lower()
    if lowered in MISSING:
        return "empty"
    if lowered in BOOLEANS:
        return "boolean"
    digits = text.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return "text" if len(digits) > 1 and digits.startswith("0") else "integer"
    if _is_number(text):
        return "number"
    return "date" if _is_date(text) else "text"


def _is_number(text: str) -> bool:
    if not text.isascii() or "_" in text:
        return False
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    if len(text) < 10:
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return len(text) == 10 or text[10] in "T "


@dataclass
class ColumnProfile:
    name: str
    count: int = 0
    missing: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    many_values: bool = False
    lowest: float | None = None
    highest: float | None = None
    total: float = 0.0

    @property
    def kind(self) -> Kind:
        """The one kind that every cell with something in it has; `number` takes integers in."""
        found = set(self.kinds) - {"empty"}
        if not found:
            return "empty"
        if found == {"integer", "number"}:
            return "number"
        return found.pop() if len(found) == 1 else "text"

    @property
    def mean(self) -> float | None:
        numbers = self.kinds["integer"] + self.kinds["number"]
        return self.total / numbers if numbers and self.kind in ("integer", "number") else None

    @property
    def most_frequent(self) -> tuple[str, int] | None:
        """Nothing when every value is there once: then none is more frequent than another."""
        if self.many_values or not self.values:
            return None
        value, times = self.values.most_common(1)[0]
        return (value, times) if times > 1 else None

    def add(self, cell: str) -> None:
        kind = kind_of(cell)
        self.count += 1
        self.kinds[kind] += 1
        if kind == "empty":
            self.missing += 1
            return
        text = cell.strip()
        if not self.many_values:
            self.values[text] += 1
            self.many_values = len(self.values) > DISTINCT_LIMIT
        if kind in ("integer", "number"):
            number = float(text)
            self.total += number
            self.lowest = number if self.lowest is None else min(self.lowest, number)
            self.highest = number if self.highest is None else max(self.highest, number)


@dataclass(frozen=True)
class FileProfile:
    rows: int
    columns: list[ColumnProfile]

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


def profile_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> FileProfile:
    columns = [ColumnProfile(name) for name in header]
    count = 0
    for row in rows:
        count += 1
        for column, cell in zip(columns, row, strict=True):
            column.add(cell)
    return FileProfile(count, columns)
