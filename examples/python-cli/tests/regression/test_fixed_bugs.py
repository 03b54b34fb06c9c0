"""One test for each bug that was found in use, so that it stays away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from csvscope.profile import profile_rows
from csvscope.reading import read_csv

WriteCsv = Callable[..., Path]


def test_a_byte_order_mark_is_no_part_of_the_first_name(write_csv: WriteCsv) -> None:
    assert read_csv(write_csv("\ufeffid,name\n1,x\n")).header == ["id", "name"]


def test_a_line_break_inside_quotes_is_one_row(write_csv: WriteCsv) -> None:
    content = read_csv(write_csv('a,b\n1,"two\nlines"\n'))
    assert list(content.rows) == [["1", "two\nlines"]]


def test_article_numbers_keep_their_leading_zeros() -> None:
    [column] = profile_rows(["article"], [["007"], ["008"]]).columns
    assert column.kind == "text"
