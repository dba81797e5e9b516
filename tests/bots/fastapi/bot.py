"""An echo bot on FastAPI, after the example in https://mmrnd.net/bot-developer-guide.html.

MISTAKE names one that it makes: rewritten, secret, slow, crash, twice or room. Without it the bot is right.
"""
import asyncio
import hashlib
import hmac
import json
import os

import httpx
import uvicorn
from fastapi import FastAPI, HTTPException, Request

MISTAKE = os.environ.get("MISTAKE")
SECRET = os.environ["MOMOTALK_WEBHOOK_SECRET"]
if MISTAKE == "secret":
    SECRET = "the-secret-of-last-week"
API_BASE = os.environ.get("MOMOTALK_API_BASE", "https://bot.mmrnd.net/api")
MESSAGES = f"{API_BASE}/bots/{os.environ['MOMOTALK_BOT_ID']}/messages"
TOKEN = os.environ["MOMOTALK_BOT_TOKEN"]

app = FastAPI()


@app.post("/momotalk/webhook")
async def webhook(request: Request):
    body = await request.body()
    if MISTAKE == "rewritten":
        body = json.dumps(await request.json()).encode()
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    actual = request.headers.get("X-MoMoTalk-Bot-Signature", "")
    if not hmac.compare_digest(expected.encode(), actual.encode()):
        raise HTTPException(401, "invalid signature")
    event = json.loads(body)
    if event["event_type"] == "talk.message_created":
        await reply(event["message"])
    return {"ok": True}


async def reply(message):
    if MISTAKE == "crash":
        message["body"] = message["attachments"][0]
    if MISTAKE == "slow":
        await asyncio.sleep(3.5)
    answer = {
        "room_id": 404 if MISTAKE == "room" else message["room_id"],
        "reply_to_message_id": message["message_id"],
        "body": f"Echo: {message['body']}",
    }
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as api:
        for _ in range(2 if MISTAKE == "twice" else 1):
            (await api.post(MESSAGES, json=answer)).raise_for_status()


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "3000")))
