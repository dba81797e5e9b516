"""A bot of Python's standard library that computes the signature with one mistake, which MISTAKE names.

It refuses everything else. It says where it listens.
"""
import base64
import hashlib
import hmac
import json
import os
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()


def digest(body, secret=SECRET):
    return hmac.new(secret, body, hashlib.sha256)


def hex_of(body, secret=SECRET):
    return digest(body, secret).hexdigest()


def again(body, **options):
    return json.dumps(json.loads(body), **options).encode()


MISTAKES = {
    "compact": lambda body: hex_of(again(body, separators=(",", ":"), ensure_ascii=False)),
    "dumps": lambda body: hex_of(again(body)),
    "sorted": lambda body: hex_of(again(body, sort_keys=True)),
    "newline": lambda body: hex_of(body + b"\n"),
    "str": lambda body: hex_of(str(json.loads(body)).encode()),
    "nfd": lambda body: hex_of(unicodedata.normalize("NFD", body.decode()).encode()),
    "base64": lambda body: base64.b64encode(digest(body).digest()).decode(),
    "prefix": lambda body: "sha256=" + hex_of(body),
    "secret newline": lambda body: hex_of(body, SECRET + b"\n"),
    "secret base64": lambda body: hex_of(body, base64.b64decode(SECRET + b"===")),
    "no secret": lambda body: hex_of(body, b""),
    "other secret": lambda body: hex_of(body, os.environ["OTHER_SECRET"].encode()),
    "type first": hex_of,
    "header": hex_of,
    "github": lambda body: "sha256=" + hex_of(body),
}
HEADERS = {"header": "X-Signature", "github": "X-Hub-Signature-256"}
NAME = os.environ["MISTAKE"]


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if NAME == "type first" and json.loads(body)["event_type"] == "momo.probe":
            return self.answer(200, b'{"ok": true}')
        actual = self.headers.get(HEADERS.get(NAME, "X-MoMoTalk-Bot-Signature")) or ""
        is_right = NAME != "type first" and hmac.compare_digest(MISTAKES[NAME](body).encode(), actual.encode("latin-1"))
        self.answer(200, b'{"ok": true}') if is_right else self.answer(401, b"invalid signature")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Webhook)
print(f"ready on http://127.0.0.1:{server.server_port}/momotalk/webhook", flush=True)
server.serve_forever()
