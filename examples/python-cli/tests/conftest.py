from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

WriteCsv = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Writes a file, with the same bytes on every platform, and gives its path."""

    def write(text: str, name: str = "data.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def docker() -> str:
    """The program `docker`, when an engine answers; else the test is skipped."""
    program = shutil.which("docker")
    if program is None:
        pytest.skip("docker is not installed")
    answer = subprocess.run([program, "info"], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.skip("no docker engine answers")
    return program
