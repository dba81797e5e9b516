#!/usr/bin/env python3
"""Measures `momo chat test`: turns a second, memory and CPU time of many conversations of five turns against one fast bot.

    python3 benches/chat.py                 builds the release binary, measures, prints the table of benches/README.md
    python3 benches/chat.py --rounds 1 --conversations 200 --large 400
    MOMO=target/release/momo PYTHON=venv/bin/python BOTIUM=node_modules/.bin/botium-cli python3 benches/chat.py

The bot is Node's `http` alone: it verifies the signature, answers the event, and echoes through the message API. Beside momo play,
in turns, as far as they are there: pytest with httpx (PYTHON has both), and botium-cli (BOTIUM). They say the same to the same bot in
rooms that they only name, with a stand-in for the message API in their own process; nothing is kept, ordered or tried again there.
Times are those of the whole command. Memory and CPU time are of the command's own process, without the bot's.
"""
import argparse
import json
import os
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
TURNS = 5
SECRET = "test-webhook-secret-0123456789"

BOT = """
import crypto from "node:crypto";
import http from "node:http";
const { PORT, MOMOTALK_API_BASE, MOMOTALK_BOT_ID, MOMOTALK_BOT_TOKEN, MOMOTALK_WEBHOOK_SECRET } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const url = `${MOMOTALK_API_BASE}/bots/${MOMOTALK_BOT_ID}/messages`;
function reply({ room_id, message_id, body }) {
  const text = JSON.stringify({ room_id, reply_to_message_id: message_id, body: `Echo: ${body}` });
  const headers = { Authorization: `Bearer ${MOMOTALK_BOT_TOKEN}`, "Content-Type": "application/json" };
  headers["Content-Length"] = Buffer.byteLength(text);
  const request = http.request(url, { method: "POST", agent, headers }, (answer) => answer.resume());
  request.on("error", (error) => console.error(error.message));
  request.end(text);
}
http.createServer((request, answer) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
    const body = Buffer.concat(chunks);
    const expected = crypto.createHmac("sha256", MOMOTALK_WEBHOOK_SECRET).update(body).digest();
    const actual = Buffer.from(request.headers["x-momotalk-bot-signature"] ?? "", "hex");
    if (actual.length !== 32 || !crypto.timingSafeEqual(actual, expected)) return answer.writeHead(401).end();
    answer.end("ok");
    const { event_type, message } = JSON.parse(body);
    if (event_type === "talk.message_created") reply(message);
  });
}).listen(PORT, "127.0.0.1", 1024);
"""

SUITE = '''
import hmac, itertools, json, os, queue, threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import httpx, pytest

COUNT, TURNS, SECRET = int(os.environ["COUNT"]), int(os.environ["TURNS"]), os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
rooms, ids = defaultdict(queue.Queue), itertools.count(1)

class Api(BaseHTTPRequestHandler):
    protocol_version, wbufsize = "HTTP/1.1", 65536
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(201)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
        rooms[message["room_id"]].put(message["body"])
    def log_message(self, *_): pass

@pytest.fixture(scope="session")
def client():
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["API_PORT"])), Api)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with httpx.Client() as client:
        yield client
    server.shutdown()

def say(client, room, text):
    number = next(ids)
    event = {"event_id": f"evt_{number}", "event_type": "talk.message_created", "bot_id": "bot_1", "timestamp": 1,
        "message": {"message_id": number, "room_id": room, "sender_user_id": 7, "message_type": "TEXT", "body": text}}
    body = json.dumps(event).encode()
    headers = {"Content-Type": "application/json", "X-MoMoTalk-Bot-Id": "bot_1", "X-MoMoTalk-Event-Id": event["event_id"],
        "X-MoMoTalk-Bot-Signature": hmac.new(SECRET, body, "sha256").hexdigest()}
    assert client.post(os.environ["BOT_URL"], content=body, headers=headers).status_code == 200

@pytest.mark.parametrize("number", range(COUNT))
def test_conversation(client, number):
    room = 1000 + number
    for turn in range(TURNS):
        text = f"안녕 {number}.{turn}"
        say(client, room, text)
        assert rooms[room].get(timeout=5) == f"Echo: {text}"
    assert rooms[room].empty()
'''

CONNECTOR = """
const crypto = require("crypto"), http = require("http");
const { BOT_URL, API_PORT, MOMOTALK_WEBHOOK_SECRET } = process.env;
const agent = new http.Agent({ keepAlive: true });
const waiting = new Map();
let server, number = 0, open = 0;
class Connector {
  constructor({ queueBotSays }) { this.queueBotSays = queueBotSays; }
  Build() {
    server ??= http.createServer((request, answer) => {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
        const { room_id, body } = JSON.parse(Buffer.concat(chunks));
        answer.writeHead(201).end("{}");
        waiting.get(room_id)?.queueBotSays({ sender: "bot", messageText: body });
      });
    }).listen(API_PORT, "127.0.0.1").unref();
  }
  Start() { this.room = ++open; waiting.set(this.room, this); }
  Stop() { waiting.delete(this.room); }
  UserSays({ messageText }) {
    number += 1;
    const message = { message_id: number, room_id: this.room, sender_user_id: 7, message_type: "TEXT", body: messageText };
    const event = { event_id: `evt_${number}`, event_type: "talk.message_created", bot_id: "bot_1", timestamp: 1, message };
    const body = JSON.stringify(event);
    const signature = crypto.createHmac("sha256", MOMOTALK_WEBHOOK_SECRET).update(body).digest("hex");
    const headers = { "Content-Type": "application/json", "X-MoMoTalk-Bot-Signature": signature, "Content-Length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      http.request(BOT_URL, { method: "POST", agent, headers }, (answer) => {
        answer.resume().on("end", () => answer.statusCode === 200 ? resolve() : reject(new Error(answer.statusCode)));
      }).on("error", reject).end(body);
    });
  }
}
module.exports = { PluginVersion: 1, PluginClass: Connector };
"""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--conversations", type=int, default=1_000)
    options.add_argument("--large", type=int, default=10_000, help="for the question whether time grows with the number alone")
    options = options.parse_args()
    if not shutil.which("node"):
        sys.exit("the bot needs `node`")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(os.environ.get("MOMO") or build(), Path(folder))
        bench.run(options.rounds, options.conversations, options.large)


def build():
    subprocess.run(["cargo", "build", "--release", "--bin", "momo"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR") or ROOT / "target"
    return str(Path(target) / "release/momo")


def output(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class Bench:
    def __init__(self, momo, folder):
        self.momo, self.folder = momo, folder
        self.bot = folder / "bot.mjs"
        self.bot.write_text(BOT)
        self.python = os.environ.get("PYTHON")
        self.botium = os.environ.get("BOTIUM")

    def versions(self):
        versions = [output([self.momo, "--version"]), "Node.js " + output(["node", "--version"]).lstrip("v")]
        if self.python:
            script = "import sys, pytest, httpx; print(f'Python {sys.version.split()[0]}, pytest {pytest.__version__}, httpx {httpx.__version__}')"
            versions.append(output([self.python, "-c", script]))
        if self.botium:
            manifest = Path(self.botium).resolve().parents[1] / "package.json"
            versions.append(f"botium-cli {json.loads(manifest.read_text())['version']}")
        return ", ".join(versions)

    def run(self, rounds, count, large):
        print(f"{self.versions()}.\n")
        runs = {"momo": lambda: self.chat(count), "momo one at a time": lambda: self.chat(count, "--parallel", "1")}
        if self.python:
            runs["pytest with httpx"] = lambda: self.pytest(count)
        if self.botium:
            runs["botium-cli"] = lambda: self.run_botium(count)
        figures = {name: [] for name in runs}
        for turn in range(rounds):
            names = list(runs) if turn % 2 == 0 else list(runs)[::-1]
            for name in names:
                figures[name].append(runs[name]())
        print(f"| {count:,} conversations of {TURNS} turns | turns/s | wall time | CPU time | peak memory |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for name, found in figures.items():
            self.row(name, found, count)
        if large:
            found = [self.chat(large)]
            self.row(f"momo, {large:,} conversations", found, large)
            factor = (found[0]["wall"] / large) / (statistics.median(run["wall"] for run in figures["momo"]) / count)
            print(f"\nA conversation of {large:,} takes {factor:.2f} x the time of one of {count:,}.")
        for name, found in list(figures.items())[1:]:
            pairs = zip(figures["momo"], found)
            ratios = [theirs["wall"] / ours["wall"] for ours, theirs in pairs]
            print(f"{name}: {statistics.median(ratios):.2f} x momo's time ({min(ratios):.2f} to {max(ratios):.2f}).")

    def row(self, name, runs, count):
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        rates = [count * TURNS / run["wall"] for run in runs]
        print(
            f"| {name} | **{statistics.median(rates):,.0f}** ({min(rates):,.0f} to {max(rates):,.0f}) | {middle['wall']:.2f} s "
            f"| {middle['cpu']:.2f} s | {middle['memory']:.0f} MB |",
            flush=True,
        )

    def chat(self, count, *flags):
        files = self.folder / f"chats-{count}"
        if not files.exists():
            write_chats(files, count)
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        command = [self.momo, "chat", "test", files, *flags, "--quiet", "--json", "--", "node", self.bot]
        run, said = self.measure(command, {"MOMO_HOME": str(home)})
        summary = json.loads(said.splitlines()[-1])
        assert summary["passed"] == count and summary["turns"] == count * TURNS, summary
        return run

    def pytest(self, count):
        (self.folder / "test_suite.py").write_text(SUITE)
        with self.peers_bot() as environment:
            command = [self.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", self.folder / "test_suite.py"]
            run, said = self.measure(command, {**environment, "COUNT": str(count), "TURNS": str(TURNS)})
        assert f"{count} passed" in said, said[-2000:]
        return run

    def run_botium(self, count):
        convos = self.folder / f"convos-{count}"
        if not convos.exists():
            write_convos(convos, count)
        (self.folder / "connector.js").write_text(CONNECTOR)
        capabilities = {"PROJECTNAME": "echo", "CONTAINERMODE": str(self.folder / "connector.js"), "WAITFORBOTTIMEOUT": 5000}
        (self.folder / "botium.json").write_text(json.dumps({"botium": {"Capabilities": capabilities}}))
        with self.peers_bot() as environment:
            command = [self.botium, "run", "--config", self.folder / "botium.json", "--convos", convos, "--output", "dot"]
            run, said = self.measure(command, environment)
        assert f"{count} passing" in said, said[-2000:]
        return run

    @contextmanager
    def peers_bot(self):
        """Starts the bot for a peer; returns the environment that both know."""
        bot_port, api_port = free_port(), free_port()
        environment = {"PORT": str(bot_port), "MOMOTALK_BOT_ID": "bot_1", "MOMOTALK_BOT_TOKEN": "token", "MOMOTALK_WEBHOOK_SECRET": SECRET}
        environment |= {"MOMOTALK_API_BASE": f"http://127.0.0.1:{api_port}/api", "API_PORT": str(api_port)}
        environment["BOT_URL"] = f"http://127.0.0.1:{bot_port}/"
        child = subprocess.Popen(["node", self.bot], env={**os.environ, **environment})
        try:
            while socket.socket().connect_ex(("127.0.0.1", bot_port)):
                time.sleep(0.01)
            yield environment
        finally:
            child.terminate()
            child.wait()

    def measure(self, command, environment):
        """Runs a command; returns wall and CPU time in seconds and peak memory in MB, and what it printed."""
        with open(self.folder / "out", "w+") as out, open(self.folder / "err", "w+") as err:
            begun = time.monotonic()
            child = subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            memory, cpu = 0.0, 0.0
            while child.poll() is None:
                memory, cpu = max(memory, peak(child.pid)), max(cpu, cpu_seconds(child.pid))
                time.sleep(0.02)
            wall = time.monotonic() - begun
            out.seek(0), err.seek(0)
            said, complained = out.read(), err.read()
        if child.returncode:
            sys.exit(f"{command} ended with {child.returncode}:\n{said[-3000:]}\n{complained[-3000:]}")
        return {"wall": wall, "cpu": cpu, "memory": memory}, said


def write_chats(folder, count):
    folder.mkdir()
    for first in range(0, count, 100):
        lines = []
        for number in range(first, min(first + 100, count)):
            lines.append(f"## conversation {number}\n")
            lines += [f"앨리스: 안녕 {number}.{turn}\nbot: Echo: 안녕 {number}.{turn}\n" for turn in range(TURNS)]
        (folder / f"{first:06}.chat").write_text("".join(lines))


def write_convos(folder, count):
    folder.mkdir()
    for number in range(count):
        turns = [f"#me\n안녕 {number}.{turn}\n\n#bot\nEcho: 안녕 {number}.{turn}\n" for turn in range(TURNS)]
        (folder / f"{number:06}.convo.txt").write_text(f"conversation {number}\n\n" + "\n".join(turns))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def peak(process):
    """Returns the peak memory so far in MB; 0 at the end of the process."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:")), 0.0)


def cpu_seconds(process):
    """Returns the CPU time of the process alone, without its children's."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
