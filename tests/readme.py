#!/usr/bin/env python3
"""Runs the console blocks of a Markdown file from top to bottom, and compares what is shown with what happens.

    readme.py FILE

For tests/fresh.sh: it reads a README as tests/it/readme.rs does, but with the `momo` on the PATH, the ports as they are
printed and the places where momo keeps things by itself. `...` in a line stands for anything, a line of `...` alone for any
lines. `cargo run --` is `momo` here. Ends with 1 at the first difference.
"""
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 120


def steps(text: str) -> list[tuple[str, str]]:
    """Returns each typed line with what is shown below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                typed, shown = found[-1]
                found[-1] = (typed, shown + line.rstrip() + "\n")
    return found


def pattern(shown: str) -> str:
    """Returns a regular expression that fits what is shown."""
    lines = []
    for line in shown.splitlines():
        if line == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(".*?".join(re.escape(part) for part in line.split("...")) + r"\n")
    return "".join(lines)


def fits(shown: str, real: str) -> bool:
    real = "".join(line.rstrip() + "\n" for line in real.splitlines())
    return re.fullmatch(pattern(shown), real) is not None


def start(typed: str) -> tuple[subprocess.Popen, str]:
    """Starts what runs on; returns the process, and what it said until it was ready."""
    with tempfile.NamedTemporaryFile("r") as file:
        process = subprocess.Popen(f"exec {typed} >{file.name} 2>&1", shell=True, stdin=subprocess.DEVNULL)
        ends = time.monotonic() + SECONDS
        while "Ctrl-C ends" not in (seen := Path(file.name).read_text()):
            if process.poll() is not None or time.monotonic() > ends:
                sys.exit(f"$ {typed}\n{seen}\nit did not get ready")
            time.sleep(0.05)
    return process, seen


def run(typed: str) -> str:
    """Returns the output of a command that ends, both streams as one."""
    ended = subprocess.run(
        typed, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS
    )
    return ended.stdout.decode()


def main() -> None:
    text = Path(sys.argv[1]).read_text()
    for name, program in re.findall(r"^```js\n// (\S+)\n(.*?)^```$", text, re.M | re.S):
        Path(name).write_text(program)
    started, count = [], 0
    try:
        for typed, shown in steps(text):
            typed = typed.replace("cargo run --", "momo")
            if typed == "momo dev" or typed.startswith("momo webhook listen"):
                process, real = start(typed)
                started.append((typed, process))
            else:
                real = run(typed)
            if not fits(shown, real):
                sys.exit(f"the README shows\n\n$ {typed}\n{shown}\nand what happens is\n\n{real}")
            count += 1
        for typed, process in reversed(started):
            process.send_signal(signal.SIGINT)
            code = process.wait(SECONDS)
            if code != 130:
                sys.exit(f"Ctrl-C ended `{typed}` with {code}, not 130")
    finally:
        for _, process in started:
            process.kill()
    if not started:
        sys.exit("nothing was started")
    print(f"{count} commands did what the README shows")


main()
