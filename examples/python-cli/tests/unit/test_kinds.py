from __future__ import annotations

import pytest

from csvscope.profile import kind_of


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "empty"),
        (" N/A ", "empty"),
        ("yes", "boolean"),
        ("42", "integer"),
        ("-42", "integer"),
        ("0", "integer"),
        ("0123", "text"),
        ("3.14", "number"),
        ("1e3", "number"),
        ("inf", "text"),
        ("1_000", "text"),
        ("2026-11-23", "date"),
        ("2026-11-23T10:00:00Z", "date"),
        ("2026-13-23", "text"),
        ("Zürich", "text"),
    ],
)
def test_a_cell_has_the_kind_it_looks_like(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind
