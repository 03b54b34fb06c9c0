"""The profile in a window, for those who have a screen: `python -m csvscope.window FILE`."""

from __future__ import annotations

import sys
import tkinter
from pathlib import Path

from csvscope.profile import profile_rows
from csvscope.reading import read_csv
from csvscope.render import render_table


def open_window(path: Path) -> tkinter.Tk:
    """A window with the table of one file. Raises `tkinter.TclError` where there is no display."""
    content = read_csv(path, None)
    window = tkinter.Tk()
    window.title(f"csvscope {path.name}")
    text = tkinter.Text(window, font="TkFixedFont", wrap="none")
    text.insert("1.0", render_table(profile_rows(content.header, content.rows)))
    text.configure(state="disabled")
    text.pack(fill="both", expand=True)
    return window


if __name__ == "__main__":
    open_window(Path(sys.argv[1])).mainloop()
