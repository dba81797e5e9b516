// Measures the page of `momo dev` in Chromium: time to paint, time of a message to twenty tabs, opening of a long room, and
// scrolling through ten thousand exchanges.
//
//     node benches/page.mjs                           builds the release binary, measures, prints the tables of benches/README.md
//     MOMO=target/debug/momo ROUNDS=5 node benches/page.mjs
//     node benches/page.mjs tabs                      one part: paint, tabs, rooms or scroll
//
// Needs Chromium, python3, and playwright-core in `target/tmp/browser`, where `tests/browser` has it. The floor is a page with
// one line of text from Python's `http.server`, in the same browser and in alternation: the cost of any page.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
const TOOLS = process.env.BROWSER_TOOLS ?? join(ROOT, 'target/tmp/browser');
const ROUNDS = Number(process.env.ROUNDS ?? 15);
const TABS = 20;
const EXCHANGES = 10_000;
const MESSAGES = 20_000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const FLOOR = '<!doctype html><html lang="en"><title>floor</title><p>One line.</p></html>\n';
const { chromium } = createRequire(`${TOOLS}/package.json`)('playwright-core');

const only = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'momo-page-'));
const children = [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
try {
  const momo = process.env.MOMO ?? build();
  say(`${execFileSync(momo, ['--version'], { encoding: 'utf8' }).trim()}, Chromium ${browser.version()}, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)}`);
  const parts = { paint, tabs, rooms, scroll };
  for (const [name, part] of Object.entries(parts)) if (!only || only === name) await part(momo);
} finally {
  await browser.close();
  children.forEach((child) => child.kill());
  await Promise.all(children.map((child) => child.exitCode ?? new Promise((done) => { child.once('exit', done); })));
  rmSync(folder, { recursive: true });
}

/** Measures first paint, first contentful paint and a usable chat, from the start of the navigation, beside the floor. */
async function paint(momo) {
  const floor = await serveFloor();
  const { page: address } = await dev(momo, home());
  const ratios = { paint: [], content: [] };
  const took = { 'floor: first contentful paint': [], 'momo: first paint': [], 'momo: first contentful paint': [], 'momo: the chat stands': [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const of = {};
    for (const [name, url] of round % 2 ? [['momo', address], ['floor', floor]] : [['floor', floor], ['momo', address]]) of[name] = await load(name, url);
    // The browser's first load is a warm-up.
    if (round === 0) continue;
    ratios.paint.push(of.momo.paint / of.floor.paint);
    ratios.content.push(of.momo.content / of.floor.content);
    took['floor: first contentful paint'].push(of.floor.content);
    took['momo: first paint'].push(of.momo.paint);
    took['momo: first contentful paint'].push(of.momo.content);
    took['momo: the chat stands'].push(of.momo.stands);
  }
  say(`\npaint, ${ROUNDS} loads in turns, each in a profile of its own`);
  for (const [name, all] of Object.entries(took)) say(`  ${name.padEnd(32)} ${spread(all, 0)} ms`);
  say(`  first paint, x floor             ${spread(ratios.paint, 2)}`);
  say(`  first contentful paint, x floor  ${spread(ratios.content, 2)}`);
}

async function load(name, url) {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  if (name === 'momo') await page.locator('.composer-field').waitFor();
  const times = await page.evaluate(async () => {
    const stands = performance.now();
    const seen = () => Object.fromEntries(performance.getEntriesByType('paint').map((it) => [it.name, it.startTime]));
    while (!seen()['first-contentful-paint']) await new Promise((done) => { requestAnimationFrame(done); });
    return { paint: seen()['first-paint'], content: seen()['first-contentful-paint'], stands };
  });
  await context.close();
  return times;
}

/** Measures the time from an API call to the message's bubble in each of twenty tabs. */
async function tabs(momo) {
  const platform = await dev(momo, home());
  const context = await browser.newContext({ locale: 'en-US' });
  const pages = [];
  for (let n = 0; n < TABS; n += 1) pages.push(await openChat(context, platform.page));
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const stood = await Promise.all(pages.map((page) => page.evaluateHandle((count) => ({
      at: new Promise((done) => {
        const log = document.querySelector('.talk');
        const look = () => { if (log.querySelectorAll('.bubble').length > count) { watcher.disconnect(); done(performance.timeOrigin + performance.now()); } };
        const watcher = new MutationObserver(look);
        watcher.observe(log, { childList: true, subtree: true });
      }),
    }), round)));
    await new Promise((done) => { setTimeout(done, 300); });
    const begun = performance.timeOrigin + performance.now();
    await call(platform, 'POST', '/rooms/1/messages', { body: `message ${round}` });
    const answered = performance.timeOrigin + performance.now() - begun;
    const late = (await Promise.all(stood.map((it) => it.evaluate((held) => held.at)))).map((at) => at - begun);
    rounds.push({ slowest: Math.max(...late), median: median(late), answered });
  }
  await context.close();
  const [first, ...later] = rounds;
  say(`\na message in ${TABS} tabs, from the call to the bubble, ${ROUNDS} rounds after the first`);
  say(`  first message   slowest tab ${first.slowest.toFixed(0)} ms, median tab ${first.median.toFixed(0)} ms; the call was answered after ${first.answered.toFixed(0)} ms`);
  say(`  later           slowest tab ${spread(later.map((it) => it.slowest), 0)} ms, median tab ${spread(later.map((it) => it.median), 0)} ms; the call ${spread(later.map((it) => it.answered), 0)} ms`);
}

/** Measures the time from the click to the last message, of rooms with 20 and with 20,000 messages in alternation. */
async function rooms(momo) {
  const place = home();
  (await dev(momo, place)).stop();
  fill(join(place, 'platform.db'));
  const platform = await dev(momo, place);
  const context = await browser.newContext({ locale: 'en-US' });
  const took = { 20: [], [MESSAGES]: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const page = await openChat(context, platform.page);
    for (const size of round % 2 ? [20, MESSAGES] : [MESSAGES, 20]) {
      const ms = await page.evaluate(async (name) => {
        const item = [...document.querySelectorAll('.room')].find((it) => it.querySelector('.room-name').textContent === name);
        const begun = performance.now();
        item.click();
        const isThere = () => [...document.querySelectorAll('.talk .bubble')].at(-1)?.textContent === `${name} ${name}`;
        while (!isThere()) await new Promise((done) => { requestAnimationFrame(done); });
        return performance.now() - begun;
      }, String(size));
      if (round > 0) took[size].push(ms);
    }
    await page.close();
  }
  await context.close();
  say(`\na room opens, ${ROUNDS} rounds in turns, from the click to the last message`);
  for (const [size, all] of Object.entries(took)) say(`  ${size.padStart(6)} messages  ${spread(all, 0)} ms`);
  say(`  ${MESSAGES} x 20     ${spread(took[20].map((ms, at) => took[MESSAGES][at] / ms), 2)}`);
}

/** Measures frames and tasks while the wire view's list scrolls by one screen a frame. */
async function scroll(momo) {
  const place = home();
  (await dev(momo, place)).stop();
  const lines = join(folder, 'exchanges.ndjson');
  writeFileSync(lines, Array.from({ length: EXCHANGES }, (_, n) => JSON.stringify(exchange(n))).join('\n'));
  execFileSync(momo, ['webhook', 'history', 'import', lines], { env: { ...process.env, MOMO_HOME: place }, stdio: ['ignore', 'ignore', 'inherit'] });
  const platform = await dev(momo, place);
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(platform.page.replace('/#', '/?view=wire#'));
  await page.locator('.exchange-list .exchange').first().waitFor();
  const seen = await page.evaluate(scrollThrough);
  await context.close();
  const frames = seen.frames.toSorted((a, b) => a - b);
  const at = (part) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))].toFixed(1);
  say(`\n${EXCHANGES} exchanges, scrolled from the newest to the oldest: ${seen.rows} rows reached in ${(seen.took / 1000).toFixed(1)} s, ${frames.length} frames`);
  say(`  a frame: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms; tasks over 50 ms: ${seen.long.length}${seen.long.length ? ` (longest ${Math.max(...seen.long)} ms)` : ''}; most rows in the document: ${seen.most}`);
}

/** Runs in the page. */
async function scrollThrough() {
  const rows = () => document.querySelectorAll('.exchange-list .exchange');
  const list = document.querySelector('.exchange-list');
  const long = [];
  new PerformanceObserver((entries) => entries.getEntries().forEach((it) => long.push(Math.round(it.duration)))).observe({ type: 'longtask' });
  const frames = [];
  const begun = performance.now();
  let most = 0;
  let before = begun;
  // The end is reached when nothing is loaded for a second.
  for (let still = before; before - still < 1000;) {
    const was = list.scrollTop;
    list.scrollTop += list.clientHeight;
    await new Promise((done) => { requestAnimationFrame(done); });
    const now = performance.now();
    frames.push(now - before);
    before = now;
    most = Math.max(most, rows().length);
    if (list.scrollTop > was) still = now;
  }
  const height = rows()[0].getBoundingClientRect().height;
  return { frames, long, most, took: before - begun - 1000, rows: Math.round(list.scrollHeight / height) };
}

async function openChat(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.composer-field').waitFor();
  return page;
}

/** Starts a platform: {page, stop, ...} with the fields of its ready line. */
async function dev(momo, place) {
  const child = spawn(momo, ['dev', '--port', '0', '--json'], { env: { ...process.env, MOMO_HOME: place }, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const ready = JSON.parse(await new Promise((done) => { lines.once('line', done); }));
  return { ...ready, stop: () => child.kill() };
}

async function call({ page }, method, path, body) {
  const { origin, hash } = new URL(page);
  const headers = { authorization: `Bearer ${hash.slice(3)}`, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/api${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function serveFloor() {
  const place = join(folder, 'floor');
  mkdirSync(place);
  writeFileSync(join(place, 'index.html'), FLOOR);
  const child = spawn('python3', ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', place], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const line = await new Promise((done) => { createInterface({ input: child.stdout }).once('line', done); });
  return /http:\/\/[^/]+\//.exec(line)[0];
}

/** Creates two rooms named after their number of messages, each of which holds its own number. */
function fill(database) {
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for size in (20, ${MESSAGES}):
    room = db.execute("INSERT INTO rooms (name, created_at) VALUES (?, 1750000000000)", [str(size)]).lastrowid
    db.executemany("INSERT INTO messages (room_id, sender_type, sender_id, sender_name, body, message_type, created_at)"
                   " VALUES (?, 'user', 'user_1', 'Alice', ?, 'TEXT', 1750000000000)", ((room, f"{size} {n + 1}") for n in range(size)))
db.commit()`;
  execFileSync('python3', ['-c', script, database]);
}

function exchange(n) {
  const body = JSON.stringify({ event_id: `evt_${n}`, event_type: 'talk.message_created', bot_id: 'bot_1', message: { room_id: 1, message_id: n, body: `message ${n}` } });
  return {
    id: `ex_${n.toString(32).padStart(16, '0')}`, direction: 'sent', protocol: 'momotalk', kind: 'event', started_at: 1750000000000 + n * 1000,
    event_id: `evt_${n}`, event_type: 'talk.message_created', bot_id: 'bot_1', signature: { verdict: 'unchecked' }, request: { method: 'POST', url: 'http://127.0.0.1:3000/momotalk/webhook', headers: [{ name: 'Content-Type', value: 'application/json' }], body },
    response: { status: n % 7 ? 200 : 500, headers: [{ name: 'Content-Type', value: 'text/plain' }], body: 'ok' }, timing: { total_ms: 3 + (n % 50) },
  };
}

function home() {
  return mkdtempSync(join(folder, 'home-'));
}

function build() {
  execFileSync('cargo', ['build', '--release', '--quiet'], { cwd: ROOT, stdio: 'inherit' });
  return join(ROOT, 'target/release/momo');
}

function median(all) {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
}

/** Formats the median with minimum and maximum. */
function spread(all, digits) {
  return `${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)} to ${Math.max(...all).toFixed(digits)})`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
