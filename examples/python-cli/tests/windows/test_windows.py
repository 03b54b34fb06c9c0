"""What only Windows does to a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csvscope.cli import main

WriteCsv = Callable[..., Path]

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not sys.platform.startswith("win"), reason="only on Windows"),
]


def test_windows_line_ends_are_no_part_of_a_cell(
    write_csv: WriteCsv, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write_csv("a,b\r\n1,2\r\n"))]) == 0
    assert "integer" in capsys.readouterr().out


def test_a_path_with_a_drive_and_backslashes_is_found(write_csv: WriteCsv) -> None:
    path = write_csv("a\n1\n").resolve()
    assert path.drive
    assert main([str(path).replace("/", "\\")]) == 0
