// The harness detects console messages, outside requests, and violations in light and in dark.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run, violations } from './lib.mjs';

await run(async ({ open, outside }) => {
  const good = await open();
  assert.equal(await good.title(), 'Good');
  await expectNoViolations(good);

  const bad = await open({ address: new URL('/bad', process.env.PAGE).href });
  await bad.getByText('done').waitFor();
  const complaints = bad.complaints.join('\n');
  for (const wanted of ['error: said', 'thrown: Error: threw', 'a request to http://outside.example/']) {
    assert.ok(complaints.includes(wanted), `no \`${wanted}\` in\n${complaints}`);
  }
  assert.ok(outside.asked.some((line) => line.includes('http://worker.example/')), `${outside.asked}`);
  assert.ok((await violations(bad)).some((line) => line.startsWith('image-alt ')));
  await assert.rejects(expectNoViolations(bad, 'a bad page'), /axe on a bad page in light/);

  const dim = await open({ address: new URL('/dim', process.env.PAGE).href });
  await assert.rejects(expectNoViolations(dim, 'a dim page'), /axe on a dim page in dark[^]*color-contrast/);
  bad.complaints.length = 0;
  outside.asked.length = 0;
});
