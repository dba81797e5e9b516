"""A Kakao skill at /skill and a Share webhook at /share that do everything that `momo webhook check` asks for.

WRONG names a check: then the bot is wrong in that way, and as far as possible in no other. COUNT_FILE gets a line for each
share that has an effect.
"""
import hmac
import json
import os
import threading
import time
import traceback
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WRONG = os.environ.get("WRONG", "")
SECRET = os.environ.get("SKILL_SECRET", "")
KEY = os.environ.get("KAKAO_PRIMARY_ADMIN_KEY", "")
CALLBACK_HOSTS = os.environ.get("KAKAO_CALLBACK_HOSTS", "").split(",")
COUNT_FILE = os.environ.get("COUNT_FILE")
LIMIT = 1024 * 1024
CHATS = ["MemoChat", "DirectChat", "MultiChat", "OpenDirectChat", "OpenMultiChat"]

lock = threading.Lock()
state = {"in_flight": 0, "was_busy": False, "text": ""}
waiting, shared = set(), set()


def wrong(*checks):
    return WRONG in checks


def said(words):
    return {"version": "2.0", "template": {"outputs": [{"simpleText": {"text": words}}]}}


def may_call(url):
    """Returns whether a callback URL leads to Kakao, or to where tests allow it."""
    if wrong("callback.foreign-host"):
        return True
    parts = urllib.parse.urlsplit(url)
    is_kakao = parts.scheme == "https" and (parts.hostname or "").endswith(".kakao.com")
    return is_kakao or parts.netloc in CALLBACK_HOSTS


def post(url, answer):
    request = urllib.request.Request(url, json.dumps(answer).encode(), {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except OSError:
        pass


def later(url, user, words):
    time.sleep(0.2)
    answer = {"version": "2.0", "template": {"outputs": []}} if wrong("callback.answer") else said(words)
    post(url, answer)
    if wrong("callback.once"):
        post(url, answer)
    with lock:
        waiting.discard(user)


def answer_to(payload):
    request = payload["userRequest"]
    text, user, url = request["utterance"], request["user"]["id"], request.get("callbackUrl")
    if not isinstance(text, str) or not isinstance(user, str):
        raise TypeError("no call")
    mistakes = {
        "skill.odd-utterances": text == "",
        "skill.bot-test": text.endswith("\n"),
        "skill.skill-test": request["user"].get("properties") == {},
        "skill.short-payload": "action" not in payload,
        "skill.unknown-fields": "momoCheck" in payload,
    }
    if mistakes.get(WRONG):
        return None
    if url and may_call(url):
        with lock:
            is_waiting = user in waiting
            waiting.add(user)
        if wrong("callback.newest") and is_waiting:
            return said("one after the other")
        if wrong("callback.after-answer"):
            post(url, said("early"))
            time.sleep(0.05)
        else:
            threading.Thread(target=later, args=(url, user, "Echo: " + text), daemon=True).start()
        extra = said("wait") if wrong("callback.acknowledged") else {"version": "2.0"}
        return extra | {"useCallback": True, "data": {"text": "wait"}}
    if wrong("callback.not-asked") and not url:
        return {"version": "2.0", "useCallback": True, "data": {"text": "wait"}}
    if wrong("skill.answer"):
        return {"version": "2.0", "template": {"outputs": []}}
    if wrong("skill.users-apart"):
        state["text"] = text
        time.sleep(0.03)
        text = state["text"]
    # Half of a surrogate pair is no text of UTF-8.
    text = text.encode("utf-8", "replace").decode().strip()[:900]
    return said("Echo: " + text)


class Kakao(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def do_POST(self):
        self.counted(self.skill if self.path.startswith("/skill") else self.share)

    def do_GET(self):
        if self.path.startswith("/share"):
            return self.counted(self.share)
        self.other()

    def other(self):
        self.body()
        if wrong("skill.methods"):
            return self.answer(500, "text/plain", b"no handler")
        self.answer(405, "text/plain", b"POST only")

    do_HEAD = do_PUT = other

    def counted(self, handle):
        with lock:
            state["in_flight"] += 1
        if WRONG.split(".")[-1] in ("at-once", "headroom") or WRONG.startswith("alive."):
            time.sleep(0.03)
        with lock:
            is_busy = state["in_flight"] > 15
            state["was_busy"] |= is_busy
        try:
            body = self.body()
            if is_busy and wrong("skill.at-once", "share.at-once"):
                return self.answer(503, "text/plain", b"busy")
            if is_busy and wrong("skill.headroom", "share.headroom"):
                time.sleep(4.2 if wrong("skill.headroom") else 2.5)
            if WRONG.startswith("alive.") and state["was_busy"] and state["in_flight"] == 1:
                return self.answer(503, "text/plain", b"full")
            if wrong("skill.valid", "share.valid"):
                return self.answer(500, "text/plain", b"no")
            handle(body)
        finally:
            with lock:
                state["in_flight"] -= 1

    def body(self):
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LIMIT))

    def skill(self, body):
        given = self.headers.get("X-Skill-Secret")
        is_right = hmac.compare_digest((given or "").encode("latin-1"), SECRET.encode())
        if given is None and wrong("skill.secret-missing") or given and wrong("skill.secret-wrong"):
            is_right = True
        if not is_right:
            text = f"not {SECRET}" if wrong("errors.skill-secret") else "no"
            return self.answer(401, "text/plain", text.encode())
        try:
            answer = answer_to(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            text = traceback.format_exc() if wrong("errors.skill-stack-trace") else "no call"
            return self.answer(500 if wrong("skill.wrong-payload") else 400, "text/plain", text.encode())
        if answer is None:
            return self.answer(500, "text/plain", b"no")
        self.answer(200, "application/json", json.dumps(answer, ensure_ascii=False).encode())

    def is_kakao(self):
        scheme, _, given = (self.headers.get("Authorization") or "").partition(" ")
        if not scheme:
            return wrong("share.key-missing")
        if wrong("share.other-scheme") and KEY in (given, scheme):
            return True
        if wrong("share.scheme-case"):
            scheme = "KakaoAK" if scheme == "kakaoak" else scheme
        if scheme != "KakaoAK":
            return False
        if wrong("share.key-empty") and given in ("", "undefined", "None"):
            return True
        if wrong("share.key-wrong") and len(given) == 64:
            return True
        if wrong("share.key-half") and given and KEY.startswith(given):
            return True
        if wrong("share.key-longer") and given.startswith(KEY):
            return True
        return hmac.compare_digest(given.encode("latin-1"), KEY.encode())

    def share(self, body):
        if not self.is_kakao():
            text = f"not {KEY}" if wrong("errors.share-key") else "no"
            return self.answer(401, "text/plain", text.encode())
        if self.command == "GET":
            query = urllib.parse.urlsplit(self.path).query
            event = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        else:
            event = json.loads(body)
        mistakes = {
            "share.chat-types": event["CHAT_TYPE"] not in CHATS,
            "share.template-id": not event.get("TEMPLATE_ID"),
            "share.custom-args": any(not key.isascii() for key in event),
        }
        if mistakes.get(WRONG):
            return self.answer(500, "text/plain", b"no")
        if wrong("share.redirect") and "TEMPLATE_ID" not in event:
            return self.answer(302, "text/plain", b"", ("Location", "/login"))
        if wrong("errors.share-stack-trace") and event["CHAT_TYPE"] not in CHATS:
            return self.answer(200, "text/plain", b"Traceback (most recent call last):\n")
        number = self.headers.get("X-Kakao-Resource-ID")
        with lock:
            is_new = number not in shared or wrong("share.same-id")
            shared.add(number)
            if is_new and COUNT_FILE:
                with open(COUNT_FILE, "a") as file:
                    file.write("1\n")
        self.answer(200, "text/plain", b"")

    def answer(self, status, content_type, text, header=()):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
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


server = Server(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Kakao)
print(f"ready on http://127.0.0.1:{server.server_port}/skill", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
