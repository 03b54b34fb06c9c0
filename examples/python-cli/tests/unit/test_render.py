from __future__ import annotations

import json

from csvscope.profile import profile_rows
from csvscope.render import number, render_json, render_table

PROFILE = profile_rows(["city", "size"], [["Bern", "1"], ["Bern", ""], ["Zürich", "3"]])


def test_the_table_has_a_line_for_each_column() -> None:
    assert render_table(PROFILE).splitlines() == [
        "column  kind     missing  distinct  lowest  highest  mean  most frequent",
        "city    text              2                                Bern (2)",
        "size    integer  33%      2         1       3        2",
        "",
        "3 rows, 2 columns",
    ]


def test_json_has_what_programs_ask_for() -> None:
    document = json.loads(render_json({"cities.csv": PROFILE}))
    assert document["cities.csv"]["rows"] == 3
    assert document["cities.csv"]["columns"]["size"] == {
        "kind": "integer",
        "missing": 1,
        "distinct": 2,
        "mean": 2.0,
    }


def test_numbers_are_short() -> None:
    assert [number(value) for value in (None, 1.0, 1234567.0, 0.5)] == [
        "",
        "1",
        "1.23457e+06",
        "0.5",
    ]
