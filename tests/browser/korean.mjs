// In Korean, the server's texts are Korean too: deliveries, signatures, filters, forms and findings.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { answer, at, startSkill } from './kakao/skill.mjs';
import { call, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

const SENTENCE = /(?:\b[a-z]{2,}[ ,]+){3,}[a-z]{2,}/i;

/** More than three Latin words in a row are an untranslated sentence. */
async function expectKorean(page) {
  const text = await page.evaluate(() => document.body.innerText);
  assert.equal(SENTENCE.exec(text)?.[0], undefined, text);
}

/** Waits for a text in a part of the page. */
const told = (part, words) => part.getByText(words).first().waitFor();

await run(async ({ open }) => {
  const nobody = 'http://127.0.0.1:9/hook';
  const bots = [await startBot({ says: () => null }), await call('POST', '/bots', { name: '없음', callback_url: nobody })];
  for (const { bot_id: bot } of bots) await call('PUT', `/rooms/1/bots/${bot}`);
  await call('POST', '/faults', { kind: 'drop', bot_id: bots[0].bot_id });
  const page = await open({ locale: 'ko-KR' });

  // The bubble and the turn say why a message was not delivered.
  await say(page, '들리나요');
  const bubble = message(page, '들리나요');
  await told(bubble, /^에코: 6번 시도했으나 전달 실패: 연습 장애: 유실 \(fault_1\), 보내지 않음$/);
  await told(bubble, /^없음: 봇이 받을 때까지 보관 중/);
  await told(page.locator('.turn-exchange'), '보내지 않음');
  await expectKorean(page);

  // An exchange without a response.
  await bubble.getByText('에코: 6번').click();
  await told(page.getByRole('tabpanel'), '보내지 않음');
  await expectKorean(page);

  // A wrong signature, and why the request cannot be resent.
  await page.goto(`${new URL(process.env.PAGE).origin}/?view=wire&tab=signature&id=${process.env.FORGED}`);
  await told(page.getByRole('tabpanel'), '다음이면 일치합니다: 본문 끝에 줄바꿈(LF) 추가');
  assert.equal(await page.getByRole('button', { name: '다시 보내기' }).getAttribute('title'), '받은 요청인데 넘겨줄 곳이 없습니다');
  await expectKorean(page);

  // An invalid filter.
  await page.getByRole('searchbox', { name: '필터' }).fill('type:talk.* sig:invalud');
  await told(page.getByRole('alert'), '`invalud`: `sig:`에 쓸 수 없는 값입니다. 혹시 `sig:invalid`인가요? 쓸 수 있는 값: `valid`, `invalid`, `missing`, `unchecked`.');
  await expectKorean(page);

  // A refused form.
  await page.getByRole('link', { name: '봇', exact: true }).click();
  await page.getByRole('button', { name: '새 봇' }).click();
  await page.getByLabel('이름').fill('먼 봇');
  await page.getByLabel('콜백 URL').fill('http://bot.example/hook');
  await page.getByRole('button', { name: '만들기' }).click();
  await told(page.getByRole('alert'), '`callback_url`: `http://bot.example/hook`: HTTPS 주소도, 이 컴퓨터의 주소도 아닙니다. HTTP는 이 컴퓨터의 주소에만 쓸 수 있습니다.');
  await expectKorean(page);

  // Findings, and a skill that fails.
  const buttons = [{ label: '열네 글자보다 훨씬 더 긴 이름', action: 'message', messageText: '예' }];
  const skill = await startSkill(() => answer([{ textCard: { title: '가', descripton: '나', buttons } }, { basicCard: { title: '다' } }]));
  await page.goto(at(skill.room));
  const field = page.getByRole('textbox', { name: '메시지' });
  await field.fill('안녕');
  await field.press('Enter');
  const log = page.getByRole('log');
  await told(log, '17자입니다 (최대 14자). 버튼의 label은 최대 14자입니다');
  await told(log, '문서에 없는 필드 `descripton`입니다. 혹시 `description`인가요?');
  await told(log, '`thumbnail` 필드가 없습니다. 카카오의 표에는 basicCard의 `thumbnail`이 필수입니다. 공개된 여러 봇은 없이 보냅니다');
  skill.close();
  await field.fill('여보세요');
  await field.press('Enter');
  await told(log, /에서 연결을 거부했습니다$/);
  await expectKorean(page);

  // In English, the server's text shows at once.
  await page.getByRole('button', { name: 'English' }).click();
  await told(log, /connection refused by/);
  await told(log, 'no document names the field `descripton`; is `description` meant?');
  await waitFor('the complaints of refused calls', () => page.complaints.length > 0);
  assert.deepEqual(page.complaints.filter((it) => !it.includes('422')), []);
  page.complaints.length = 0;
});
