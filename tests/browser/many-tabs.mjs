// Twenty tabs of one browser share one connection, and each shows a message soon.
import { strict as assert } from 'node:assert';
import { call, run } from './lib.mjs';

const TABS = 20;

await run(async ({ browser, open }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const tabs = [];
  for (let n = 0; n < TABS; n += 1) {
    const tab = await open({ context });
    await tab.locator('.composer-field').waitFor();
    tabs.push(tab);
  }
  // Each tab records when it drew the message.
  await Promise.all(tabs.map((tab) => tab.evaluate(() => {
    globalThis.stood = new Promise((done) => {
      const watcher = new MutationObserver(() => { if (document.querySelector('.bubble')) done(Date.now()); });
      watcher.observe(document.querySelector('.talk'), { childList: true, subtree: true });
    });
  })));
  const begun = Date.now();
  await call('POST', '/rooms/1/messages', { body: 'everywhere' });
  const late = (await Promise.all(tabs.map((tab) => tab.evaluate(() => globalThis.stood)))).map((at) => at - begun);
  console.log(`in ${TABS} tabs after ${Math.min(...late)} to ${Math.max(...late)} ms`);
  assert.ok(Math.max(...late) < 5000, `${late}`);
});
