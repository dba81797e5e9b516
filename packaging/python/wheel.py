#!/usr/bin/env python3
"""Writes the wheel of `momotalk-cli`: the binary as a script of the environment, man pages and completions beside it.

The format is that of https://packaging.python.org/en/latest/specifications/binary-distribution-format/.
"""
import argparse
import base64
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from pack import write_zip  # noqa: E402
from targets import target  # noqa: E402

METADATA = """\
Metadata-Version: 2.4
Name: momotalk-cli
Version: {version}
Summary: The command-line toolkit for people who build chat bots on the MoMoTalk Bot Platform and on KakaoTalk
License-Expression: MIT OR Apache-2.0
License-File: LICENSE-MIT
License-File: LICENSE-APACHE
License-File: LICENSE-THIRD-PARTY
Keywords: momotalk,kakaotalk,webhook,bot,cli
Requires-Python: >=3.7
Description-Content-Type: text/markdown

"""


def record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for flag in ["version", "target", "binary", "licences", "readme", "output"]:
        parser.add_argument(f"--{flag}", required=True)
    given = parser.parse_args()
    platform, name = target(given.target), f"momotalk_cli-{given.version}"

    licences = [ROOT / "LICENSE-MIT", ROOT / "LICENSE-APACHE", Path(given.licences)]
    info = f"{name}.dist-info"
    tags = "".join(f"Tag: py3-none-{tag}\n" for tag in platform.wheel.split("."))
    metadata = METADATA.format(version=given.version) + Path(given.readme).read_text()
    entries = [(f"{name}.data/scripts/momo{platform.suffix}", 0o755, Path(given.binary).read_bytes())]
    if not platform.suffix:
        entries += [
            (f"{name}.data/data/share/man/man{page.suffix[1:]}/{page.name}", 0o644, page.read_bytes())
            for page in sorted((ROOT / "man").iterdir())
        ]
    entries += [
        (f"{info}/METADATA", 0o644, metadata.encode()),
        (f"{info}/WHEEL", 0o644, f"Wheel-Version: 1.0\nGenerator: momo\nRoot-Is-Purelib: false\n{tags}".encode()),
        *((f"{info}/licenses/{file.name}", 0o644, file.read_bytes()) for file in licences),
    ]
    record = "".join(record_line(path, content) for path, _, content in entries) + f"{info}/RECORD,,\n"
    entries.append((f"{info}/RECORD", 0o644, record.encode()))
    write_zip(Path(given.output) / f"{name}-py3-none-{platform.wheel}.whl", entries)


if __name__ == "__main__":
    main()
