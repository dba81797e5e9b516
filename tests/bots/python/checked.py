"""A bot of Python's standard library that does everything that `momo webhook check` asks for.

WRONG names a check: then the bot is wrong in that way, and as far as possible in no other.
"""
import hashlib
import hmac
import json
import os
import queue
import re
import ssl
import threading
import time
import traceback
import unicodedata
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WRONG = os.environ.get("WRONG", "")
SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
TOKEN = os.environ.get("MOMOTALK_BOT_TOKEN", "")
BOT_ID = os.environ["MOMOTALK_BOT_ID"]
API_BASE = os.environ.get("MOMOTALK_API_BASE", "https://bot.mmrnd.net/api")
SIGNATURE = "X-MoMoTalk-Bot-Signature"
LIMIT = 2 * 1024 * 1024
KEYS = {"empty": b"", "undefined": b"undefined", "null": b"null", "none": b"None"}

taken_signatures = set()
known, lock = set(), threading.Lock()
newest = {}
current = {}
state = {"in_flight": 0, "was_busy": False}
waiting = queue.Queue()


def wrong(*checks):
    return WRONG in checks


def sign(body, key=SECRET):
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def hashed(body):
    """What is hashed: the bytes that came."""
    if wrong("body.compact"):
        return re.sub(rb",(?! )", b", ", body)
    if wrong("body.spaces"):
        return body.replace(b"\t", b"")
    if wrong("body.final-newline"):
        return body.rstrip()
    if wrong("body.escaped-slash"):
        return body.replace(rb"\/", b"/")
    if wrong("body.unicode-escape"):
        return re.sub(rb"\\u([0-9a-f]{4})", lambda it: chr(int(it[1], 16)).encode("utf-8", "surrogatepass"), body)
    if wrong("body.hangul"):
        return body.decode("utf-8", "replace").encode("ascii", "ignore")
    if wrong("body.nfd"):
        return unicodedata.normalize("NFC", body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if wrong("body.float"):
        return re.sub(rb"(\d)\.0\b", rb"\1", body)
    if wrong("body.duplicate-keys"):
        return body.replace(b'"momo_check":1, "momo_check"', b'"momo_check"')
    if wrong("body.bom"):
        return body.removeprefix(b"\xef\xbb\xbf")
    return body


def is_right(signatures, body):
    if not signatures:
        return wrong("signature.missing")
    if len(signatures) > 1 and not wrong("signature.twice"):
        return False
    actual = signatures[0]
    expected = sign(hashed(body))
    if wrong("signature.empty") and actual == "":
        return True
    if wrong("signature.wrong") and re.fullmatch("[0-9a-f]{64}", actual):
        return True
    if wrong("signature.other-secret") and re.fullmatch("[0-9a-f]{64}", actual) and actual.strip("0"):
        return True
    if wrong("signature.truncated") and actual and expected.startswith(actual):
        return True
    if wrong("signature.prefixed"):
        actual = actual.removeprefix("sha256=")
    if wrong("signature.trailing-junk"):
        actual = actual[:64]
    if wrong("signature.upper-case"):
        actual = actual.lower()
    if wrong("signature.other-event") and actual in taken_signatures:
        return True
    if wrong("signature.rewritten-body"):
        try:
            again = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)
            if sign(again.encode()) == actual:
                return True
        except (ValueError, RecursionError):
            pass
    if wrong("signature.changed-byte") and sign(body.replace(b"tulk.", b"talk.")) == actual:
        return True
    if wrong("rotation.old-secret") and sign(body, os.environ["OLD_SECRET"].encode()) == actual:
        return True
    for name, key in KEYS.items():
        if wrong(f"signature.{name}-key") and sign(body, key) == actual:
            return True
    if not re.fullmatch("[0-9a-f]{64}", actual):
        return False
    if hmac.compare_digest(expected, actual):
        taken_signatures.add(actual)
        return True
    return False


def post(message):
    body = {
        "room_id": message["room_id"],
        "reply_to_message_id": message["message_id"],
        "body": "Echo: " + message["body"],
    }
    if wrong("event.big-id"):
        body["room_id"], body["reply_to_message_id"] = int(float(body["room_id"])), int(float(body["reply_to_message_id"]))
    request = urllib.request.Request(
        f"{API_BASE}/bots/{BOT_ID}/messages",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()


def reply(message):
    """Sends a reply, and sends it again where the API asks for that."""
    for attempt in range(8):
        try:
            return post(message)
        except urllib.error.HTTPError as error:
            pause = float(error.headers.get("Retry-After") or 0.2)
            if wrong("reply.rate-limited"):
                pause = 0.05
            if wrong("duplicate.after-failure"):
                return
            time.sleep(pause)
        except OSError:
            time.sleep(0.2)


def work():
    while True:
        message = waiting.get()
        threading.Thread(target=reply, args=(message,), daemon=True).start()


def claim(event_id):
    """Returns whether the event is new."""
    if wrong("duplicate.again"):
        return True
    if wrong("duplicate.at-once"):
        if event_id in known:
            return False
        time.sleep(0.05)
        known.add(event_id)
        return True
    with lock:
        if event_id in known:
            return False
        known.add(event_id)
        return True


def problem(event):
    """Returns what is wrong with an event's form, and how: `missing` or `type`; none where all is well."""
    if not isinstance(event, dict):
        return "type"
    for key in ("event_id", "event_type", "bot_id", "message"):
        if key not in event:
            return "missing"
    if not all(isinstance(event[key], str) for key in ("event_id", "event_type", "bot_id")):
        return "type"
    message = event["message"]
    if not isinstance(message, dict):
        return "type"
    for key in ("room_id", "message_id", "body"):
        if key not in message:
            return "missing"
    if not isinstance(message["body"], str) or not isinstance(message["room_id"], int):
        return "type"
    return None


class Webhook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def body(self):
        """Reads the body; none where it is too large."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            if wrong("http.chunked"):
                self.close_connection = True
                return b""
            body = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                body += self.rfile.read(size)
                self.rfile.readline()
                if len(body) > LIMIT:
                    return None
            self.rfile.readline()
            return body
        length = int(self.headers.get("Content-Length") or 0)
        if length > LIMIT and not wrong("http.too-large"):
            return None
        if wrong("http.slow-body"):
            return self.rfile.read1(length) if length else b""
        return self.rfile.read(length)

    def do_POST(self):
        with lock:
            state["in_flight"] += 1
        if wrong("load.at-once", "load.headroom", "alive.after"):
            time.sleep(0.03)
        with lock:
            is_busy = state["in_flight"] > 15
            state["was_busy"] |= is_busy
        try:
            self.take(is_busy)
        finally:
            with lock:
                state["in_flight"] -= 1

    def take(self, is_busy):
        if wrong("event.valid"):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return self.answer(500, b"no")
        if wrong("http.close"):
            self.close_connection = False
        signatures = self.headers.get_all(SIGNATURE) or []
        if wrong("http.header-case"):
            signatures = [value for name, value in self.headers.items() if name == SIGNATURE]
        if wrong("http.after-refusal") and signatures and not signatures[0].strip("0"):
            return self.answer(401, b"invalid signature")
        body = self.body()
        if body is None:
            self.close_connection = True
            return self.answer(413, b"too large", ("Connection", "close"))
        if wrong("http.content-type") and self.headers.get("Content-Type") != "application/json":
            body = b""
        if wrong("http.redirect") and self.headers.get("Content-Type") == "text/plain":
            return self.answer(301, b"", ("Location", "/login"))
        if wrong("load.at-once") and is_busy:
            return self.answer(503, b"busy")
        if wrong("load.headroom") and is_busy:
            time.sleep(2.5)
        if wrong("alive.after") and state["was_busy"] and not is_busy and state["in_flight"] == 1:
            return self.answer(503, b"the table is full")
        if wrong("http.pipelined"):
            time.sleep(0.01)
            self.connection.setblocking(False)
            try:
                self.rfile.read1()
            except OSError:
                pass
            self.connection.setblocking(True)
        if wrong("signature.before-parse"):
            try:
                json.loads(body)
            except (ValueError, RecursionError):
                return self.answer(400, b"no JSON")
        if not is_right(signatures, body):
            if wrong("signature.no-effect"):
                self.handle_event(body)
            return self.answer(401, self.refusal(signatures, body))
        self.answer(*self.handle_event(body))
        if wrong("http.kept"):
            self.close_connection = True

    def refusal(self, signatures, body):
        if wrong("signature.silent") and not signatures:
            return b"the signature is missing"
        if wrong("errors.secret"):
            return b"not signed with " + SECRET
        if wrong("errors.signature"):
            return b"expected " + sign(body).encode()
        return b"invalid signature"

    def handle_event(self, body):
        """Returns status and text."""
        try:
            event = json.loads(body)
        except ValueError:
            if wrong("errors.stack-trace"):
                return 400, traceback.format_exc().encode()
            return (500 if wrong("event.malformed-json") else 400), b"no JSON"
        except RecursionError:
            return (500 if wrong("event.deep") else 400), b"too deep"
        found = problem(event)
        if found:
            is_wrong = wrong({"type": "event.wrong-types", "missing": "event.missing-fields"}[found])
            return (500 if is_wrong else 400), b"no event"
        status = self.status_of(event, body)
        if status != 200:
            return status, b"no"
        message = event["message"]
        if event["event_type"] != "talk.message_created" or (event["bot_id"] != BOT_ID and not wrong("event.other-bot")):
            return 200, b"ok"
        event_id = self.headers.get("X-MoMoTalk-Event-Id") if wrong("duplicate.other-header") else event["event_id"]
        if not claim(event_id):
            return 200, b"known"
        if wrong("event.out-of-order"):
            if message["message_id"] < newest.get(message["room_id"], 0):
                return 200, b"old"
            newest[message["room_id"]] = message["message_id"]
        if wrong("reply.address"):
            current.update(message)
            time.sleep(0.02)
            message = dict(message, room_id=current["room_id"])
        if wrong("reply.answer-first"):
            reply(message)
        elif wrong("reply.server-error"):
            # Its error ends the connection without an answer.
            post(message)
        else:
            waiting.put(message)
        return 200, b"ok"

    def status_of(self, event, body):
        """Returns what the event is answered with; each line is one mistake."""
        message, text = event["message"], event["message"]["body"]
        mistakes = {
            "event.unknown-type": (event["event_type"] != "talk.message_created", 400),
            "event.unknown-message-type": (message.get("message_type") != "TEXT", 400),
            "event.unknown-field": (bool(set(event) - {"event_id", "event_type", "bot_id", "timestamp", "message"}), 400),
            "event.empty-text": (text == "", 400),
            "event.emoji": (any(0x1F000 < ord(letter) for letter in text), 500),
            "event.lone-surrogate": (any(0xD800 <= ord(letter) < 0xE000 for letter in text), 500),
            "event.nul": ("\0" in text, 500),
            "event.64kb": (len(body) > 60_000, 413),
            "event.1mib": (len(body) > 1_000_000, 500),
            "event.proto": (b"__proto__" in body, 500),
            "event.old": (event.get("timestamp", 0) < time.time() - 86_400, 401),
        }
        is_made, status = mistakes.get(WRONG, (False, 200))
        return status if is_made else 200

    def other(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if wrong("http.methods"):
            return self.answer(500, b"no handler")
        allow = () if wrong("http.only-post") else ("Allow", "POST")
        return self.answer(405, b"POST only", allow)

    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = other

    def handle_expect_100(self):
        if wrong("http.expect"):
            self.close_connection = True
            self.answer(417, b"no", ("Connection", "close"))
            return False
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def answer(self, status, text, header=()):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        if header:
            self.send_header(*header)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass


threading.Thread(target=work, daemon=True).start()
server = Server((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "3000"))), Webhook)
if "TLS_FOLDER" in os.environ:
    folder = os.environ["TLS_FOLDER"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if wrong("tls.old-version"):
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(f"ready on http://127.0.0.1:{server.server_port}/momotalk/webhook", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
