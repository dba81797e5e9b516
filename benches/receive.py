#!/usr/bin/env python3
"""Measures `momo webhook listen`: how fast it takes events, how it takes bursts, how much memory it needs.

    python3 benches/receive.py               builds the release binary, measures, prints the table of benches/README.md
    python3 benches/receive.py --soak        replays a million events to it too, and watches the memory of both
    MOMO=target/release/momo OHA=oha WEBHOOK=webhook python3 benches/receive.py --rounds 5 --requests 40000

momo checks each signature, commits the event, shows it (to /dev/null) and then answers. Its peer is adnanh/webhook, which
checks the signature, keeps nothing and here runs nothing. Both are asked by oha, which always sends the same event. They
take turns; the table holds medians of the ratios of each round, with the smallest and the largest.
"""
import argparse
import hmac
import json
import os
import re
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "test-webhook-secret-0123456789"
HEADER = "X-MoMoTalk-Bot-Signature"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--requests", type=int, default=40_000)
    options.add_argument("--soak", action="store_true")
    options = options.parse_args()
    oha = program("OHA", "oha") or sys.exit("there is no `oha` to ask with: `cargo install oha`, or name it in OHA")
    momo = os.environ.get("MOMO") or build()
    webhook = program("WEBHOOK", "webhook")
    print(version(momo), "asked by", version(oha), "beside", version(webhook, "-version") if webhook else "no peer")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(momo, oha, webhook, Path(folder))
        bench.speed(options.rounds, options.requests)
        bench.bursts(options.rounds)
        bench.answers()
        if options.soak:
            bench.soak(1_000_000)


def program(variable, name):
    return os.environ.get(variable) or shutil.which(name)


def version(command, flag="--version"):
    return subprocess.run([command, flag], capture_output=True, text=True, check=True).stdout.split("\n")[0]


def build():
    subprocess.run(["cargo", "build", "--release", "--bin", "momo"], cwd=ROOT, check=True)
    return str(ROOT / "target/release/momo")


def row(what, wanted, figures, unit):
    middle, least, most = statistics.median(figures), min(figures), max(figures)
    print(f"| {what} | {wanted} | **{middle:.3g}{unit}** | {least:.3g} to {most:.3g} |", flush=True)


class Bench:
    def __init__(self, momo, oha, webhook, folder):
        self.momo, self.oha, self.webhook, self.folder = momo, oha, webhook, folder
        sample = subprocess.run([momo, "webhook", "sample", "momotalk/message_created"], capture_output=True, check=True)
        self.body = sample.stdout
        (folder / "body.json").write_bytes(self.body)
        self.signature = hmac.new(SECRET.encode(), self.body, "sha256").hexdigest()
        head = f"POST /hooks/event HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{HEADER}: {self.signature}\r\n"
        self.request = f"{head}Content-Length: {len(self.body)}\r\n\r\n".encode() + self.body

    @contextmanager
    def receiver(self, *flags):
        """Starts a receiver with an empty history; returns its port and process."""
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        environment = {**os.environ, "MOMO_HOME": str(home), "MOMOTALK_WEBHOOK_SECRET": SECRET}
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        command = [self.momo, "webhook", "listen", "--port", "0", "--ready-file", ready, *flags]
        with open(os.devnull, "w") as nowhere:
            child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=environment)
        try:
            while not (ready.exists() and ready.read_text().strip()):
                time.sleep(0.01)
            yield int(re.search(r":(\d+)", ready.read_text())[1]), child.pid
        finally:
            child.terminate()
            child.wait()

    @contextmanager
    def peer(self):
        """Starts adnanh/webhook with one hook that checks a signature and runs a missing command, hence nothing."""
        rule = {"type": "payload-hmac-sha256", "secret": SECRET, "parameter": {"source": "header", "name": HEADER}}
        hook = {"id": "event", "execute-command": "/nonexistent", "trigger-rule": {"match": rule}}
        (self.folder / "hooks.json").write_text(json.dumps([hook]))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [self.webhook, "-hooks", self.folder / "hooks.json", "-ip", "127.0.0.1", "-port", str(port)]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while socket.socket().connect_ex(("127.0.0.1", port)):
                time.sleep(0.01)
            yield port, child.pid
        finally:
            child.terminate()
            child.wait()

    def ask(self, port, clients, requests):
        """Measures requests per second, each of which must have status 200."""
        command = [self.oha, "--no-tui", "--output-format", "json", "-n", str(requests), "-c", str(clients)]
        command += ["-m", "POST", "-T", "application/json", "-D", str(self.folder / "body.json")]
        command += ["-H", f"{HEADER}: {self.signature}", f"http://127.0.0.1:{port}/hooks/event"]
        report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        assert report["statusCodeDistribution"] == {"200": requests}, report["statusCodeDistribution"]
        return report["summary"]["requestsPerSec"]

    def speed(self, rounds, requests):
        print("| what | wanted | median | min to max |\n| --- | --- | --- | --- |")
        beside, busy, grouped, memory, cpu = [], [], [], [], []
        for turn in range(rounds):
            theirs = self.peers_speed(requests) if turn % 2 == 0 else None
            with self.receiver() as (port, process):
                one = self.ask(port, 1, requests // 20)
            with self.receiver() as (port, process):
                ours = self.ask(port, 64, requests)
                memory.append(peak(process))
                cpu.append(cpu_seconds(process) / requests * 1e6)
            theirs = theirs or self.peers_speed(requests)
            grouped.append(ours / one)
            if theirs:
                beside.append(ours / theirs[0])
                busy.append(cpu[-1] / theirs[1])
        if beside:
            row("64 clients, x adnanh/webhook that keeps nothing", ">= 1.2 x", beside, " x")
            row("the same, CPU time for each event", "<= 0.9 x", busy, " x")
        row("64 clients, x one client (a commit for each event)", ">= 8 x", grouped, " x")
        row("CPU of momo for each event", "", cpu, " µs")
        row("peak memory", "<= 64 MB", memory, " MB")

    def peers_speed(self, requests):
        if not self.webhook:
            return None
        with self.peer() as (port, process):
            return self.ask(port, 64, requests), cpu_seconds(process) / requests * 1e6

    def bursts(self, rounds):
        """Opens 500 connections at once, each with one request, and keeps them open."""
        times, memory = [], []
        for _ in range(rounds):
            with self.receiver() as (port, process):
                times.append(self.burst(port, 500))
                memory.append(peak(process))
        row("500 connections at once, all answered", "<= 2 s", times, " s")
        row("peak memory then", "<= 64 MB", memory, " MB")

    def burst(self, port, count):
        begun, waiting = time.monotonic(), selectors.DefaultSelector()
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.sendall(self.request)
            waiting.register(connection, selectors.EVENT_READ)
        kept = []
        while waiting.get_map():
            for key, _ in waiting.select(10):
                answer = key.fileobj.recv(4096)
                assert answer.startswith(b"HTTP/1.1 200"), answer
                waiting.unregister(key.fileobj)
                kept.append(key.fileobj)
        took = time.monotonic() - begun
        for connection in kept:
            connection.close()
        return took

    def answers(self):
        """Measures responses of several sizes on one persistent connection: none may wait for an acknowledgement."""
        for kilobytes in [1, 4, 16, 64]:
            answer = self.folder / "answer.txt"
            answer.write_bytes(b"a" * 1024 * kilobytes)
            with self.receiver("--answer", answer) as (port, _):
                connection = socket.create_connection(("127.0.0.1", port))
                times = [self.answer(connection, 1024 * kilobytes) for _ in range(200)]
                connection.close()
            times.sort()
            row(f"an answer of {kilobytes} KB on a kept connection", "<= 5 ms", times, " ms")

    def answer(self, connection, length):
        begun, got, head = time.monotonic(), b"", None
        connection.sendall(self.request)
        while head is None or len(got) < head + 4 + length:
            got += connection.recv(1 << 17)
            head = head or (got.find(b"\r\n\r\n") if b"\r\n\r\n" in got else None)
        return (time.monotonic() - begun) * 1e3

    def soak(self, count):
        """Measures the memory of a receiver and of the replay that sends it a million different events."""
        print("| seconds | history | `listen` | `replay` |\n| ---: | ---: | ---: | ---: |")
        with self.receiver("--quiet") as (port, receiver):
            environment = {**os.environ, "MOMO_HOME": str(self.folder / "other"), "MOMOTALK_WEBHOOK_SECRET": SECRET}
            command = [self.momo, "webhook", "replay", "momotalk/message_created", "--quiet", "--json"]
            command += ["--to", str(port), "--times", str(count), "--concurrency", "64"]
            begun = time.monotonic()
            with open(os.devnull, "w") as nowhere:
                sender = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=environment)
            while sender.poll() is None:
                time.sleep(10)
                if sender.poll() is None:
                    size = (self.folder / "home/history.db").stat().st_size / 1e6
                    figures = f"{size:.0f} MB | {resident(receiver):.0f} MB | {resident(sender.pid):.0f} MB"
                    print(f"| {time.monotonic() - begun:.0f} | {figures} |", flush=True)
            assert sender.returncode == 0, sender.returncode
            print(f"peak of `listen` {peak(receiver):.0f} MB")


def status_line(process, name):
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) / 1000


def peak(process):
    return status_line(process, "VmHWM")


def resident(process):
    return status_line(process, "VmRSS")


def cpu_seconds(process):
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
