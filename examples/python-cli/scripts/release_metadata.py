"""Checks what a release is announced with, and hands it on.

That is a version by PEP 440, and the SHA-256 of the source distribution.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){1,2}(?:(?:a|b|rc)\d+)?")
DIGEST = re.compile(r"[0-9a-f]{64}")


def main() -> int:
    version = os.environ.get("RELEASE_VERSION") or os.environ.get("RELEASE_TAG", "")
    version = version.removeprefix("v")
    digest = os.environ.get("RELEASE_SHA256", "").lower()
    if not VERSION.fullmatch(version):
        print(f"neither RELEASE_VERSION nor RELEASE_TAG is a version: {version!r}", file=sys.stderr)
        return 2
    if digest and not DIGEST.fullmatch(digest):
        print("RELEASE_SHA256 is no SHA-256: 64 hexadecimal digits are wanted", file=sys.stderr)
        return 2
    with Path(os.environ["LOCKSTEP_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"version={version}\nsha256={digest}\n")
    print(f"version {version}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
