#!/usr/bin/env python3
"""Writes what names the archives of a release by their checksums: Homebrew formula, Scoop manifest, install scripts, SHA256SUMS.

The checksums are read from the `.sha256` files beside the archives; a target without one is left out.
"""
import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from targets import TARGETS  # noqa: E402

SUMMARY = "Toolkit for chat bots on the MoMoTalk Bot Platform and on KakaoTalk"
# The block of the formula for each system, in the words of Homebrew.
HOMEBREW = {"darwin": "on_macos", "linux": "on_linux"}
HOMEBREW_CPU = {"x64": "on_intel", "arm64": "on_arm"}


class Release:
    """A release whose archives lie in a folder."""

    def __init__(self, version: str, repository: str, folder: Path):
        self.version, self.folder = version, folder
        self.home = f"https://github.com/{repository}"

    def archive(self, target) -> str:
        return f"momo-{self.version}-{target.triple}{target.archive}"

    def url(self, target) -> str:
        return f"{self.home}/releases/download/v{self.version}/{self.archive(target)}"

    def checksum(self, target):
        """Returns the SHA-256 of a target's archive in hex; None where it was not built."""
        file = self.folder / f"{self.archive(target)}.sha256"
        return file.read_text().split()[0] if file.exists() else None

    def built(self):
        return [target for target in TARGETS if self.checksum(target)]


def formula(release: Release) -> str:
    blocks = []
    for system, block in HOMEBREW.items():
        targets = [target for target in release.built() if target.npm_os == system]
        if not targets:
            continue
        blocks.append(f"  {block} do")
        for target in targets:
            blocks += [
                f"    {HOMEBREW_CPU[target.npm_cpu]} do",
                f'      url "{release.url(target)}"',
                f'      sha256 "{release.checksum(target)}"',
                "    end",
            ]
        blocks += ["  end", ""]
    return "\n".join([
        "class Momo < Formula",
        f'  desc "{SUMMARY}"',
        f'  homepage "{release.home}"',
        f'  version "{release.version}"',
        '  license any_of: ["MIT", "Apache-2.0"]',
        "",
        *blocks,
        "  def install",
        '    bin.install "momo"',
        '    man1.install Dir["man/*.1"]',
        '    man5.install Dir["man/*.5"]',
        '    man7.install Dir["man/*.7"]',
        '    bash_completion.install "completions/momo.bash" => "momo"',
        '    zsh_completion.install "completions/_momo"',
        '    fish_completion.install "completions/momo.fish"',
        "  end",
        "",
        "  test do",
        '    assert_match version.to_s, shell_output("#{bin}/momo --version")',
        '    system bin/"momo", "demo"',
        "  end",
        "end",
        "",
    ])


def scoop(release: Release):
    """Returns the manifest of Scoop; None without a Windows archive."""
    targets = [target for target in release.built() if target.npm_os == "win32"]
    if not targets:
        return None
    folder = release.archive(targets[0]).removesuffix(".zip")
    manifest = {
        "version": release.version,
        "description": SUMMARY,
        "homepage": release.home,
        "license": "MIT|Apache-2.0",
        "architecture": {"64bit": {"url": release.url(targets[0]), "hash": release.checksum(targets[0])}},
        "extract_dir": folder,
        "bin": "momo.exe",
        "checkver": "github",
        "autoupdate": {"architecture": {"64bit": {"url": release.url(targets[0]).replace(release.version, "$version")}}},
    }
    return json.dumps(manifest, indent=4) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for flag in ["version", "repository", "packages"]:
        parser.add_argument(f"--{flag}", required=True)
    given = parser.parse_args()
    release = Release(given.version, given.repository, Path(given.packages))
    texts = {"momo.rb": formula(release) if release.built() else None, "momo.json": scoop(release)}
    for name in ["install.sh", "install.ps1"]:
        template = (HERE / name).read_text()
        texts[name] = template.replace("@REPOSITORY@", given.repository).replace("@VERSION@", release.version)
    sums = [f"{release.checksum(target)}  {release.archive(target)}\n" for target in release.built()]
    texts["SHA256SUMS"] = "".join(sums)
    for name, text in texts.items():
        if text is not None:
            (release.folder / name).write_text(text)


if __name__ == "__main__":
    main()
