"""A profile for people (a table) and for programs (JSON)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from csvscope.profile import ColumnProfile, FileProfile

HEADINGS = ("column", "kind", "missing", "distinct", "lowest", "highest", "mean", "most frequent")


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def render_table(profile: FileProfile) -> str:
    lines = [HEADINGS, *(_cells(column) for column in profile.columns)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(HEADINGS))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    plural = "row" if profile.rows == 1 else "rows"
    return "\n".join([*text, "", f"{profile.rows} {plural}, {len(profile.columns)} columns"])


def render_json(profiles: Mapping[str, FileProfile]) -> str:
    return json.dumps({path: _document(profile) for path, profile in profiles.items()}, indent=2)


def _cells(column: ColumnProfile) -> tuple[str, ...]:
    share = f"{column.missing / column.count:.0%}" if column.missing else ""
    frequent = column.most_frequent
    return (
        column.name,
        column.kind,
        share,
        f">{len(column.values) - 1}" if column.many_values else str(len(column.values)),
        number(column.lowest) if column.mean is not None else "",
        number(column.highest) if column.mean is not None else "",
        number(column.mean),
        f"{frequent[0]} ({frequent[1]})" if frequent else "",
    )


def _document(profile: FileProfile) -> dict[str, object]:
    return {
        "rows": profile.rows,
        "columns": {
            column.name: {
                "kind": column.kind,
                "missing": column.missing,
                "distinct": None if column.many_values else len(column.values),
                "mean": column.mean,
            }
            for column in profile.columns
        },
    }
