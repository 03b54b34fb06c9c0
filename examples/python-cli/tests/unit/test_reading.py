from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csvscope.reading import CsvProblem, guess_delimiter, read_csv

WriteCsv = Callable[..., Path]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("one column\nonly\n", ","),
        ('"a,b";c\n1;2\n', ";"),
    ],
)
def test_the_delimiter_is_the_one_that_divides_every_line_alike(
    sample: str, delimiter: str
) -> None:
    assert guess_delimiter(sample) == delimiter


def test_rows_come_one_by_one(write_csv: WriteCsv) -> None:
    content = read_csv(write_csv("a, b \n1,2\n\n3,4\n"))
    assert content.header == ["a", "b"]
    assert list(content.rows) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", 1, "the file is empty"),
        ("a,\n", 1, "column 2 has no name"),
        ("a,a\n", 1, "two columns are called 'a'"),
        ("a,b\n1,2\n3\n", 3, "1 cells where the header has 2"),
        ('a,b\n1,"2\n', 2, "unexpected end of data"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    write_csv: WriteCsv, text: str, place: int, message: str
) -> None:
    path = write_csv(text)
    with pytest.raises(CsvProblem) as caught:
        list(read_csv(path).rows)
    assert str(caught.value) == f"{path}:{place}: {message}"
    assert caught.value.line == place


def test_a_file_of_another_encoding_is_a_problem_and_no_crash(write_csv: WriteCsv) -> None:
    with pytest.raises(CsvProblem, match="not UTF-8"):
        read_csv(write_csv("größe\n1\n", encoding="latin-1"))
