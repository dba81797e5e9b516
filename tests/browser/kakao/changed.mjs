// A room's skill is changed on the page, and its conversation restarted in another room.
import { becomes, call, expectNoViolations, run } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

await run(async ({ open }) => {
  const skill = await startSkill((utterance) => answer([{ simpleText: { text: `말: ${utterance.trim()}` } }]));
  const port = new URL(skill.room.skill_url).port;
  await call('PATCH', `/kakao/rooms/${skill.room.room_id}`, { skill_url: 'http://127.0.0.1:9/' });
  const page = await open({ address: at(skill.room), locale: 'en' });
  const log = page.getByRole('log');
  const button = (name) => page.getByRole('button', { name, exact: true });
  await button('Change this room').click();
  await expectNoViolations(page, 'the form of a room');
  await page.getByLabel('Skill URL').fill(`${port}/other`);
  await page.getByLabel('Name').fill('다른 이름');
  await button('Save').click();
  await page.getByRole('heading', { name: '다른 이름' }).waitFor();
  await page.getByText(`http://127.0.0.1:${port}/other`).waitFor();
  await say(page, '하나');
  await log.getByText('말: 하나').waitFor();

  // Restarts as a new user; the dialog suggests an unused name.
  await page.locator('.kakao-head').getByRole('button', { name: 'Restart' }).click();
  await page.getByRole('menuitem', { name: 'Restart as a new user' }).click();
  await becomes(() => page.getByLabel('Name of the user').inputValue(), '밥');
  await button('OK').click();
  await page.getByRole('heading', { name: '다른 이름 · 2' }).waitFor();
  await becomes(() => log.getByText('말: 하나').count(), 0);
  await say(page, '둘');
  await log.getByText('말: 둘').waitFor();
  await becomes(() => log.getByText('밥').count(), 1);
  skill.close();
});
