"""Webhook events for Locust, written by momo VERSION.

    pip install locust
    MOMOTALK_WEBHOOK_SECRET=... locust -f locustfile.py --headless -u 50 -t 1m --host http://127.0.0.1:3000/webhook

From several machines: the same with `--master --expect-workers 2` on one of them, and on the others
`locust -f - --worker --master-host ADDRESS`, with the secret in the environment of each.

Every delivery is a new event: a new id and new times, signed anew. It is as it should be when a status 2xx comes
within three seconds. The host's path is where the events go; its host and path are all that is called.
    NOTE
"""

import hashlib
import hmac
import os
import random
import secrets
import time

from locust import HttpUser, task

SECRET = os.environ.get("MOMOTALK_WEBHOOK_SECRET", "").encode()
BUDGET = float(os.environ.get("MOMO_BUDGET_SECONDS", "3"))

if not SECRET:
    raise SystemExit("MOMOTALK_WEBHOOK_SECRET is not set: without it no event can be signed")

# The values that are new in every delivery.
EVENT_ID, MESSAGE_ID, SECONDS = object(), object(), object()

# Type, bot, content type, and the body in pieces.
EVENTS = [
    # the events
]

if not EVENTS:
    raise SystemExit("there is no event in this file")


def body_of(pieces, event_id):
    """The bytes of one delivery: every byte but the new values is as it was."""
    new = {
        EVENT_ID: f'"{event_id}"',
        MESSAGE_ID: str(secrets.randbelow(2**31 - 1) + 1),
        SECONDS: str(int(time.time())),
    }
    parts = (piece if isinstance(piece, (str, bytes)) else new[piece] for piece in pieces)
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)


class Platform(HttpUser):
    """Delivers the events in turn, each user from another one on."""

    def on_start(self):
        self.place = random.randrange(len(EVENTS))

    @task
    def deliver(self):
        kind, bot_id, content_type, pieces = EVENTS[self.place]
        self.place = (self.place + 1) % len(EVENTS)
        event_id = "evt_" + secrets.token_hex(12)
        body = body_of(pieces, event_id)
        headers = {
            "Content-Type": content_type,
            "EVENT_ID_HEADER": event_id,
            "SIGNATURE_HEADER": hmac.new(SECRET, body, hashlib.sha256).hexdigest(),
        }
        if bot_id:
            headers["BOT_ID_HEADER"] = bot_id
        begun = time.perf_counter()
        with self.client.post(
            "",
            data=body,
            headers=headers,
            name=kind,
            timeout=BUDGET,
            allow_redirects=False,
            catch_response=True,
        ) as response:
            took = time.perf_counter() - begun
            if took > BUDGET:
                response.failure(f"took longer than {BUDGET:g} s")
            elif 200 <= response.status_code < 300:
                response.success()
            elif response.status_code:
                response.failure(f"answered {response.status_code}")
