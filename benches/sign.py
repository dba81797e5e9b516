#!/usr/bin/env python3
"""Measures `momo sign` against its peers: start-up, one large file, many lines.

    python3 benches/sign.py            builds the release binary, measures, prints the table of benches/README.md
    python3 benches/sign.py --quick    fewer rounds and smaller files
    python3 benches/sign.py --only lines

Candidates take turns within a run, so that whatever else the machine does hits all of them; the table holds medians of
the ratios of each round, with the smallest and the largest. Peers that are not on the machine are left out and named.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "test-webhook-secret-0123456789"
NODE_SIGN = """
const { createHmac } = require("node:crypto");
const hmac = createHmac("sha256", process.argv[2]);
hmac.update(require("node:fs").readFileSync(process.argv[3]));
console.log(hmac.digest("hex"));
"""
NODE_STREAM = """
const { createHmac } = require("node:crypto");
const hmac = createHmac("sha256", process.argv[2]);
require("node:fs").createReadStream(process.argv[3], { highWaterMark: 1 << 18 })
  .on("data", (piece) => hmac.update(piece)).on("end", () => console.log(hmac.digest("hex")));
"""
NODE_LINES = """
const { createHmac } = require("node:crypto");
const lines = require("node:fs").readFileSync(process.argv[3]);
let out = [];
for (let at = 0; at < lines.length; ) {
  const end = lines.indexOf(10, at);
  out.push(createHmac("sha256", process.argv[2]).update(lines.subarray(at, end)).digest("hex"));
  at = end + 1;
}
process.stdout.write(out.join("\\n") + "\\n");
"""
PYTHON_SIGN = """
import hmac, sys
print(hmac.new(sys.argv[1].encode(), open(sys.argv[2], "rb").read(), "sha256").hexdigest())
"""
PYTHON_LINES = """
import hmac, sys
keyed = hmac.new(sys.argv[1].encode(), digestmod="sha256")
for line in open(sys.argv[2], "rb"):
    state = keyed.copy()
    state.update(line[:-1])
    sys.stdout.write(state.hexdigest() + "\\n")
"""


def output(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


class Bench:
    def __init__(self, folder, momo, packed=None):
        """`packed` is the static binary that packages hold; `None` where they hold `momo`."""
        self.folder, self.momo, self.packed = folder, str(momo), packed and str(packed)
        self.rows = []
        os.environ["MOMOTALK_WEBHOOK_SECRET"] = SECRET
        os.environ["MOMO_HOME"] = str(folder / "home")
        self.spawner = self.compile("spawn", (ROOT / "benches/spawn.c").read_text())
        self.noop = self.compile("noop", "int main(void) { return 0; }\n")
        self.node, self.openssl = shutil.which("node"), shutil.which("openssl")

    def compile(self, name, source):
        path = self.folder / (name + ".c")
        path.write_text(source)
        output("cc", "-O2", "-o", str(self.folder / name), str(path))
        return str(self.folder / name)

    def script(self, name, source):
        (self.folder / name).write_text(source)
        return str(self.folder / name)

    def race(self, rounds, **commands):
        """Runs the commands in alternation: {name: [(nanoseconds, KiB)]}. A command of None is left out."""
        commands = {name: words for name, words in commands.items() if words and words[0]}
        lines = "\n".join("\x1f".join(words) for words in commands.values()) + "\n"
        text = output(self.spawner, str(rounds + 1), input=lines).stdout
        found = {name: [] for name in commands}
        for line in text.splitlines():
            at, took, memory, status = map(int, line.split())
            name = list(commands)[at]
            if status:
                sys.exit(f"{name} ended with {status}: {commands[name]}")
            found[name].append((took, memory))
        return {name: runs[1:] for name, runs in found.items()}  # the first warms up

    def row(self, goal, what, ratios, limit, unit="x", at_least=False):
        middle = statistics.median(ratios)
        held = middle >= limit if at_least else middle <= limit
        low, high = min(ratios), max(ratios)
        sign = ">=" if at_least else "<="
        digits = 2 if unit in ("x", "M") else 0 if unit == "" else 1
        number = lambda value: f"{value:,.{digits}f}"
        spread = f"{number(low)} to {number(high)}" if len(ratios) > 1 else ""
        self.rows.append(
            f"| {goal} | {what} | {sign} {f'{limit:,} {unit}'.strip()} | **{f'{number(middle)} {unit}'.strip()}** "
            f"| {spread} | {'yes' if held else 'NO'} |"
        )
        print(self.rows[-1], flush=True)

    def ratios(self, runs, ours, theirs):
        return [mine[0] / other[0] for mine, other in zip(runs[ours], runs[theirs])]

    def start_up(self, rounds):
        event = self.folder / "event.json"
        event.write_bytes(b'{"event_id":"evt_1","message":{"body":"' + b"x" * 259 + b'"}}')
        event = str(event)
        runs = self.race(
            rounds,
            noop=[self.noop],
            momo=[self.momo, "sign", event],
            packed=[self.packed, "sign", event],
            openssl=[self.openssl, "dgst", "-sha256", "-hmac", SECRET, event],
        )
        slow = self.race(
            max(rounds // 10, 5),
            momo=[self.momo, "sign", event],
            python=[sys.executable, self.script("sign.py", PYTHON_SIGN), SECRET, event],
            node=[self.node, self.script("sign.js", NODE_SIGN), SECRET, event],
        )
        for ours, kind in (("momo", "built by cargo"), ("packed", "static, as packages hold it")):
            if ours not in runs:
                continue
            if "openssl" in runs:
                what = f"`momo sign` of 300 bytes, {kind}, x `openssl dgst -hmac`"
                self.row("S1", what, self.ratios(runs, ours, "openssl"), 0.35)
            self.row("S1", "the same, x a C program that does nothing", self.ratios(runs, ours, "noop"), 1.75)
        for peer in ("python", "node"):
            if peer in slow:
                self.row("", f"`momo sign` of 300 bytes, x {peer}", self.ratios(slow, "momo", peer), 1.0)
        return event

    def counted(self, event):
        """Reports the constants of every run: instructions, threads, files, size."""
        if shutil.which("valgrind"):
            for binary, kind in ((self.momo, "built by cargo"), (self.packed, "static")):
                if binary is None:
                    continue
                said = output("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary, "sign", event)
                count = int(re.search(r"Collected\s*:\s*(\d+)", said.stderr)[1])
                self.row("S2", f"instructions of `momo sign`, {kind}", [count / 1e6], 0.75, "M")
        if shutil.which("strace"):
            log = self.folder / "strace"
            calls = "trace=clone,clone3,fork,vfork,openat,open"
            output("strace", "-f", "-o", str(log), "-e", calls, self.momo, "sign", event)
            calls = log.read_text()
            threads = len(re.findall(r"\b(?:clone3?|v?fork)\(", calls))
            authorities = len(re.findall(r'"[^"]*(?:/ssl/|ca-certificates|/pki/|\.pem)[^"]*"', calls))
            self.row("S2", "threads and processes started", [threads], 0, "", False)
            self.row("S2", "files of certificate authorities opened", [authorities], 0, "", False)
        self.row("S2", "size of the binary", [Path(self.momo).stat().st_size / 1e6], 10, "MB")

    def large(self, rounds, size):
        path = self.folder / "large"
        piece = os.urandom(1 << 20)
        with path.open("wb") as file:
            for _ in range(size >> 20):
                file.write(piece)
        path = str(path)
        runs = self.race(
            rounds,
            momo=[self.momo, "sign", path],
            openssl=[self.openssl, "dgst", "-sha256", "-hmac", SECRET, path],
            node=[self.node, self.script("stream.js", NODE_STREAM), SECRET, path],
        )
        name = f"{size >> 20} MiB"
        if "openssl" in runs:
            self.row("G1", f"{name}, x `openssl dgst -hmac`", self.ratios(runs, "momo", "openssl"), 1.02)
        if "node" in runs:
            self.row("", f"{name}, x node", self.ratios(runs, "momo", "node"), 1.0)
        self.row("G1", f"peak memory for {name}", [run[1] / 1024 for run in runs["momo"]], 5, "MiB")
        os.unlink(path)

    def lines(self, rounds, count):
        path = self.folder / "lines"
        with path.open("wb") as file:
            for number in range(count):
                file.write(b'{"n":%09d,"fill":"' % number + b"x" * 275 + b'"}\n')
        path = str(path)
        slow = self.race(
            rounds,
            momo=[self.momo, "sign", "--lines", path],
            one=[shutil.which("taskset"), "-c", "0", self.momo, "sign", "--lines", path],
            node=[self.node, self.script("lines.js", NODE_LINES), SECRET, path],
            python=[sys.executable, self.script("lines.py", PYTHON_LINES), SECRET, path],
        )
        pure = []
        for _ in range(rounds):
            nanoseconds = int(output(self.pure).stdout) * count // 1_000_000
            (run,) = self.race(1, momo=[self.momo, "sign", "--lines", path])["momo"]
            pure.append(run[0] / nanoseconds)
        name = f"{count:,} lines of 300 bytes"
        self.row("G2", f"{name}, x the time of the signatures alone on one thread", pure, 1.4)
        if "one" in slow:
            self.row("G2", f"{name}, two threads, x one processor", self.ratios(slow, "momo", "one"), 0.75)
        if "node" in slow:
            self.row("G2", f"{name}, node x momo", self.ratios(slow, "node", "momo"), 6.0, at_least=True)
        self.row("", f"{name}, python x momo", self.ratios(slow, "python", "momo"), 1.0, at_least=True)
        os.unlink(path)


def build():
    """Builds the release binary, the program that only signs, and on Linux the static binary of the packages."""
    output("cargo", "build", "--release", cwd=ROOT)
    said = output("cargo", "bench", "--bench", "hmac", "--no-run", cwd=ROOT).stderr
    pure = re.search(r"\((.*?/hmac-[0-9a-f]+)\)", said)[1]
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    packed = None
    if sys.platform == "linux":
        output("packaging/build.sh", "archive", cwd=ROOT)
        host = re.search(r"host: (\S+)", output("rustc", "-vV").stdout)[1]
        packed = target / host / "release/momo"
    return target / "release/momo", ROOT / pure, packed


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="fewer rounds and smaller files")
    words.add_argument("--only", choices=["start", "large", "lines"], help="one part of the measurements")
    words = words.parse_args()
    wanted = lambda part: words.only in (None, part)
    momo, pure, packed = build()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), momo, packed)
        bench.pure = str(pure)
        load = f"load of the machine {os.getloadavg()[0]:.1f} at the beginning"
        print("| goal | what | wanted | median | min to max | held |\n| --- | --- | --- | --- | --- | --- |")
        if wanted("start"):
            bench.counted(bench.start_up(50 if words.quick else 500))
        if wanted("large"):
            bench.large(3 if words.quick else 7, (128 if words.quick else 1024) << 20)
        if wanted("lines"):
            bench.lines(3 if words.quick else 7, 100_000 if words.quick else 1_000_000)
    print(f"\n{load}, {os.getloadavg()[0]:.1f} at the end; {os.cpu_count()} processors")
    for peer in ("openssl", "node", "valgrind", "strace", "taskset"):
        if not shutil.which(peer):
            print(f"left out: {peer} is not on this machine")


if __name__ == "__main__":
    main()
