// Each component is drawn, taps send what Kakao would send, and no image is requested.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run, waitFor } from '../lib.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

const image = { imageUrl: 'https://outside.example/a.png', altText: '그림' };
const button = (label) => ({ label, action: 'message', messageText: `${label}!` });
const card = (title) => ({ title, description: `${title} 설명`, thumbnail: image, buttons: [button(`${title} 단추`)] });
const said = {
  text: [{ simpleText: { text: '가'.repeat(600) } }, { simpleImage: image }, { textCard: { title: '글', description: '글 설명', buttonLayout: 'horizontal', buttons: [button('왼쪽'), button('오른쪽')] } }],
  cards: [{ basicCard: card('기본') },
    { commerceCard: { title: '상품', description: '상품 설명', price: 10000, discountRate: 10, discountedPrice: 9000, currency: 'won', thumbnails: [image], buttons: [button('구매')] } },
    { listCard: { header: { title: '목록' }, items: [{ title: '첫째', description: '하나', action: 'message', messageText: '첫째!' }, { title: '둘째', imageUrl: image.imageUrl }], buttons: [button('더 보기')] } }],
  more: [{ itemCard: { head: { title: '표' }, itemList: [{ title: '편명', description: 'KE0605' }], itemListAlignment: 'right', itemListSummary: { title: '합계', description: '$4,032.54' }, buttons: [button('탑승권')] } },
    { carousel: { type: 'basicCard', items: [card('하나'), card('둘'), card('셋')] } }],
};

await run(async ({ open }) => {
  const skill = await startSkill((utterance) => answer(said[utterance.trim()] ?? [{ simpleText: { text: `말: ${utterance}` } }], [button('예'), button('아니요')]));
  const page = await open({ address: at(skill.room), locale: 'en' });
  const log = page.getByRole('log', { name: 'Talk with the skill' });
  const taps = async (name) => {
    await log.getByRole('button', { name }).click();
    await waitFor(`the tap on ${name}`, () => skill.utterances().at(-1) === `${String(name)}!`);
  };

  await say(page, 'text');
  await log.getByRole('button', { name: 'See all' }).click();
  await waitFor('all of the text', async () => (await log.innerText()).includes('가'.repeat(600)));
  await taps('오른쪽');
  await say(page, 'cards');
  for (const words of ['기본 설명', '10%', '9,000원', '10,000원', '목록', '첫째']) await log.getByText(words, { exact: true }).first().waitFor();
  await expectNoViolations(page, 'cards');
  await taps('구매');
  await log.getByRole('button', { name: '첫째' }).click();
  await waitFor('the tap on a line', () => skill.utterances().at(-1) === '첫째!');
  await say(page, 'more');
  for (const words of ['표', '편명', 'KE0605', '합계', '$4,032.54']) await log.getByText(words, { exact: true }).waitFor();
  await expectNoViolations(page, 'a carousel');
  await log.getByRole('group', { name: '3 cards' }).getByRole('button', { name: '셋 단추' }).click();
  await waitFor('the tap in a carousel', () => skill.utterances().at(-1) === '셋 단추!');
  await page.getByRole('group', { name: 'Quick replies' }).getByRole('button', { name: '아니요' }).click();
  await waitFor('the quick reply', () => skill.utterances().at(-1) === '아니요!');
  assert.equal(skill.seen.at(-1).flow.trigger.type, 'QUICKREPLY_BUTTON_MESSAGE');
  assert.equal(await page.locator('img').count(), 0);
  skill.close();
});
