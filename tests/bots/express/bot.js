// An echo bot on Express, after the example in https://mmrnd.net/bot-developer-guide.html.
// Unlike the example it reads the port and the API base from the environment, and prints its address.
import crypto from "node:crypto";
import express from "express";

const app = express();
const webhookSecret = process.env.MOMOTALK_WEBHOOK_SECRET;
const botToken = process.env.MOMOTALK_BOT_TOKEN;
const botId = process.env.MOMOTALK_BOT_ID;
const apiBase = process.env.MOMOTALK_API_BASE ?? "https://bot.mmrnd.net/api";

app.use(express.raw({ type: "application/json", limit: "1mb" }));

app.post("/momotalk/webhook", async (req, res) => {
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const expected = crypto.createHmac("sha256", webhookSecret).update(body).digest("hex");
  const actual = req.get("X-MoMoTalk-Bot-Signature") || "";
  const expectedBytes = Buffer.from(expected, "hex");
  const actualBytes = Buffer.from(actual, "hex");
  if (actualBytes.length !== expectedBytes.length || !crypto.timingSafeEqual(expectedBytes, actualBytes)) {
    return res.status(401).send("invalid signature");
  }

  const event = JSON.parse(body.toString("utf8"));
  if (event.event_type === "talk.message_created") {
    const answer = await fetch(`${apiBase}/bots/${botId}/messages`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${botToken}`,
        "Content-Type": "application/json"
      },
      body: JSON.stringify({
        room_id: event.message.room_id,
        reply_to_message_id: event.message.message_id,
        body: `Echo: ${event.message.body}`,
        metadata: { source: "express" }
      })
    });
    if (!answer.ok) {
      console.error(`the reply was refused: ${answer.status} ${await answer.text()}`);
    }
  }
  res.json({ ok: true });
});

const server = app.listen(process.env.PORT ?? 3000, "127.0.0.1", () => {
  console.log(`ready on http://127.0.0.1:${server.address().port}/momotalk/webhook`);
});
