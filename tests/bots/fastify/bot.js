// An echo bot on Fastify, after the example in https://mmrnd.net/bot-developer-guide.html.
// MISTAKE names one that it makes: rewritten, secret, slow, crash, twice or room. Without it the bot is right.
import crypto from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify from "fastify";

const mistake = process.env.MISTAKE;
const secret = mistake === "secret" ? "the-secret-of-last-week" : process.env.MOMOTALK_WEBHOOK_SECRET;
const apiBase = process.env.MOMOTALK_API_BASE ?? "https://bot.mmrnd.net/api";
const messages = `${apiBase}/bots/${process.env.MOMOTALK_BOT_ID}/messages`;

const app = Fastify({ logger: { level: "error" } });

app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => done(null, body));

app.post("/momotalk/webhook", async (request, answer) => {
  const body = mistake === "rewritten" ? JSON.stringify(JSON.parse(request.body)) : request.body;
  const expected = crypto.createHmac("sha256", secret).update(body).digest();
  const actual = Buffer.from(request.headers["x-momotalk-bot-signature"] ?? "", "hex");
  if (actual.length !== expected.length || !crypto.timingSafeEqual(actual, expected)) {
    return answer.code(401).send({ error: "invalid signature" });
  }
  const event = JSON.parse(body);
  if (event.event_type === "talk.message_created") {
    await reply(event.message);
  }
  return { ok: true };
});

async function reply(message) {
  const text = mistake === "crash" ? message.attachments[0].text : message.body;
  if (mistake === "slow") await sleep(3500);
  for (let times = mistake === "twice" ? 2 : 1; times > 0; times--) {
    const answer = await fetch(messages, {
      method: "POST",
      headers: { Authorization: `Bearer ${process.env.MOMOTALK_BOT_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        room_id: mistake === "room" ? 404 : message.room_id,
        reply_to_message_id: message.message_id,
        body: `Echo: ${text}`
      })
    });
    if (!answer.ok) throw new Error(`the reply was refused: ${answer.status} ${await answer.text()}`);
  }
}

await app.listen({ host: "127.0.0.1", port: process.env.PORT ?? 3000 });
