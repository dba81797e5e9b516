// What the browser tests share: Chromium without a window, pages that are watched, axe.
//
// A script is run by `tests/it/support/browser.rs`. What it needs is in its environment: CHROMIUM (the program),
// BROWSER_TOOLS (the folder beside whose node_modules playwright-core and axe-core lie), FAILED (a folder for pictures
// of what was seen when it failed), and what the test itself hands over (PAGE, most often: the page's address).
import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.env.BROWSER_TOOLS}/package.json`);
const { chromium } = require('playwright-core');
const AXE = require('axe-core').source;

/** No window, and nothing that Chromium would ask the world for by itself. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/**
 * Whose hosts Chromium asks by itself for all that, of its own accord and differently in each version. The page names
 * none of them (tests/it/page/gate.rs reads all its files), so what goes there is not the page's.
 */
const OF_CHROMIUM = ['google.com', 'googleapis.com', 'gvt1.com'];
/** Nothing here waits longer; what hangs on a busy machine ends with words. */
const PATIENCE = 30_000;
const WHOLE = 180_000;

/**
 * Runs a script: `steps({ browser, open, outside })`. It fails where the steps do, and also where a page that was
 * opened complained on its console or somebody asked for something outside.
 *
 * `open(options)` gives a new page, in a browser profile of its own unless `context` is given; `address` is PAGE unless
 * given; other options are those of playwright's `newContext` (locale, viewport, colorScheme, reducedMotion ...).
 * `page.complaints` is what went wrong on it; a test that provokes complaints empties it.
 */
export async function run(steps) {
  const late = setTimeout(() => fail(`it took more than ${WHOLE / 1000} s`), WHOLE);
  const outside = await watchOutside();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: FLAGS,
    proxy: { server: `http://127.0.0.1:${outside.port}`, bypass: '127.0.0.1,localhost' },
  });
  const pages = [];
  const open = (options) => openPage(browser, pages, options ?? {});
  try {
    await steps({ browser, open, outside });
    for (const page of pages) {
      assert.deepEqual(page.complaints, [], 'the page complains');
    }
    assert.deepEqual(outside.asked, [], 'something outside was asked');
  } catch (error) {
    await remember(pages);
    console.error(error);
    process.exitCode = 1;
  }
  await browser.close();
  outside.close();
  clearTimeout(late);
}

/** A proxy for all that is not of this machine: it hands nothing on and keeps what was asked, by workers as well. */
async function watchOutside() {
  const asked = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      const line = data.toString('latin1').split('\r\n')[0];
      if (!ofChromium(line)) asked.push(line);
      socket.end('HTTP/1.1 502 Nothing outside\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { asked, port: server.address().port, close: () => server.close() };
}

/** Whether a line that came to the proxy (`CONNECT host:443 ...`, `POST http://host/... ...`) is for such a host. */
function ofChromium(line) {
  const target = line.split(' ')[1] ?? '';
  const url = target.includes('://') ? target : `http://${target}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return OF_CHROMIUM.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

async function openPage(browser, pages, { context, address = process.env.PAGE, ...options }) {
  const home = context ?? (await browser.newContext(options));
  home.setDefaultTimeout(PATIENCE);
  const page = await home.newPage();
  page.complaints = [];
  watch(page, address);
  pages.push(page);
  await page.goto(address);
  return page;
}

/** Keeps errors and warnings of the console, what was thrown, and requests to any other origin. */
function watch(page, address) {
  const own = new URL(address).origin;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      page.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => page.complaints.push(`thrown: ${error.stack}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const stays = url.origin === own || ['data:', 'blob:', 'about:'].includes(url.protocol);
    if (!stays) page.complaints.push(`a request to ${url.origin}${url.pathname}`);
  });
}

/** Pictures and addresses of all pages, for whoever looks why it failed. */
async function remember(pages) {
  const folder = process.env.FAILED;
  mkdirSync(folder, { recursive: true });
  for (const [index, page] of pages.entries()) {
    const path = `${folder}/${basename(process.argv[1], '.mjs')}-${index + 1}.png`;
    console.error(`page ${index + 1}: ${page.url()}`);
    for (const complaint of page.complaints) console.error(`  ${complaint}`);
    try {
      await page.screenshot({ path, timeout: 5000 });
      console.error(`  as seen: ${path}`);
    } catch (error) {
      console.error(`  no picture: ${error.message}`);
    }
  }
}

/** What axe finds against WCAG 2.2 AA and its own best practices, in light and in dark: nothing. */
export async function expectNoViolations(page, where = 'the page') {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const found = await violations(page);
    assert.deepEqual(found, [], `axe on ${where} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Each violation as a line, with the places where it is. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 5).map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`);
    return `${id} (${help}): ${places.join('; ')}`;
  });
}

/** Until no animation and no transition runs: axe would measure colours on their way. */
export async function settled(page) {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const running = document.getAnimations().filter((it) => it.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(running.map((it) => it.finished));
  });
}

/** Waits until `ready` gives something truthy; for what playwright's own waiting does not cover. */
export async function waitFor(what, ready) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const value = await ready();
    if (value) return value;
    assert.ok(Date.now() < until, `waited ${PATIENCE / 1000} s for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Waits until `read` gives this value, or a text that this pattern fits: what follows an action may take a moment. */
export async function becomes(read, wanted) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    const isIt = wanted instanceof RegExp ? wanted.test(value) : isDeepStrictEqual(value, wanted);
    if (isIt) return;
    // The words of what was there last.
    if (Date.now() > until) assert[wanted instanceof RegExp ? 'match' : 'deepEqual'](value, wanted);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A call of the platform as the page makes it, from outside the browser; the answer's JSON. */
export async function call(method, path, body) {
  const address = new URL(process.env.PAGE);
  const token = new URLSearchParams(address.hash.slice(1)).get('t');
  const answer = await fetch(`${address.origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
