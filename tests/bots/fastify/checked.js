// A bot on Fastify that does everything that `momo webhook check` asks for.
import Fastify from "fastify";
import { take } from "./handler.js";

const app = Fastify({ bodyLimit: 2 * 1024 * 1024 });
const path = "/momotalk/webhook";

app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => done(null, body));

app.post(path, (request, answer) => {
  const signatures = request.raw.headersDistinct["x-momotalk-bot-signature"] ?? [];
  const [status, text] = take(request.body ?? Buffer.alloc(0), signatures);
  answer.code(status).type("text/plain").send(text);
});
app.route({
  method: ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"],
  url: path,
  handler: (request, answer) => answer.code(405).header("Allow", "POST").type("text/plain").send("POST only")
});
app.setErrorHandler((error, request, answer) => {
  answer.code(error.statusCode ?? 500).type("text/plain").send("not taken");
});

await app.listen({ host: "127.0.0.1", port: process.env.PORT ?? 3000 });
