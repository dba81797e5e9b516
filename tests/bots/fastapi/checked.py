"""A bot on FastAPI that does everything that `momo webhook check` asks for."""
import asyncio
import hashlib
import hmac
import json
import os
import re

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
BOT_ID = os.environ["MOMOTALK_BOT_ID"]
API_BASE = os.environ.get("MOMOTALK_API_BASE", "https://bot.mmrnd.net/api")
HEADERS = {"Authorization": f"Bearer {os.environ.get('MOMOTALK_BOT_TOKEN', '')}", "Content-Type": "application/json"}
LIMIT = 2 * 1024 * 1024

app = FastAPI()
# One for all replies: making one reads the certificates, which takes long.
api = httpx.AsyncClient(headers=HEADERS, timeout=20)
# A bot that restarts keeps them in a database, under a unique key.
known = set()
tasks = set()


def is_right(signatures, body):
    if len(signatures) != 1 or not re.fullmatch("[0-9a-f]{64}", signatures[0]):
        return False
    return hmac.compare_digest(hmac.new(SECRET, body, hashlib.sha256).hexdigest(), signatures[0])


def read(body):
    """Reads an event; none where the body is none."""
    try:
        event = json.loads(body)
        texts = [event["event_id"], event["event_type"], event["bot_id"], event["message"]["body"]]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return event if all(isinstance(text, str) for text in texts) else None


@app.post("/momotalk/webhook")
async def webhook(request: Request):
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            return PlainTextResponse("too large", 413, {"Connection": "close"})
    if not is_right(request.headers.getlist("X-MoMoTalk-Bot-Signature"), body):
        return PlainTextResponse("invalid signature", 401)
    event = read(body)
    if event is None:
        return PlainTextResponse("no event", 400)
    is_ours = event["event_type"] == "talk.message_created" and event["bot_id"] == BOT_ID
    if is_ours and event["event_id"] not in known:
        known.add(event["event_id"])
        # The loop keeps no task alive.
        task = asyncio.create_task(reply(event["message"]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    return PlainTextResponse("ok")


async def reply(message):
    body = {
        "room_id": message.get("room_id"),
        "reply_to_message_id": message.get("message_id"),
        "body": f"Echo: {message['body']}",
    }
    for _ in range(8):
        pause = 0.2
        try:
            # httpx would write half of a surrogate pair as it is; json.dumps escapes it.
            answer = await api.post(f"{API_BASE}/bots/{BOT_ID}/messages", content=json.dumps(body))
            if answer.is_success:
                return
            pause = float(answer.headers.get("Retry-After", pause))
        except httpx.HTTPError:
            pass
        await asyncio.sleep(pause)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "3000")), log_level="warning")
