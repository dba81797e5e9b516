// A callback answer that arrives after another message belongs to the turn of the message that it answers.
import { strict as assert } from 'node:assert';
import { run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

await run(async ({ open }) => {
  const skill = await startSkill((utterance) => (utterance.trim() === '나중에'
    ? { version: '2.0', useCallback: true, data: { text: '기다려요' } }
    : answer([{ simpleText: { text: `말: ${utterance.trim()}\n둘째 줄` } }])), { callback: true });
  const page = await open({ address: at(skill.room), locale: 'en', viewport: { width: 1400, height: 800 } });
  const log = page.getByRole('log');
  await say(page, '나중에');
  await log.getByText('기다려요').waitFor();
  await say(page, '다른 말');
  await log.getByText('말: 다른 말').waitFor();
  const body = JSON.stringify(answer([{ simpleText: { text: '늦은 답' } }]));
  await fetch(skill.seen[0].userRequest.callbackUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await log.getByText('늦은 답').waitFor();
  const rows = (text) => page.locator('.turn').filter({ hasText: text }).locator('.turn-exchange');
  await waitFor('the call and the callback', async () => await rows('나중에').count() === 2);
  assert.equal(await rows('다른 말').count(), 1);

  // The list of rooms shows an answer of two lines in one.
  await say(page, '끝');
  await log.getByText('말: 끝').waitFor();
  await page.locator('.room-last').getByText('말: 끝 둘째 줄').waitFor();
  skill.close();
});
