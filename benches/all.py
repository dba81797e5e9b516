#!/usr/bin/env python3
"""Measures everything that is told of momo's speed, beside every peer that this machine has, and writes the tables.

    python3 benches/all.py                 all parts; rewrites the tables of benches/README.md
    python3 benches/all.py replay history  these parts
    python3 benches/all.py --quick         fewer rounds, a few minutes; prints the tables and writes nothing

Each part is a program of this folder, and its table stands in benches/README.md between two comments with the part's name. What
a part needs and this machine has not is named, and its table stays as it is. Leave the machine alone meanwhile.
"""
import argparse
import datetime
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "benches/README.md"


@dataclass
class Part:
    """A program that prints one or more tables."""

    command: list
    # Programs without which it cannot run: the variable that may name each, and its usual name.
    needs: dict = field(default_factory=dict)
    whole_flags: list = field(default_factory=list)
    quick_flags: list = field(default_factory=list)
    quick_environment: dict = field(default_factory=dict)


def bench(name):
    return ["cargo", "bench", "--quiet", "--locked", "--bench", name]


def python(name):
    return [sys.executable, str(ROOT / f"benches/{name}.py")]


PARTS = {
    "counts": Part(python("counts"), {"VALGRIND": "valgrind"}, ["--keep"]),
    "sign": Part(python("sign"), quick_flags=["--quick"]),
    "replay": Part(bench("replay"), quick_environment={"ROUNDS": "1", "REQUESTS": "5000"}),
    "deliver": Part(bench("deliver"), {"SMEE": "smee"}, quick_environment={"ROUNDS": "1", "EVENTS": "2048"}),
    "receive": Part(python("receive"), {"OHA": "oha", "WEBHOOK": "webhook"}, quick_flags=["--rounds", "1", "--requests", "10000"]),
    "history": Part(bench("history"), quick_environment={"EXCHANGES": "100000"}),
    "chat": Part(python("chat"), {"BOTIUM": "botium-cli"}, quick_flags=["--rounds", "1", "--large", "0"]),
    "page": Part(["node", str(ROOT / "benches/page.mjs")], {"CHROMIUM": "chromium"}, quick_environment={"ROUNDS": "3"}),
}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true")
    words.add_argument("parts", nargs="*", metavar="PART", choices=[[], *PARTS], help=", ".join(PARTS))
    words = words.parse_args()
    momo = build()
    failed = []
    for name in words.parts or PARTS:
        part = PARTS[name]
        missing = [usual for variable, usual in part.needs.items() if not shutil.which(os.environ.get(variable, usual))]
        if missing:
            print(f"{name}: left out, {', '.join(missing)} is not on this machine", flush=True)
            continue
        print(f"{name}: measuring", flush=True)
        text = measure(part, momo, words.quick)
        if text is None:
            failed.append(name)
        elif words.quick:
            print(text)
        else:
            write(name, text)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def build():
    """Builds the release binary, and returns it; MOMO names another."""
    if "MOMO" in os.environ:
        return os.environ["MOMO"]
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "momo"], cwd=ROOT, check=True)
    return str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/momo")


def measure(part, momo, quick):
    """Returns what a part printed, with a line on the machine; `None` if it failed."""
    load = os.getloadavg()[0]
    environment = {**os.environ, "MOMO": momo, **(part.quick_environment if quick else {})}
    command = part.command + (part.quick_flags if quick else part.whole_flags)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return None
    machine = f"{os.cpu_count()} processors ({platform.machine()}), load {load:.1f} before"
    return f"{datetime.date.today()}, {machine}.\n\n{done.stdout.strip()}"


def write(name, text):
    """Puts a part's tables into their place of the page."""
    begin, end = f"<!-- {name}: measured by benches/all.py -->", f"<!-- {name}: end -->"
    page, found = re.subn(f"(?s){re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{text}\n{end}", PAGE.read_text())
    if found != 1:
        sys.exit(f"benches/README.md has no place for {name}: `{begin}` and `{end}`")
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
