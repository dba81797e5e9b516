// From an exchange to its message in the chat and back, by mouse, key and address.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { answer as skillAnswer, startSkill } from './kakao/skill.mjs';
import { becomes, call, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

const at = (page, key) => new URL(page.url()).searchParams.get(key);
const marked = (page) => page.locator('.message[aria-current="true"] .bubble');
const inChat = (page) => page.getByRole('link', { name: 'In the chat' });

await run(async ({ open }) => {
  const bot = await startBot();
  const other = await call('POST', '/rooms', { name: 'elsewhere' });
  const page = await open({ locale: 'en', viewport: { width: 1400, height: 800 } });
  await say(page, 'first');
  await message(page, 'Echo: first').waitFor();
  await call('POST', `/rooms/${other.room_id}/messages`, { body: 'quiet' });
  const find = async (filter) => (await call('GET', `/exchanges?filter=${filter}`)).exchanges[0].id;
  const made = await waitFor('the call', () => find('kind:api'));
  const told = await waitFor('the event', () => find('kind:event'));

  // From a call to the message that it created, also from another room.
  await page.locator('.room').filter({ hasText: 'elsewhere' }).click();
  await page.goto(`${new URL(page.url()).origin}/?view=wire&id=${made}`);
  await inChat(page).click();
  await marked(page).getByText('Echo: first').waitFor();
  await page.locator('.turn.marked').getByText('first', { exact: true }).waitFor();
  await becomes(() => page.locator('.message.marked').count(), 2);
  await becomes(() => page.evaluate(() => document.activeElement.ariaCurrent), 'true');
  assert.equal(at(page, 'view'), 'chat');
  await expectNoViolations(page, 'a marked message');

  // Back by key, to the event by address, and to the chat by key again.
  await page.keyboard.press('t');
  await inChat(page).waitFor();
  assert.equal(at(page, 'id'), made);
  await page.goto(`${new URL(page.url()).origin}/?view=wire&id=${told}`);
  await inChat(page).waitFor();
  await expectNoViolations(page, 'an exchange that belongs to a message');
  await page.keyboard.press('t');
  await marked(page).getByText('first', { exact: true }).waitFor();
  const bookmark = page.url();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('To the exchange of the message').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await page.locator('.talk').press('Escape');
  await waitFor('no mark', async () => at(page, 'message') === null);

  // An address alone leads to a message that is far up, in the log and in the turns.
  for (let n = 0; n < 200; n += 1) await call('POST', `/rooms/${other.room_id}/messages`, { body: `line ${n}` });
  await page.goto(bookmark);
  await marked(page).getByText('first', { exact: true }).waitFor();
  const far = await call('GET', `/rooms/${other.room_id}/messages`);
  await page.goto(`${new URL(bookmark).origin}/?view=chat&room=${other.room_id}&message=${far.messages[5].message_id}`);
  await marked(page).getByText('line 4', { exact: true }).waitFor();
  await waitFor('its place', () => marked(page).evaluate((it) => it.getBoundingClientRect().top > 0 && it.getBoundingClientRect().bottom < innerHeight));
  await page.locator('.turn.marked').getByText('line 4', { exact: true }).waitFor();
  await page.locator('.room').filter({ hasText: 'room 1' }).click();
  assert.equal(at(page, 'message'), null);
  await page.locator('.turn-bubble').click();
  await marked(page).getByText('Echo: first').waitFor();

  await kakao(page);
  assert.equal(bot.seen.every((it) => it.isSigned), true);
});

/** The same with a Kakao room. */
async function kakao(page) {
  const skill = await startSkill((utterance) => skillAnswer([{ simpleText: { text: `말: ${utterance.trim()}` } }]));
  const room = skill.room.room_id;
  for (const text of ['하나', '둘']) await call('POST', `/kakao/rooms/${room}/messages?wait=1`, { text });
  const { messages } = await call('GET', `/kakao/rooms/${room}/messages`);
  await page.goto(`${new URL(page.url()).origin}/?view=wire&id=${messages[1].exchange_id}`);
  await inChat(page).click();
  await page.locator('.kakao-message.skill.is-chosen').getByText('말: 하나').waitFor();
  await page.locator('.turn.marked').getByText('하나').waitFor();
  assert.equal(at(page, 'room'), String(room));
  await page.keyboard.press('t');
  await waitFor('its exchange', () => at(page, 'view') === 'wire' && at(page, 'id') === messages[1].exchange_id);
  await page.keyboard.press('t');
  await page.locator('.kakao-message.is-chosen:focus').waitFor();
  skill.close();
}
