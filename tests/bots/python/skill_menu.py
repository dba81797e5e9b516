"""A Kakao skill with a small menu, on Python's standard library: what conversations are played against.

It remembers each user, answers by callback where it is asked to, and breaks rules when it is told to.
"""
import json
import os
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTS = os.environ.get("KAKAO_CALLBACK_HOSTS", "").split(",")
BLOCK = "64a1b2c3d4e5f60718293aff"

seen = set()
counts = {}
lock = threading.Lock()


def text(words):
    return {"simpleText": {"text": words}}


def answer(*outputs, replies=()):
    template = {"outputs": list(outputs)}
    if replies:
        template["quickReplies"] = [reply(label) for label in replies]
    return {"version": "2.0", "template": template}


def reply(label):
    return {"label": label, "action": "message", "messageText": label + "!"}


def card(title, price):
    put = {"label": title + " 담기", "action": "block", "blockId": BLOCK, "extra": {"menu": title}}
    image = {"imageUrl": "https://example.com/menu.png"}
    return {"title": title, "description": price, "thumbnail": image, "buttons": [put]}


def menu():
    carousel = {"type": "basicCard", "items": [card("김밥", "3000원"), card("라면", "4000원")]}
    return answer(text("골라 주세요"), {"carousel": carousel}, replies=["예", "아니오"])


def by_callback(url, words, keeps):
    if not url or url.split("/")[2] not in HOSTS:
        return answer(text("콜백이 없어요"))
    body = json.dumps(answer(text(words))).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    if keeps:
        threading.Timer(0.3, lambda: urllib.request.urlopen(request, timeout=5).close()).start()
    return {"version": "2.0", "useCallback": True, "data": {"text": "잠시만요"}}


def answer_to(payload):
    request = payload["userRequest"]
    said, user, block = request["utterance"], request["user"]["id"], request["block"]["id"]
    trigger = payload["flow"]["trigger"]["type"]
    if block == BLOCK:
        return answer(text(f"{payload['action']['clientExtra']['menu']}, {trigger}"))
    if said == "메뉴":
        return menu()
    if said == "두 마디":
        return answer(text("하나"), text("둘"))
    if said == "그림":
        return answer({"simpleImage": {"imageUrl": "https://example.com/a.png", "altText": "고양이"}})
    if said == "글 카드":
        return answer({"textCard": {"title": "알림", "description": "오늘은 쉽니다"}})
    if said == "목록":
        item = {"title": "떡볶이", "action": "message", "messageText": "떡볶이 주세요"}
        return answer({"listCard": {"header": {"title": "분식"}, "items": [item]}})
    if said == "물건":
        image = {"imageUrl": "https://example.com/a.png"}
        return answer({"commerceCard": {"title": "모자", "description": "파란 모자", "price": 100, "currency": "won", "thumbnails": [image]}})
    if said == "표":
        rows = [{"title": "날짜", "description": "11월 29일"}]
        return answer({"itemCard": {"head": {"title": "영수증"}, "itemList": rows}})
    if said == "너무 길게":
        return answer(text("가" * 1001))
    if said == "빈 답":
        return {"version": "2.0", "template": {"outputs": []}}
    if said == "나중에":
        return by_callback(request.get("callbackUrl"), "다 됐어요", True)
    if said == "약속만":
        return by_callback(request.get("callbackUrl"), "", False)
    if said == "가끔":
        with lock:
            counts[said] = counts.get(said, 0) + 1
        return answer(text("홀수" if counts[said] % 2 else "짝수"))
    if said == "안녕":
        with lock:
            is_new = user not in seen
            seen.add(user)
        return answer(text("처음 뵙겠습니다" if is_new else "또 오셨네요"))
    return answer(text("에코: " + said))


class Skill(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        wanted = os.environ.get("SKILL_SECRET")
        if self.path != "/skill":
            return self.answer(404, {})
        if "userRequest" not in payload:
            return self.answer(400, {})
        if wanted and self.headers.get("X-Skill-Secret") != wanted:
            return self.answer(401, {})
        if payload["userRequest"]["utterance"] == "화남":
            return self.answer(500, {})
        self.answer(200, answer_to(payload))

    def answer(self, status, value):
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Skill)
    print(f"ready on http://127.0.0.1:{server.server_port}/skill", flush=True)
    server.serve_forever()
