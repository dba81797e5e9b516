#!/usr/bin/env python3
"""Writes the folders of the npm packages: `momotalk-cli`, which starts the binary, and the one of a platform, which holds it.

npm installs of the optional dependencies those that fit the machine, so nothing is downloaded by a script.
"""
import argparse
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from targets import TARGETS, target  # noqa: E402

COMMON = {
    "description": "The command-line toolkit for people who build chat bots on the MoMoTalk Bot Platform and on KakaoTalk",
    "license": "MIT OR Apache-2.0",
    "keywords": ["momotalk", "kakaotalk", "webhook", "bot", "cli"],
}


def package_of(each) -> str:
    return f"@momotalk-cli/{each.npm_os}-{each.npm_cpu}"


def write(folder: Path, package: dict) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    for name in ["LICENSE-MIT", "LICENSE-APACHE"]:
        shutil.copy(ROOT / name, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for flag in ["version", "target", "binary", "licences", "readme", "output"]:
        parser.add_argument(f"--{flag}", required=True)
    given = parser.parse_args()
    output, platform = Path(given.output), target(given.target)

    folder = output / "momotalk-cli"
    write(folder, {
        "name": "momotalk-cli",
        "version": given.version,
        **COMMON,
        "bin": {"momo": "bin/momo.js", "momotalk-cli": "bin/momo.js"},
        "engines": {"node": ">=18"},
        "files": ["bin", "LICENSE-MIT", "LICENSE-APACHE", "README.md"],
        "optionalDependencies": {package_of(each): given.version for each in TARGETS},
    })
    (folder / "bin").mkdir()
    shutil.copy(HERE / "momo.js", folder / "bin" / "momo.js")
    (folder / "bin" / "momo.js").chmod(0o755)
    shutil.copy(given.readme, folder)

    folder = output / f"{platform.npm_os}-{platform.npm_cpu}"
    write(folder, {
        "name": package_of(platform),
        "version": given.version,
        **COMMON,
        "description": f"The binary of momotalk-cli for {platform.triple}",
        "os": [platform.npm_os],
        "cpu": [platform.npm_cpu],
        "files": ["bin", "LICENSE-*"],
        "preferUnplugged": True,
    })
    shutil.copy(given.licences, folder)
    (folder / "bin").mkdir()
    binary = folder / "bin" / f"momo{platform.suffix}"
    shutil.copy(given.binary, binary)
    binary.chmod(0o755)


if __name__ == "__main__":
    main()
