// At a phone's width the end of the messages stays visible above the quick replies, also when the window shrinks, and no
// carousel arrow covers a card.
import { strict as assert } from 'node:assert';
import { becomes, run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

const replies = [{ label: '네', action: 'message', messageText: '네!' }];
const card = (title) => ({ title, description: '설명', thumbnail: { imageUrl: 'https://outside.example/a.png' }, buttons: [] });

await run(async ({ open }) => {
  const skill = await startSkill(() => answer([{ carousel: { type: 'basicCard', items: [card('하나'), card('둘'), card('셋')] } }, { simpleText: { text: '말\n'.repeat(12) } }], replies));
  const page = await open({ address: at(skill.room), locale: 'en', viewport: { width: 900, height: 900 } });
  const log = page.getByRole('log', { name: 'Talk with the skill' });
  await say(page, '처음');
  const isAtEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 2 && it.scrollHeight > it.clientHeight);
  await page.getByRole('button', { name: '네' }).waitFor();
  await page.setViewportSize({ width: 360, height: 640 });
  await waitFor('the end after shrinking', isAtEnd);
  await page.getByRole('button', { name: '네' }).click();
  await waitFor('a second answer', async () => (await log.locator('.kakao-message.skill').count()) === 2);
  await waitFor('the end after an answer', isAtEnd);

  const turns = log.locator('.kakao-carousel').last().locator('.kakao-turn');
  const [back, on] = [turns.first(), turns.last()];
  assert.deepEqual([await back.isDisabled(), await on.isDisabled()], [true, false]);
  const strip = await log.locator('.kakao-strip').last().boundingBox();
  assert.ok((await on.boundingBox()).y >= strip.y + strip.height);
  await log.locator('.kakao-strip').last().evaluate((it) => it.scrollTo({ left: it.scrollWidth, behavior: 'instant' }));
  await waitFor('the last card', () => on.isDisabled());
  await becomes(() => back.isDisabled(), false);
  skill.close();
});
