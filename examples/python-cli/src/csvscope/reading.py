"""Reads a CSV file row by row, whatever its delimiter, and says where one is broken."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",;\t|"
SAMPLE_CHARACTERS = 64 * 1024


class CsvProblem(Exception):
    """The file cannot be profiled. The message names the place as `path:line`."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.line = line


@dataclass(frozen=True)
class CsvContent:
    header: list[str]
    rows: Iterator[list[str]]


def read_csv(path: Path, delimiter: str | None = None) -> CsvContent:
    """The header now, the rows as they are asked for. A row must be as long as the header."""
    rows = _records(path, delimiter)
    header = next(rows, None)
    if header is None:
        raise CsvProblem(path, 1, "the file is empty")
    names = [name.strip() for name in header]
    for index, name in enumerate(names):
        if not name:
            raise CsvProblem(path, 1, f"column {index + 1} has no name")
        if name in names[:index]:
            raise CsvProblem(path, 1, f"two columns are called {name!r}")
    return CsvContent(names, rows)


def guess_delimiter(sample: str) -> str:
    """What splits the first lines into the most equal parts; a comma when nothing does."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    best, best_count = ",", 0
    for candidate in DELIMITERS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=candidate)]
        lowest = min(counts, default=0)
        if lowest > best_count and lowest == max(counts):
            best, best_count = candidate, lowest
    return best


def _records(path: Path, delimiter: str | None) -> Iterator[list[str]]:
    try:
        # A byte order mark, as spreadsheets write one, is no part of the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = delimiter or guess_delimiter(file.read(SAMPLE_CHARACTERS))
            file.seek(0)
            reader = csv.reader(file, delimiter=separator, strict=True)
            width: int | None = None
            try:
                for row in reader:
                    if not row:
                        continue
                    if width is not None and len(row) != width:
                        message = f"{len(row)} cells where the header has {width}"
                        raise CsvProblem(path, reader.line_num, message)
                    width = len(row)
                    yield row
            except csv.Error as error:
                raise CsvProblem(path, reader.line_num, str(error)) from error
    except UnicodeDecodeError as error:
        raise CsvProblem(path, 1, f"not UTF-8: {error.reason} at byte {error.start}") from error
