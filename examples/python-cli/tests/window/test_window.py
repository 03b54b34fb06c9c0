"""What a person sees of a file. Needs a display."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WriteCsv = Callable[..., Path]

tkinter = pytest.importorskip("tkinter")


def test_the_window_shows_the_table_of_the_file(write_csv: WriteCsv) -> None:
    from csvscope.window import open_window

    window = open_window(write_csv("city,people\nOslo,700000\n", name="cities.csv"))
    try:
        window.update()
        (text,) = window.winfo_children()
        assert window.title() == "csvscope cities.csv"
        assert isinstance(text, tkinter.Text)
        assert "people" in text.get("1.0", "end")
    finally:
        window.destroy()
