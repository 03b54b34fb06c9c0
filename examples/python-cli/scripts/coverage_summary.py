"""Shows the coverage of every platform side by side: `coverage_summary.py FOLDER`.

The folder has Cobertura files anywhere below it, one for each platform.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

RATE = re.compile(r'<coverage[^>]*\bline-rate="([0-9.]+)"')


def main(folder: str) -> int:
    reports = sorted(Path(folder).rglob("coverage.xml"))
    if not reports:
        print(f"no coverage.xml below {folder}", file=sys.stderr)
        return 1
    for report in reports:
        found = RATE.search(report.read_text(encoding="utf-8"))
        rate = f"{float(found.group(1)):.1%}" if found else "not a coverage report"
        print(f"{report.parent.name or folder}: {rate}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
