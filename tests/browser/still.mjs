// The page itself never scrolls: the document is as high as the window in every view and width, and the wheel over the header
// moves nothing.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { startSkill, answer } from './kakao/skill.mjs';
import { call, run, settled } from './lib.mjs';

const SIZES = [[1280, 800], [800, 600], [360, 640], [640, 320]];

await run(async ({ open }) => {
  await startBot({ says: (it) => `Echo: ${it.body}\n${'긴 줄 '.repeat(30)}` });
  const skill = await startSkill(() => answer([{ simpleText: { text: '네\n'.repeat(8) } }], []));
  for (let n = 0; n < 40; n += 1) {
    await call('POST', '/rooms/1/messages', { user: ['앨리스', '밥'][n % 2], body: `말 ${n}`, metadata: { n } });
    await call('POST', '/rooms', { name: `room ${n}` });
    if (n < 6) await call('POST', `/kakao/rooms/${skill.room.room_id}/messages?wait=1`, { text: `말 ${n}` });
  }
  const { exchanges: [{ id }] } = await call('GET', '/exchanges?filter=type:talk.message_created');
  const views = [{ view: 'chat', room: 1 }, { view: 'chat', room: skill.room.room_id }, { view: 'chat', room: 999 }, { view: 'wire' },
    ...['overview', 'signature', 'raw', 'edit'].map((tab) => ({ view: 'wire', id, tab })), { view: 'bots' }, { view: 'faults' }];
  const page = await open({ locale: 'en-US' });
  for (const [number, view] of views.entries()) {
    // Each view is loaded at another size than the one before it.
    await setSize(page, SIZES[number % SIZES.length]);
    await page.goto(`${new URL(process.env.PAGE).origin}/?${new URLSearchParams(view)}`);
    await page.locator('.view:not([hidden]) *').first().waitFor({ state: 'attached' });
    for (const [width, height] of [...SIZES.slice(number % SIZES.length), ...SIZES.slice(0, number % SIZES.length)]) {
      await setSize(page, [width, height]);
      await expectStill(page, `${JSON.stringify(view)} at ${width} × ${height}`);
      if (view.room !== 1 || width > 980) continue;
      for (const pane of ['rooms', 'turns', 'talk']) {
        await page.evaluate((name) => document.querySelector(`[data-pane="${name}"]`).click(), pane);
        await expectStill(page, `the pane ${pane} at ${width} × ${height}`);
      }
    }
  }
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  for (const [width, height] of SIZES) {
    await setSize(page, [width, height]);
    await expectStill(page, `the list of keys at ${width} × ${height}`);
  }
  await page.keyboard.press('Escape');
  const locked = await open({ locale: 'en-US', address: new URL(process.env.PAGE).origin, viewport: { width: 360, height: 300 } });
  await locked.getByRole('heading', { name: 'This page needs its token' }).waitFor();
  await expectStill(locked, 'the form for the token');
  await locked.locator('.token-form .button').last().scrollIntoViewIfNeeded();
  await locked.getByRole('button', { name: 'Open', exact: true }).click({ trial: true });
  skill.close();
});

function setSize(page, [width, height]) {
  return page.setViewportSize({ width, height });
}

async function expectStill(page, where) {
  await settled(page);
  await page.mouse.move(20, 10);
  await page.mouse.wheel(0, 3000);
  await settled(page);
  const { over, tops } = await page.evaluate(() => {
    const nodes = [document.documentElement, document.body, document.querySelector('#main')];
    // A script or the focus can scroll what a wheel cannot.
    const tops = nodes.map((it) => { it.scrollTop = 500; return it.scrollTop; });
    return { over: document.documentElement.scrollHeight - innerHeight, tops };
  });
  assert.deepEqual({ over, tops }, { over: 0, tops: [0, 0, 0] }, where);
}
