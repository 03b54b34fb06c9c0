from __future__ import annotations

from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from csvscope.profile import FileProfile, profile_rows
from csvscope.reading import read_csv

ROWS = 2_000


def test_profile_two_thousand_rows(benchmark: BenchmarkFixture) -> None:
    rows = [[str(index), f"{index / 7:.3f}", "2026-11-23", "Zürich"] for index in range(ROWS)]
    profile = benchmark(profile_rows, ["id", "share", "day", "city"], rows)
    assert profile.rows == ROWS


def test_read_and_profile_a_file(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("id,city\n" + "".join(f"{index},Bern\n" for index in range(ROWS)), "utf-8")

    def whole() -> FileProfile:
        content = read_csv(path)
        return profile_rows(content.header, content.rows)

    assert benchmark(whole).rows == ROWS
