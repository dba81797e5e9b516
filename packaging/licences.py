#!/usr/bin/env python3
"""Writes the licences of all crates that a binary for one target is made of, each text once, with the crates that bear it.

    licences.py TARGET OUTPUT

The crates are those of Cargo.lock that are linked, not those that only build or test; their texts are read from Cargo's own
copies of their sources.
"""
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

NAMES = ("licen", "copying", "notice", "unlicense")


def linked(metadata):
    """Returns the packages that momo links, by the graph of normal dependencies from its own package."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting, found = [metadata["resolve"]["root"]], set()
    while waiting:
        package = waiting.pop()
        if package in found:
            continue
        found.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    found.remove(metadata["resolve"]["root"])
    packages = [package for package in metadata["packages"] if package["id"] in found]
    return sorted(packages, key=lambda package: (package["name"], package["version"]))


def texts(package):
    """Returns the licence files of a package, as text."""
    folder = Path(package["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().startswith(NAMES))
    return [path.read_text(errors="replace").strip() for path in files]


def main():
    target, output = sys.argv[1:]
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    metadata = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    packages = linked(metadata)
    bearers = defaultdict(list)
    lines = [f"momo contains {len(packages)} other packages. Their licences, as they state them:", ""]
    for package in packages:
        name = f"{package['name']} {package['version']}"
        lines.append(f"  {name}: {package['license'] or 'see its text below'}")
        for text in texts(package):
            bearers[text].append(name)
    for text, names in sorted(bearers.items(), key=lambda pair: pair[1]):
        lines += ["", "-" * 80, ", ".join(names), "-" * 80, text]
    Path(output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
