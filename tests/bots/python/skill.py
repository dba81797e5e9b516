"""A Kakao skill server and Share webhook of Python's standard library alone; it says where it listens.

The answers are those of https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format in form.
"""
import hmac
import json
import os
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "KakaoAK " + os.environ.get("KAKAO_PRIMARY_ADMIN_KEY", "")


def text(words, **more):
    return {"version": "2.0", "template": {"outputs": [{"simpleText": {"text": words}}]}, **more}


def menu():
    card = {
        "title": "오늘의 메뉴",
        "description": "무엇을 드릴까요?",
        "thumbnail": {"imageUrl": "https://example.com/menu.png"},
        "buttons": [
            {"label": "김밥", "action": "message", "messageText": "김밥 주세요"},
            {"label": "지도", "action": "webLink", "webLinkUrl": "https://example.com/map"},
        ],
    }
    reply = {"label": "주문", "action": "block", "blockId": "64a1b2c3d4e5f60718293aff", "extra": {"menu": "김밥"}}
    answer = {"version": "2.0", "template": {"outputs": [{"basicCard": card}], "quickReplies": [reply]}}
    answer["context"] = {"values": [{"name": "order", "lifeSpan": 2, "params": {"menu": "김밥"}}]}
    return answer


def later(url):
    for words in ("다 생각했어요", "한 번 더"):
        body = json.dumps(text(words)).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as response:
            print(response.read().decode(), flush=True)


def answer_to(payload):
    said = payload["userRequest"]["utterance"].strip()
    if said == "메뉴":
        return menu()
    if said == "나중에":
        timer = threading.Timer(0.5, later, [payload["userRequest"]["callbackUrl"]])
        timer.start()
        return {"version": "2.0", "useCallback": True, "data": {"text": "생각 중이에요"}}
    if said == "너무 길게":
        return text("가" * 1001)
    return text("에코: " + said)


class Skill(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def do_GET(self):
        self.share()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/share"):
            return self.share()
        answer = json.dumps(answer_to(json.loads(body)), ensure_ascii=False).encode()
        self.answer(200, "application/json", answer)

    def share(self):
        given = self.headers.get("Authorization") or ""
        is_kakaos = hmac.compare_digest(given.encode("latin-1"), KEY.encode())
        self.answer(200 if is_kakaos else 401, "text/plain", b"")

    def answer(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Skill)
print(f"ready on http://127.0.0.1:{server.server_port}/skill", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
