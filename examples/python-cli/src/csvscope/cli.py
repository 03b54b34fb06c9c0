"""The command line. Exit codes: 0 fine, 1 a requirement is not met, 2 a file cannot be read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from csvscope.profile import FileProfile, profile_rows
from csvscope.reading import CsvProblem, read_csv
from csvscope.render import render_json, render_table


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="csvscope", description="Look into CSV files.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print JSON in place of a table")
    parser.add_argument("--delimiter", help="the character between cells; guessed unless given")
    parser.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="COLUMN",
        help="fail unless this column is there and has no missing cells",
    )
    return parser


def unmet(profile: FileProfile, required: Sequence[str]) -> list[str]:
    problems = []
    for name in required:
        column = profile.column(name)
        if column is None:
            problems.append(f"there is no column {name!r}")
        elif column.missing:
            problems.append(f"column {name!r} has {column.missing} missing cells")
    return problems


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    profiles: dict[str, FileProfile] = {}
    try:
        for path in options.files:
            content = read_csv(path, options.delimiter)
            profiles[str(path)] = profile_rows(content.header, content.rows)
    except CsvProblem as problem:
        print(f"csvscope: {problem}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"csvscope: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    print(render_json(profiles) if options.json else "\n\n".join(_tables(profiles)))
    problems = [
        f"{path}: {text}"
        for path, profile in profiles.items()
        for text in unmet(profile, options.require)
    ]
    for text in problems:
        print(f"csvscope: {text}", file=sys.stderr)
    return 1 if problems else 0


def _tables(profiles: dict[str, FileProfile]) -> list[str]:
    if len(profiles) == 1:
        return [render_table(profile) for profile in profiles.values()]
    return [f"{path}\n{render_table(profile)}" for path, profile in profiles.items()]
