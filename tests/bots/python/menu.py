"""A bot with a small menu, on Python's standard library: what conversations are played against.

It verifies each event over its raw body, handles each event id once, and replies through the message API.
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
API = urllib.parse.urlsplit(os.environ["MOMOTALK_API_BASE"])
NAME = os.environ.get("BOT_NAME", "")

seen = set()
orders = {}
local = threading.local()
lock = threading.Lock()


def say(event, body, metadata=None, reply=True):
    message = {"room_id": event["message"]["room_id"], "body": NAME + body}
    if reply:
        message["reply_to_message_id"] = event["message"]["message_id"]
    if metadata:
        message["metadata"] = metadata
    headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
    if not hasattr(local, "api"):
        local.api = http.client.HTTPConnection(API.hostname, API.port)
    local.api.request("POST", f"{API.path}/bots/{BOT_ID}/messages", json.dumps(message).encode(), headers)
    local.api.getresponse().read()


def later(seconds, *args):
    threading.Timer(seconds, say, args).start()


def handle(event):
    """Returns the status of the answer."""
    text, user = event["message"]["body"], event["message"]["sender_user_id"]
    if text == "주문할게요":
        with lock:
            orders[user] = 1000 + len(orders)
        number = orders[user]
        say(event, "잠시만요")
        say(event, f"주문번호 {number}", {"order": {"id": number}, "quick_replies": ["취소", {"label": "확인", "messageText": "확인할게요"}]})
    elif text == "취소":
        say(event, f"{orders[user]}번을 취소했어요")
    elif text == "확인할게요":
        say(event, f"{orders[user]}번을 확인했어요")
    elif text == "섞어":
        for body in ["셋", "하나", "둘"]:
            say(event, body)
    elif text == "조용":
        pass
    elif text == "늦게":
        later(0.2, event, "늦었어요")
    elif text == "답장 없이":
        say(event, "그냥", reply=False)
    elif text == "두 번":
        say(event, "같은 말")
        say(event, "같은 말")
    elif text == "두 줄":
        say(event, "첫째 줄\n  둘째 줄\n\n셋째 줄\n")
    elif text.startswith("거꾸로 "):
        wait = 0.3 if text.endswith("1") else 0.0
        later(wait, event, text[::-1])
    elif text == "가끔":
        orders[text] = orders.get(text, 0) + 1
        say(event, "홀수" if orders[text] % 2 else "짝수")
    elif text == "화남":
        return 500
    elif text == "죽어":
        os._exit(9)
    else:
        say(event, text)
    return 200


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, self.headers.get("X-MoMoTalk-Bot-Signature", "")):
            return self.answer(401)
        event = json.loads(body)
        is_new = event["event_id"] not in seen
        seen.add(event["event_id"])
        # A bot that handles an event twice is what duplicates find.
        if is_new or os.environ.get("FORGETFUL"):
            return self.answer(handle(event))
        self.answer(200)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    print(f"ready on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
