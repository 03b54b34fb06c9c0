from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csvscope.cli import main

WriteCsv = Callable[..., Path]


def test_a_file_gives_a_table(write_csv: WriteCsv, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_csv("a,b\n1,2\n"))]) == 0
    assert "1 row, 2 columns" in capsys.readouterr().out


def test_several_files_are_told_apart(
    write_csv: WriteCsv, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(write_csv("a\n1\n", name)) for name in ("one.csv", "two.csv")]
    assert main(files) == 0
    output = capsys.readouterr().out
    assert all(path in output for path in files)


@pytest.mark.parametrize(
    ("column", "message"),
    [("b", "column 'b' has 1 missing cells"), ("c", "there is no column 'c'")],
)
def test_a_requirement_that_is_not_met_fails(
    write_csv: WriteCsv, capsys: pytest.CaptureFixture[str], column: str, message: str
) -> None:
    assert main([str(write_csv("a,b\n1,\n")), "--require", "a", "--require", column]) == 1
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "No such file" in capsys.readouterr().err
