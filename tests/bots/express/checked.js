// A bot on Express that does everything that `momo webhook check` asks for.
import express from "express";
import { take } from "./handler.js";

const app = express();
const path = "/momotalk/webhook";

app.post(path, express.raw({ type: () => true, limit: "2mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const [status, text] = take(body, request.headersDistinct["x-momotalk-bot-signature"] ?? []);
  response.status(status).type("text").send(text);
});
app.all(path, (request, response) => response.status(405).set("Allow", "POST").type("text").send("POST only"));
app.use((error, request, response, next) => response.status(error.status ?? 500).type("text").send("not taken"));

const server = app.listen(process.env.PORT ?? 3000, "127.0.0.1", () => {
  console.log(`ready on http://127.0.0.1:${server.address().port}${path}`);
});
