// What a right bot does with an event, whichever framework received it. `take` gets the raw body and all values of the
// signature's header, and gives a status and a text.
import crypto from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const secret = process.env.MOMOTALK_WEBHOOK_SECRET;
const botId = process.env.MOMOTALK_BOT_ID;
const messages = `${process.env.MOMOTALK_API_BASE ?? "https://bot.mmrnd.net/api"}/bots/${botId}/messages`;
if (!secret) throw new Error("MOMOTALK_WEBHOOK_SECRET is not set");

/** Ids of events that were taken. A bot that restarts keeps them in a database, under a unique key. */
const known = new Set();

function isRight(signatures, body) {
  if (signatures.length !== 1 || !/^[0-9a-f]{64}$/.test(signatures[0])) return false;
  const expected = crypto.createHmac("sha256", secret).update(body).digest();
  return crypto.timingSafeEqual(Buffer.from(signatures[0], "hex"), expected);
}

/** Reads an event, its ids as text: a number of JavaScript cannot hold all of them. Undefined says that it is none. */
function read(body) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const event = JSON.parse(text);
    const texts = [event.event_id, event.event_type, event.bot_id, event.message.body];
    const [roomId, messageId] = ["room_id", "message_id"].map((key) => text.match(`"${key}"\\s*:\\s*(\\d+)`)?.[1]);
    const isEvent = texts.every((value) => typeof value === "string") && roomId && messageId;
    return isEvent ? { ...event, roomId, messageId } : undefined;
  } catch {
    return undefined;
  }
}

async function reply({ roomId, messageId, message }) {
  const text = JSON.stringify(`Echo: ${message.body}`);
  const metadata = message.body === "menu" ? `,"metadata":{"quick_replies":["yes","no"]}` : "";
  const body = `{"room_id":${roomId},"reply_to_message_id":${messageId},"body":${text}${metadata}}`;
  const headers = { Authorization: `Bearer ${process.env.MOMOTALK_BOT_TOKEN}`, "Content-Type": "application/json" };
  for (let attempt = 0; attempt < 8; attempt++) {
    const answer = await fetch(messages, { method: "POST", headers, body }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await sleep(1000 * Number(answer?.headers.get("Retry-After") ?? 0.2));
  }
}

export function take(body, signatures) {
  if (!isRight(signatures, body)) return [401, "invalid signature"];
  const event = read(body);
  if (!event) return [400, "no event"];
  if (event.event_type !== "talk.message_created" || event.bot_id !== botId) return [200, "ignored"];
  if (known.has(event.event_id)) return [200, "known"];
  known.add(event.event_id);
  reply(event).catch(console.error);
  return [200, "ok"];
}
