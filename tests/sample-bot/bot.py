"""A café's bot on Python's standard library: a menu with quick replies, and an order for each user.

Starts on PORT with the credentials that `momo bot env` prints.
"""
import hashlib
import hmac
import http.client
import json
import os
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOT_ID = os.environ["MOMOTALK_BOT_ID"]
TOKEN = os.environ["MOMOTALK_BOT_TOKEN"]
SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
API = urllib.parse.urlsplit(os.environ.get("MOMOTALK_API_BASE", "https://bot.mmrnd.net/api"))
PATH = "/momotalk/webhook"
MAX_BODY = 2 * 1024 * 1024  # bytes
MAX_EVENT_IDS = 10_000  # the oldest are forgotten; a platform delivers again within hours
MENU = {"아메리카노": 4500, "라떼": 5000}  # won

lock = threading.Lock()
event_ids = {}  # in the order in which they came
choices = {}  # what each user chose and has not ordered yet
order_numbers = iter(range(101, 1_000_000))


def is_genuine(body, signatures):
    """Compares in constant time, over the bytes as they came: before anything parses them."""
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return len(signatures) == 1 and hmac.compare_digest(expected.encode(), signatures[0].encode("latin-1"))


def is_new(event_id):
    """Looks and writes under one lock, so that of two deliveries at once one alone is new."""
    with lock:
        if event_id in event_ids:
            return False
        event_ids[event_id] = None
        if len(event_ids) > MAX_EVENT_IDS:
            del event_ids[next(iter(event_ids))]
        return True


def replies(user, text):
    """Returns the replies to what a user says: each its text and its quick replies."""
    if text in ("메뉴", "menu"):
        return [("무엇을 드릴까요?", list(MENU))]
    if text in MENU:
        with lock:
            choices[user] = text
        return [(f"{text} {MENU[text]:,}원입니다. 주문할까요?", ["네", "아니요"])]
    if text in ("네", "아니요"):
        with lock:
            choice = choices.pop(user, None)
            number = next(order_numbers) if choice and text == "네" else None
        if number:
            return [("주문을 넣고 있어요.", []), (f"{choice} 주문번호는 {number}번입니다.", [])]
        return [("주문을 취소했어요." if choice else "먼저 메뉴를 골라 주세요.", [] if choice else ["메뉴"])]
    return [("그건 없어요. '메뉴'라고 말해 보세요.", ["메뉴"])]


def post(message):
    """Calls the message API until it takes the message: what it refuses for now is sent again, at most eight times."""
    connect = http.client.HTTPSConnection if API.scheme == "https" else http.client.HTTPConnection
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    for attempt in range(8):
        pause = min(0.2 * 2**attempt, 5)
        try:
            connection = connect(API.hostname, API.port, timeout=20)
            connection.request("POST", f"{API.path}/bots/{BOT_ID}/messages", json.dumps(message), headers)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 429 and answer.status < 500:
                return
            pause = float(answer.headers.get("Retry-After") or pause)
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(pause)


def reply(message):
    """Replies after the event was answered: a slow message API must not make the platform deliver again."""
    for text, labels in replies(message["sender_user_id"], message["body"]):
        body = {"room_id": message["room_id"], "reply_to_message_id": message["message_id"], "body": text}
        if labels:
            # MoMoTalk documents no quick replies: these are momo's own choice.
            body["metadata"] = {"quick_replies": labels}
        post(body)


def is_message(event):
    """Returns whether this is a message to this bot; what else is signed is taken, and nothing is done."""
    return (
        event.get("event_type") == "talk.message_created"
        and event.get("bot_id") == BOT_ID
        and isinstance(event.get("event_id"), str)
        and isinstance(message := event.get("message"), dict)
        and isinstance(message.get("body"), str)
        and isinstance(message.get("sender_user_id"), (int, str))
        and all(isinstance(message.get(key), int) for key in ("room_id", "message_id"))
    )


class Webhook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds, so that a connection that says nothing ends

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return self.answer(411, "a length is needed", end=True)
        if int(length) > MAX_BODY:
            return self.answer(413, "too large", end=True)
        body = self.rfile.read(int(length))
        if self.path != PATH:
            return self.answer(404, "not here")
        if not is_genuine(body, self.headers.get_all("X-MoMoTalk-Bot-Signature") or []):
            return self.answer(401, "invalid signature")
        try:
            event = json.loads(body)
        except ValueError:
            return self.answer(400, "no JSON")
        if not isinstance(event, dict):
            return self.answer(400, "no event")
        if is_message(event) and is_new(event["event_id"]):
            threading.Thread(target=reply, args=(event["message"],), daemon=True).start()
        self.answer(200, "ok")

    def other(self):
        self.answer(405, "POST only", end=True)

    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = other

    def answer(self, status, text, end=False):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        if status == 405:
            self.send_header("Allow", "POST")
        if end:
            # The body was not read, so what follows on this connection would be taken for a request.
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Webhook)
    print(f"ready on http://127.0.0.1:{server.server_port}{PATH}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
