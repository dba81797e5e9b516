#!/usr/bin/env python3
"""Counts what momo does, apart from any clock: instructions, bytes, allocations, wake-ups.

    python3 benches/counts.py            builds the release binary, counts, prints the table of benches/README.md
    python3 benches/counts.py --keep     keeps the counts in benches/counts.json
    python3 benches/counts.py --hold     fails if one is more than 5 % above the one that is kept (wake-ups: 20 %)
    MOMO=target/debug/momo python3 benches/counts.py --hold    what `.ci/run` does: a debug build has counts of its own

Needs Linux with glibc, a C compiler and valgrind.
"""
import argparse
import hmac
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "benches/counts.json"
# How far above the kept one a count may be. A busy machine wakes threads more often.
ROOM = 1.05
ROOM_OF_WAKE_UPS = 1.2
SECRET = "test-webhook-secret-0123456789"
HEADER = "X-MoMoTalk-Bot-Signature"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
# What is wanted at most, where something is.
WANTED = {
    "size of the binary, MB": 10,
    "instructions of `momo sign` of 300 bytes, millions": 0.75,
}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--keep", action="store_true")
    words.add_argument("--hold", action="store_true")
    words = words.parse_args()
    momo = os.environ.get("MOMO") or build()
    with tempfile.TemporaryDirectory() as folder:
        counter = Counter(momo, Path(folder))
        profile, counts = counter.profile(), counter.all()
    all_kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept = all_kept.get(profile, {})
    print(f"A {profile} build.\n")
    print("| count | wanted | counted | kept |\n| --- | ---: | ---: | ---: |")
    for name, count in counts.items():
        wanted = f"<= {WANTED[name]}" if profile == "release" and name in WANTED else ""
        print(f"| {name} | {wanted} | **{count:.4g}** | {kept.get(name, 0):.4g} |")
    if words.keep:
        all_kept[profile] = {name: round(count, 4) for name, count in counts.items()}
        KEPT.write_text(json.dumps(all_kept, indent=2, sort_keys=True) + "\n")
    room = {name: ROOM_OF_WAKE_UPS if name.startswith("wake-ups") else ROOM for name in counts}
    above = [name for name, count in counts.items() if count > kept.get(name, 0) * room[name]]
    if words.hold and above:
        sys.exit(f"more than what is kept: {'; '.join(above)}. Where it must be, `counts.py --keep` keeps the new counts.")


def build():
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "momo"], cwd=ROOT, check=True)
    return str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/momo")


class Counter:
    def __init__(self, momo, folder):
        self.momo, self.folder = momo, folder
        self.shim = folder / "counts.so"
        source = ROOT / "benches/counts.c"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", self.shim, source], check=True)
        self.environment = {**os.environ, "MOMO_HOME": str(folder / "home"), "MOMOTALK_WEBHOOK_SECRET": SECRET}

    def profile(self):
        """Returns `debug` or `release`."""
        said = subprocess.run([self.momo, "--version", "--json"], capture_output=True, check=True).stdout
        return json.loads(said)["features"][0]

    def all(self):
        # A debug build is as large as its debug information.
        size = {"size of the binary, MB": Path(self.momo).stat().st_size / 1e6} if self.profile() == "release" else {}
        return {
            **size,
            "instructions of `momo sign` of 300 bytes, millions": self.instructions() / 1e6,
            **self.replay(),
            **self.listen(),
        }

    def instructions(self):
        event = self.folder / "event.json"
        event.write_bytes(b'{"event_id":"evt_1","message":{"body":"' + b"x" * 259 + b'"}}')
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self.momo, "sign", event]
        said = subprocess.run(command, capture_output=True, text=True, check=True, env=self.environment).stderr
        return int(re.search(r"Collected\s*:\s*(\d+)", said)[1])

    def preload(self):
        return {**self.environment, "LD_PRELOAD": str(self.shim), "COUNTS": str(self.folder / "counted")}

    def counted(self):
        """Returns the allocations of the process that has ended, and the bytes that it wrote to files."""
        return [int(word) for word in (self.folder / "counted").read_text().split()]

    def replay(self):
        """Counts for each of a thousand deliveries over one connection, beyond what a hundred cost."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=answer_all, args=[server], daemon=True).start()
            few, many = (self.replayed(server.getsockname()[1], times) for times in (100, 1100))
        return {"allocations a delivery of `replay`": (many - few) / 1000}

    def replayed(self, port, times):
        command = [self.momo, "webhook", "replay", "momotalk/message_created", "--to", str(port), "--times", str(times)]
        command += ["--concurrency", "1", "--quiet", "--json"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, env=self.preload())
        return self.counted()[0]

    def listen(self):
        """Counts for each of a thousand events of one client, each of which has a commit of its own."""
        few, many = self.listened(100), self.listened(1100)
        # A busy machine wakes threads more often; the least of some runs is what the work itself asks for.
        many[2] = min(many[2], *(self.listened(1100)[2] for _ in range(2)))
        names = ["allocations an event of `listen`", "bytes written an event of `listen`", "wake-ups an event of `listen`"]
        return {name: (more - less) / 1000 for name, less, more in zip(names, few, many)}

    def listened(self, times):
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        command = [self.momo, "webhook", "listen", "--port", "0", "--ready-file", ready]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.preload())
        while not (ready.exists() and ready.read_text().strip()):
            time.sleep(0.01)
        port = int(re.search(r":(\d+)", ready.read_text())[1])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in range(times):
                connection.sendall(event(number))
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            woken = wake_ups(child.pid)
        child.terminate()
        child.wait()
        return [*self.counted(), woken]


def event(number):
    body = b'{"event_id":"evt_%08d","event_type":"talk.message_created","message":{"body":"%s"}}' % (number, b"x" * 200)
    signature = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{HEADER}: {signature}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def answer_all(server):
    """Answers each request of each connection once its body is there."""
    while True:
        connection, _ = server.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        got = b""
        while piece := connection.recv(65536):
            got += piece
            head, end, body = got.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            if end and len(body) >= int(length[1] if length else 0):
                got = b""
                connection.sendall(ANSWER)


def wake_ups(process):
    """Returns how often the threads of a process have gone to sleep so far."""
    files = Path(f"/proc/{process}/task").glob("*/status")
    return sum(int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", file.read_text(), re.M)[1]) for file in files)


if __name__ == "__main__":
    main()
