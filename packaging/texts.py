#!/usr/bin/env python3
"""Writes the texts that go into packages, with links that lead somewhere from there: to the release's sources on GitHub.

    texts.py OWNER/REPOSITORY VERSION OUTPUT
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ["README.md", "README.ko.md", "CHANGELOG.md"]
# `[text](path)` and `![text](path)`, but not `(https:…)` and `(#section)`.
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\((?![a-z]+:|#)([^()\s]+)\)")


def absolute(text: str, repository: str, version: str) -> str:
    """Returns the text with its links to files of the sources as addresses."""

    def address(link: re.Match) -> str:
        image, words, path = link.groups()
        kind = "raw" if image else "blob"
        return f"{image}[{words}](https://github.com/{repository}/{kind}/v{version}/{path})"

    return LINK.sub(address, text)


def main() -> None:
    repository, version, output = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    output.mkdir(parents=True, exist_ok=True)
    for name in TEXTS:
        (output / name).write_text(absolute((ROOT / name).read_text(), repository, version))


if __name__ == "__main__":
    main()
