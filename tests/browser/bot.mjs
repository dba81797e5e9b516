// A bot for the browser tests: checks signatures, responds with given statuses, and replies.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { call } from './lib.mjs';

/**
 * Registers a bot and starts its server. `answers(event, n)` returns the status for the n-th request (from 1), and
 * `says(message)` the reply; null means none. `seen` holds the received events, valid signature or not.
 */
export async function startBot({ name = '에코', answers = () => 200, says = (it) => `Echo: ${it.body}`, ...more } = {}) {
  const seen = [];
  const bot = { seen, answers, says };
  const server = createServer((request, response) => take(bot, request, response));
  const listen = (port) => new Promise((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address();
  const callback_url = `http://127.0.0.1:${port}/momotalk/webhook`;
  bot.start = () => listen(port);
  bot.stop = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  Object.assign(bot, await call('POST', '/bots', { name, callback_url, ...more }));
  // The server does not keep a failed script alive.
  server.unref();
  return bot;
}

async function take(bot, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const expected = createHmac('sha256', bot.webhook_secret).update(body).digest('hex');
  const isSigned = request.headers['x-momotalk-bot-signature'] === expected;
  const event = parsed(body);
  bot.seen.push({ event, isSigned, text: body.toString() });
  const status = isSigned ? bot.answers(event, bot.seen.length) : 401;
  if (status === 200 && event?.message) await reply(bot, event.message);
  response.writeHead(status, { 'content-type': 'text/plain' }).end(isSigned ? 'ok' : 'invalid signature');
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

async function reply(bot, message) {
  const body = bot.says(message);
  if (body === null) return;
  const answer = await fetch(`${new URL(process.env.PAGE).origin}/api/bots/${bot.bot_id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bot.bot_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ room_id: message.room_id, reply_to_message_id: message.message_id, body, metadata: { source: 'test' } }),
  });
  await answer.arrayBuffer();
}
