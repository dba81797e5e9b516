// Fields of wrong types: the rest is drawn, each is marked, and no message hides another, also after a reload.
import { strict as assert } from 'node:assert';
import { becomes, expectNoViolations, run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

const wrong = [
  { listCard: { header: { title: '목록 머리' }, items: {} } },
  { itemCard: { head: { title: '표 머리' }, itemList: 'x' } },
  { textCard: { title: '단추 머리', buttons: 'y' } },
  { simpleText: { text: { toString: 1 } } },
  { commerceCard: { title: '상품', price: { toString: 1 }, thumbnails: 1 } },
  { carousel: { type: { toString: 1 }, items: [1] } },
];

await run(async ({ open }) => {
  const skill = await startSkill((utterance) => answer(utterance.trim() === '틀리게' ? wrong : [{ simpleText: { text: `말: ${utterance}` } }], [{ label: '네', action: 'message', messageText: '네!' }]));
  const page = await open({ address: at(skill.room), locale: 'en' });
  const log = page.getByRole('log', { name: 'Talk with the skill' });
  await say(page, '틀리게');
  const allThere = async () => {
    for (const words of ['목록 머리', '표 머리', '단추 머리']) await log.getByText(words, { exact: true }).waitFor();
    await becomes(async () => await log.getByText('field/type').count() >= 4, true);
  };
  await allThere();
  await expectNoViolations(page, 'fields of a wrong kind');
  await say(page, '다음');
  await log.getByText('말: 다음').waitFor();
  await page.reload();
  await log.getByText('말: 다음').waitFor();
  await allThere();
  const minute = () => page.evaluate(() => new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format());
  const foot = await log.locator('.kakao-foot').last().innerText();
  const [hours, minutes] = (await minute()).split(':').map(Number);
  const [, h, m] = foot.match(/(\d\d):(\d\d)/).map(Number);
  assert.ok((hours * 60 + minutes - h * 60 - m + 1440) % 1440 < 10, foot);

  // A tap removes its button, so the focus moves to the field, where the chat's keys lead as well.
  const field = page.getByRole('textbox', { name: 'Message' });
  const isThere = () => field.evaluate((it) => it === document.activeElement);
  await page.getByRole('button', { name: '네' }).click();
  await waitFor('the focus in the field', isThere);
  await field.blur();
  await page.keyboard.press('c');
  await waitFor('the focus in the field again', isThere);
  await becomes(() => field.inputValue(), '');
  await page.keyboard.press('Alt+Shift+R');

  // An unsent text returns to the field.
  await page.route('**/kakao/rooms/*/messages', (route) => route.request().method() === 'POST' ? route.abort() : route.continue());
  await say(page, '잃지 마세요');
  await waitFor('the text in the field again', async () => (await field.inputValue()) === '잃지 마세요');
  page.complaints.length = 0;
  skill.close();
});
