// Conversation files on the page: recorded, opened, played at once and step by step; errors and failed lines are marked.
import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

const FAILING = '## fails\n앨리스: 안녕\nbot: 다른 말\n앨리스: 끝\nbot: Echo: 끝\n';
const TWO = '## first\n앨리스: 하나\nbot: Echo: 하나\n\n## second\n# a comment\n앨리스: 둘\nbot:\n  Echo: 둘\n';

await run(async ({ open }) => {
  const bot = await startBot();
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  const pane = page.locator('.file-pane');
  const state = pane.getByRole('status');
  const button = (name) => pane.getByRole('button', { name, exact: true });
  const line = (number) => pane.locator(`.file-line[data-line="${number}"]`);
  const item = async (name) => {
    await page.locator('.file-button').click();
    await page.getByRole('menuitem', { name }).click();
  };
  const openFile = (name, text) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const currentLines = () => pane.locator('[aria-current="step"]').evaluateAll((nodes) => nodes.map((it) => it.dataset.line).join());

  // What is said from here on is recorded.
  await say(page, '이전');
  await message(page, 'Echo: 이전').waitFor();
  await item('Record from here');
  await page.locator('.file-button').getByText('Recording').waitFor();
  await say(page, '안녕');
  await message(page, 'Echo: 안녕').waitFor();
  await item('Stop and show the file');
  const dialog = page.getByRole('dialog');
  const text = '## 안녕\n앨리스: 안녕\nbot: Echo: 안녕\n';
  await becomes(() => dialog.locator('pre').textContent(), text);
  await expectNoViolations(page, 'a recording');
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Download' }).click()]);
  assert.match(download.suggestedFilename(), /\.chat$/);
  assert.equal(await readFile(await download.path(), 'utf8'), text);

  // It passes when it is played, in a room of its own.
  await dialog.getByRole('button', { name: 'Open here' }).click();
  await button('Run').click();
  await becomes(() => state.textContent(), 'Passed');
  await page.getByRole('heading', { level: 1, name: '안녕' }).waitFor();
  await message(page, 'Echo: 안녕').waitFor();
  await becomes(() => pane.locator('.met').count(), 2);
  await expectNoViolations(page, 'a file that passed');

  // A broken file shows its errors in place, and is not played.
  await openFile('broken.chat', '## a\n앨리스: 안녕\nbot 안녕\n');
  await pane.locator('.file-problem').getByText('3:7').waitFor();
  assert.match(await pane.locator('.file-source').textContent(), /^bot 안녕\n {8}\^$/);
  await line(3).getByText('failed').waitFor();
  assert.equal(await button('Run').count(), 0);
  await expectNoViolations(page, 'a broken file');

  // The line that fails is marked, with what was expected and what came.
  await openFile('fails.chat', FAILING);
  await button('Run').click();
  await becomes(() => state.textContent(), 'Failed after 1 of 4 steps');
  await becomes(() => pane.locator('.file-line.failed').getAttribute('data-line'), '3');
  const failure = pane.locator('.file-failure');
  assert.deepEqual(await failure.locator('dd').allTextContents(), ['다른 말', 'Echo: 안녕']);
  await expectNoViolations(page, 'a failed line');

  // A refused event is explained there.
  bot.answers = () => 500;
  await button('Run again').click();
  await failure.getByText('the bot failed (500)').waitFor();
  bot.answers = () => 200;
  await failure.getByRole('link', { name: 'To the exchange' }).click();
  await page.waitForURL(/view=wire/);
  await page.goBack();

  // Step by step: each line waits. Focus stays on the button.
  await openFile('two.chat', TWO);
  await pane.getByRole('combobox').selectOption({ label: 'second' });
  await button('Step by step').focus();
  await page.keyboard.press('Enter');
  await becomes(currentLines, '7');
  await becomes(() => button('Next line').evaluate((it) => it === document.activeElement), true);
  await page.keyboard.press('Enter');
  await becomes(currentLines, '8,9');
  await becomes(() => state.textContent(), '1 of 2 steps met; waits');
  await message(page, 'Echo: 둘').waitFor();
  await page.keyboard.press('Enter');
  await becomes(() => state.textContent(), 'Passed');
  assert.equal(await line(3).getAttribute('class'), 'file-line ');

  // A button that is pressed while a line is played does what it says when it is released.
  await button('Step by step').click();
  await becomes(currentLines, '7');
  await button('Stop').hover();
  await page.mouse.down();
  const running = (await call('GET', '/playbacks')).playbacks.find((it) => it.state === 'waiting');
  await call('PATCH', `/playbacks/${running.playback_id}`, { go: 'next' });
  await becomes(currentLines, '8,9');
  await page.mouse.up();
  await becomes(() => state.textContent(), 'Stopped after 1 of 2 steps');

  // It can be stopped, and played again from its start.
  await button('Step by step').click();
  await button('Stop').click();
  await becomes(() => state.textContent(), 'Stopped after 0 of 2 steps');
  // The one before goes with its room.
  const titles = async () => (await call('GET', '/playbacks')).playbacks.map((it) => it.title);
  await becomes(async () => (await titles()).filter((title) => title === 'second').length, 1);

  // A dropped file opens, too; the turns come back when it is closed.
  await page.evaluate((dropped) => {
    const files = new DataTransfer();
    files.items.add(new File([dropped], 'dropped.chat'));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
  }, FAILING);
  await pane.getByRole('heading', { name: 'dropped.chat' }).waitFor();
  await button('Close the file').click();
  await page.getByRole('heading', { name: 'Turns' }).waitFor();

  // In Korean, on a phone.
  const phone = await open({ locale: 'ko-KR', viewport: { width: 360, height: 740 } });
  await phone.locator('input[type=file]').setInputFiles({ name: 'fails.chat', mimeType: 'text/plain', buffer: Buffer.from(FAILING) });
  await phone.getByRole('button', { name: '재생', exact: true }).click();
  await phone.getByText('4단계 중 1단계 뒤 실패').waitFor();
  await phone.getByText('봇이 다른 말을 했습니다').waitFor();
  await expectNoViolations(phone, 'a failed line on a phone');
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
});
