// A skill that answers by callback: first the waiting text, then the answer.
import { run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

await run(async ({ open }) => {
  const later = () => ({ version: '2.0', useCallback: true, data: { text: '생각하는 중이에요' } });
  const skill = await startSkill(later, { callback: true });
  const page = await open({ address: at(skill.room), locale: 'en' });
  const log = page.getByRole('log');
  await say(page, '어려운 질문');
  await log.getByText('The skill answers later, by callback').waitFor();
  const url = await waitFor('the callback URL', () => skill.seen[0]?.userRequest.callbackUrl);
  const body = JSON.stringify(answer([{ simpleText: { text: '이제 알았어요' } }]));
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await log.getByText('이제 알았어요').waitFor();
  await log.getByText('The skill answers later, by callback').waitFor({ state: 'detached' });
  skill.close();
});
