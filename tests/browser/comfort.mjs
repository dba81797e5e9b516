// Each view with forced colours, in high contrast, with reduced motion, at 360 pixels and at 4K: nothing overflows, every
// control can be reached, axe finds no violation, and nothing moves under reduced motion.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { answer, startSkill } from './kakao/skill.mjs';
import { call, run, settled, violations, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

const WIDE = { width: 1280, height: 800 };
/** The settings to test, of which LOOK names some, each in these colour schemes; `theme` is chosen on the page itself. */
const WAYS = {
  forced: { viewport: WIDE, forcedColors: 'active', schemes: ['dark', 'light'] },
  contrast: { viewport: WIDE, theme: 'contrast', schemes: ['light', 'dark'] },
  phone: { viewport: { width: 360, height: 640 }, hasTouch: true, schemes: ['light'] },
  large: { viewport: { width: 3840, height: 2160 }, schemes: ['dark'] },
};
const found = [];
const card = (title) => ({ title, description: `${title} 설명`, thumbnail: { imageUrl: 'https://outside.example/a.png', altText: title }, buttons: [{ label: `${title} 주문하기`, action: 'message', messageText: title }] });
const CARDS = [{ simpleText: { text: '오늘의 메뉴예요' } }, { carousel: { type: 'basicCard', items: ['하나', '둘', '셋'].map(card) } },
  { listCard: { header: { title: '목록' }, items: [{ title: '첫째', description: '하나', action: 'message', messageText: '첫째' }] } }];

/** The views: {name: [query, selector that must exist]}. */
async function prepare() {
  const bot = await startBot({ answers: (event) => (event?.message?.body.includes('fail') ? 500 : 200) });
  const skill = await startSkill(() => answer(CARDS, [{ label: '네', action: 'message', messageText: '네' }]));
  for (const text of ['안녕하세요', 'a_word_without_any_space_'.repeat(12), 'this one will fail']) await call('POST', '/rooms/1/messages', { body: text, metadata: { order: 7 } });
  await call('POST', '/bots', { name: '아주 긴 이름을 가진 두 번째 봇입니다', callback_url: bot.callback_url, visibility: 'public' });
  await call('POST', '/faults', { kind: 'reply', status: 429, retry_after: 2, rate: 0.5, on: false });
  const { room_id: kakao } = skill.room;
  await call('POST', `/kakao/rooms/${kakao}/messages?wait=1`, { text: '메뉴' });
  const [{ id }] = await waitFor('the refused one', async () => {
    const { exchanges } = await call('GET', '/exchanges?filter=status:500');
    return exchanges.length && exchanges;
  });
  const tabs = ['overview', 'request', 'signature', 'timing', 'raw', 'hex', 'edit'].map((tab) => [`wire-${tab}`, [{ view: 'wire', id, tab }, '.detail-panel > *']]);
  const views = { chat: [{ view: 'chat', room: 1 }, '.message'], kakao: [{ view: 'chat', room: kakao }, '.kakao-card'], wire: [{ view: 'wire' }, '.exchange'], ...Object.fromEntries(tabs), bots: [{ view: 'bots' }, '.bot-card, .bots article, .bots-view h2'], faults: [{ view: 'faults' }, '[role="switch"]'] };
  return { views, skill };
}

await run(async ({ open }) => {
  const { views, skill } = await prepare();
  for (const way of process.env.LOOK.split(' ').filter((it) => it !== 'still')) {
    const { theme, schemes, ...options } = WAYS[way];
    // A size changes no colour; to compare them takes most of axe's time.
    const leave = ['phone', 'large'].includes(way) ? ['color-contrast'] : [];
    const page = await open({ locale: 'ko-KR', colorScheme: schemes[0], ...options });
    if (theme) await page.evaluate((it) => localStorage.setItem('momo.theme', it), theme);
    const expectComfortIn = async (wanted, where) => {
      for (const colorScheme of wanted) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${way}-${colorScheme}-${where}.png`, animations: 'disabled' });
        await expectComfort(page, `${where}, ${way}, ${colorScheme}`, leave);
      }
    };
    for (const [view, [query, place]] of Object.entries(views)) {
      // The tabs of an exchange share their parts, so two settings suffice for them.
      const isTab = view.startsWith('wire-');
      if (isTab && !['forced', 'phone'].includes(way)) continue;
      await page.goto(`${new URL(process.env.PAGE).origin}/?${new URLSearchParams(query)}`);
      await page.locator(place).first().waitFor({ state: way === 'phone' ? 'attached' : 'visible' });
      await expectComfortIn(isTab ? schemes.slice(0, 1) : schemes, view);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await expectComfortIn(schemes, 'the list of keys');
    await page.close();
  }
  // Reports all failures together.
  assert.deepEqual(found, []);
  if (process.env.LOOK.includes('still')) await expectNoMotion(open);
  skill.close();
});

async function expectComfort(page, where, leave) {
  const { over, hidden } = await page.evaluate(look);
  found.push(...over.map((it) => `${where}: over the edge: ${it}`), ...hidden.map((it) => `${where}: cannot be reached: ${it}`),
    ...(await violations(page, leave)).map((it) => `${where}: ${it}`));
}

/** Runs in the page: returns the overflowing elements, and the controls that cannot be scrolled into view. */
function look() {
  const name = (it) => `${it.tagName.toLowerCase()}.${it.className.baseVal ?? it.className} ${(it.ariaLabel ?? it.textContent ?? '').trim().slice(0, 30)}`;
  const root = document.documentElement;
  const over = root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} px wide`] : [];
  const dialog = document.querySelector('dialog[open]');
  const controls = [...(dialog ?? document).querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex="0"]')]
    .filter((it) => !it.matches('.skip, :disabled') && it.checkVisibility({ visibilityProperty: true }));
  const hidden = [];
  for (const it of controls) {
    it.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
    const isInside = left >= -1 && top >= -1 && (right <= innerWidth + 1 || width > innerWidth) && (bottom <= innerHeight + 1 || height > innerHeight);
    const [x, y] = [Math.max(left, 0) + Math.min(width, innerWidth) / 2, Math.max(top, 0) + Math.min(height, innerHeight) / 2];
    const at = document.elementFromPoint(Math.min(x, innerWidth - 1), Math.min(y, innerHeight - 1));
    const isOnTop = at && (it.contains(at) || at.contains(it) || it.labels?.[0]?.contains(at));
    if (width < 1 || !isInside || !isOnTop) hidden.push(`${name(it)} at ${[left, top, width, height].map(Math.round)}${isInside && at ? `, below ${name(at)}` : ''}`);
  }
  root.scrollTo(0, 0);
  return { over, hidden };
}

/** Checks that nothing moves, neither opening elements nor waiting indicators. */
async function expectNoMotion(open) {
  const page = await open({ locale: 'ko-KR', reducedMotion: 'reduce', viewport: WIDE });
  await page.evaluate(() => {
    globalThis.moved = [];
    for (const type of ['animationstart', 'transitionrun']) document.addEventListener(type, ({ target, animationName, propertyName }) => globalThis.moved.push(`${target.className} ${animationName ?? propertyName}`), true);
  });
  await call('POST', '/faults', { kind: 'delay', delay_ms: 1500 });
  await say(page, '천천히');
  await message(page, 'Echo: 천천히').waitFor();
  await page.locator('.message .message-actions button').last().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  for (const view of ['faults', 'bots', 'wire']) await page.locator(`#tab-${view}`).click();
  await page.locator('#tab-faults').click();
  await page.getByRole('switch').first().click();
  await page.locator('body').press('?');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.moved), []);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
}
