"""The image, built from the Dockerfile and used as its readers do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMAGE = "csvscope:test"


@pytest.mark.docker
def test_the_image_profiles_what_is_mounted(docker: str, tmp_path: Path) -> None:
    subprocess.run([docker, "build", "--tag", IMAGE, str(ROOT)], check=True)
    (tmp_path / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    mount = f"{tmp_path}:/data:ro"
    command = [docker, "run", "--rm", "--volume", mount, IMAGE, "/data/data.csv"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1 row, 2 columns" in result.stdout
