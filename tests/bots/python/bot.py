"""An echo bot of Python's standard library alone.

It does what the Express example in https://mmrnd.net/bot-developer-guide.html does: it checks the signature over
the bytes that came, and replies through the message API. It says where it listens.
"""
import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
TOKEN = os.environ["MOMOTALK_BOT_TOKEN"]
BOT_ID = os.environ["MOMOTALK_BOT_ID"]
API_BASE = os.environ.get("MOMOTALK_API_BASE", "https://bot.mmrnd.net/api")


def reply(message):
    body = {
        "room_id": message["room_id"],
        "reply_to_message_id": message["message_id"],
        "body": "Echo: " + message["body"],
        "metadata": {"source": "python"},
    }
    request = urllib.request.Request(
        f"{API_BASE}/bots/{BOT_ID}/messages",
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=3).close()
    except urllib.error.URLError as error:
        print(f"the reply was refused: {error}", file=sys.stderr, flush=True)


class Webhook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body leave in one packet

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/momotalk/webhook":
            return self.answer(404, "text/plain", b"not found")
        expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        actual = self.headers.get("X-MoMoTalk-Bot-Signature") or ""
        if not hmac.compare_digest(expected.encode(), actual.encode("latin-1")):
            return self.answer(401, "text/plain", b"invalid signature")
        event = json.loads(body)
        if event["event_type"] == "talk.message_created":
            reply(event["message"])
        self.answer(200, "application/json", b'{"ok": true}')

    def answer(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Webhook)
print(f"ready on http://127.0.0.1:{server.server_port}/momotalk/webhook", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
