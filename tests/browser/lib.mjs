// Shared by the browser tests: headless Chromium, observed pages, axe.
//
// `tests/it/support/browser.rs` runs the scripts. The environment holds CHROMIUM (the program), BROWSER_TOOLS (the folder
// whose node_modules hold playwright-core and axe-core), FAILED (a folder for screenshots of a failure) and the variables
// of the test, mostly PAGE (the page's address).
import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.env.BROWSER_TOOLS}/package.json`);
const { chromium } = require('playwright-core');
const AXE = require('axe-core').source;

/** Headless, without Chromium's own background requests. */
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
 * The domains that Chromium calls in spite of the flags; they vary by version. No file of the page names them, which
 * tests/it/page/gate.rs checks, so requests to them are not the page's.
 */
const CHROMIUM_DOMAINS = ['google.com', 'googleapis.com', 'gvt1.com'];
/** Maximum wait for one step, and for a whole script, in milliseconds; a hanging script ends with a message. */
const STEP_TIMEOUT_MS = 30_000;
const SCRIPT_TIMEOUT_MS = 180_000;

/**
 * Runs a script: `steps({ browser, open, outside })`. It fails with the steps, with a console message of an opened page,
 * and with a request to the outside.
 *
 * `open(options)` returns a new page, in its own browser profile unless `context` is given. `address` defaults to PAGE;
 * other options are those of playwright's `newContext` (locale, viewport, colorScheme, reducedMotion ...).
 * `page.complaints` holds the page's errors and warnings; a test that provokes them clears it.
 */
export async function run(steps) {
  const late = setTimeout(() => fail(`it took more than ${SCRIPT_TIMEOUT_MS / 1000} s`), SCRIPT_TIMEOUT_MS);
  const outside = await startProxy();
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
    await saveFailure(pages);
    console.error(error);
    process.exitCode = 1;
  }
  await browser.close();
  outside.close();
  clearTimeout(late);
}

/** Starts a proxy for all hosts but this machine. It forwards nothing and records the requests, those of workers included. */
async function startProxy() {
  const asked = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      const line = data.toString('latin1').split('\r\n')[0];
      if (!isChromiumRequest(line)) asked.push(line);
      socket.end('HTTP/1.1 502 Nothing outside\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { asked, port: server.address().port, close: () => server.close() };
}

/** True when a request line (`CONNECT host:443 ...`, `POST http://host/... ...`) goes to a host of CHROMIUM_DOMAINS. */
function isChromiumRequest(line) {
  const target = line.split(' ')[1] ?? '';
  const url = target.includes('://') ? target : `http://${target}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return CHROMIUM_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

async function openPage(browser, pages, { context, address = process.env.PAGE, ...options }) {
  const profile = context ?? (await browser.newContext(options));
  profile.setDefaultTimeout(STEP_TIMEOUT_MS);
  const page = await profile.newPage();
  page.complaints = [];
  watch(page, address);
  pages.push(page);
  await page.goto(address);
  return page;
}

/** Records errors and warnings of the console, exceptions, and requests to other origins. */
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

/** Saves screenshots and addresses of all pages after a failure. */
async function saveFailure(pages) {
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

/** Asserts that axe finds no violation of WCAG 2.2 AA and its best practices, in light and in dark. */
export async function expectNoViolations(page, where = 'the page') {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const found = await violations(page);
    assert.deepEqual(found, [], `axe on ${where} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Returns each violation as a line, with up to 5 elements. `leave` names rules of axe that are not applied. */
export async function violations(page, leave = []) {
  const rules = Object.fromEntries(leave.map((rule) => [rule, { enabled: false }]));
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => (await globalThis.axe.run({ rules })).violations, rules);
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 5).map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`);
    return `${id} (${help}): ${places.join('; ')}`;
  });
}

/** Waits for the end of animations and transitions: axe would measure intermediate colours. */
export async function settled(page) {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const running = document.getAnimations().filter((it) => it.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(running.map((it) => it.finished));
  });
}

/** Waits until `ready` returns a truthy value; for conditions that playwright cannot wait for. */
export async function waitFor(condition, ready) {
  const until = Date.now() + STEP_TIMEOUT_MS;
  for (;;) {
    const value = await ready();
    if (value) return value;
    assert.ok(Date.now() < until, `waited ${STEP_TIMEOUT_MS / 1000} s for ${condition}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Waits until `read` returns the expected value, or a text that matches the expected pattern. */
export async function becomes(read, expected) {
  const until = Date.now() + STEP_TIMEOUT_MS;
  for (;;) {
    const value = await read();
    const isIt = expected instanceof RegExp ? expected.test(value) : isDeepStrictEqual(value, expected);
    if (isIt) return;
    // Fails with the last value.
    if (Date.now() > until) assert[expected instanceof RegExp ? 'match' : 'deepEqual'](value, expected);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Calls the platform's API as the page does, from outside the browser; returns the JSON of the response. */
export async function call(method, path, body) {
  const address = new URL(process.env.PAGE);
  const token = new URLSearchParams(address.hash.slice(1)).get('t');
  const response = await fetch(`${address.origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
