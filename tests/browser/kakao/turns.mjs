// A Kakao room's turns with their exchanges; the list of rooms shows its last message and unread count.
import { becomes, call, expectNoViolations, run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

await run(async ({ open }) => {
  const skill = await startSkill((utterance) => answer([{ textCard: { title: `말: ${utterance.trim()}` } }]));
  const page = await open({ address: at(skill.room), locale: 'en', viewport: { width: 1400, height: 800 } });
  await say(page, '첫 마디');
  const turn = page.locator('.turn').filter({ hasText: '첫 마디' });
  await turn.getByText('200').waitFor();
  await turn.getByRole('button').click();
  await page.locator('.kakao-message.user.is-chosen').getByText('첫 마디').waitFor();
  await expectNoViolations(page, 'a turn of a Kakao room');
  const room = page.locator(`.room[data-room="${skill.room.room_id}"]`);
  await room.getByText('말: 첫 마디').waitFor();
  await becomes(() => room.locator('time').innerText(), /^\d\d:\d\d$/);

  await page.locator('.room').first().click();
  await call('POST', `/kakao/rooms/${skill.room.room_id}/messages`, { text: '둘째 마디' });
  await room.getByText('말: 둘째 마디').waitFor();
  await room.getByRole('img', { name: '1' }).waitFor();
  await room.click();
  await page.getByRole('log', { name: 'Talk with the skill' }).getByText('말: 둘째 마디').waitFor();
  await waitFor('all read', async () => (await room.locator('.unread').count()) === 0);

  await turn.getByRole('link').click();
  await page.waitForURL(/view=wire&.*id=ex_|id=ex_.*view=wire/);
  skill.close();
});
