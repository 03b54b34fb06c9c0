"""The program as a user starts it: a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

WriteCsv = Callable[..., Path]


def csvscope(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "csvscope", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_profiles_a_file(write_csv: WriteCsv) -> None:
    path = write_csv("day,amount\n2026-01-01,10\n2026-01-02,20\n")
    result = csvscope(path, "--json")
    assert (result.returncode, result.stderr) == (0, "")
    columns = json.loads(result.stdout)[str(path)]["columns"]
    assert {name: column["kind"] for name, column in columns.items()} == {
        "day": "date",
        "amount": "integer",
    }


def test_a_broken_file_ends_with_2_and_its_place(write_csv: WriteCsv) -> None:
    path = write_csv("a,b\n1\n")
    result = csvscope(path)
    assert result.returncode == 2
    assert result.stderr == f"csvscope: {path}:2: 1 cells where the header has 2\n"


def test_a_large_file_is_read_in_one_pass(write_csv: WriteCsv) -> None:
    path = write_csv(
        "id,value\n" + "".join(f"{index},{index / 7:.3f}\n" for index in range(50_000))
    )
    result = csvscope(path)
    assert result.returncode == 0
    assert "50000 rows, 2 columns" in result.stdout
