// A Kakao skill for the browser tests, with its own room.
import { createServer } from 'node:http';
import { call } from '../lib.mjs';

/** Starts a skill that answers with the result of `answers(utterance, request)`; `seen` holds the received requests. */
export async function startSkill(answers, { callback = false } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks));
    seen.push(asked);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers(asked.userRequest.utterance, asked)));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  const skill_url = `http://127.0.0.1:${server.address().port}/skill`;
  const room = await call('POST', '/kakao/rooms', { name: '보물상자', skill_url, callback });
  const utterances = () => seen.map((it) => it.userRequest.utterance.trim());
  return { seen, utterances, room, close: () => { server.closeAllConnections(); server.close(); } };
}

/** Returns an answer with these components. */
export const answer = (outputs, quickReplies) => ({ version: '2.0', template: { outputs, quickReplies } });

/** Returns the page's address of a room. */
export function at(room) {
  const url = new URL(process.env.PAGE);
  url.search = new URLSearchParams({ view: 'chat', room: room.room_id });
  return url.href;
}

/** Sends a text in the open room. */
export async function say(page, text) {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}
