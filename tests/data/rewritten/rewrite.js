// Reads a JSON list of event bodies in base64 and writes, for each, the list of its bodies as JavaScript writes them again.
const bodies = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map((body) => Buffer.from(body, 'base64').toString());
const sorted = (value) => (value === null || typeof value !== 'object' || Array.isArray(value) ? value
  : Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])));
const written = (event) => [
  JSON.stringify(event), JSON.stringify(sorted(event)), JSON.stringify(event, null, 1), JSON.stringify(event, null, 2),
  JSON.stringify(event, null, 4), JSON.stringify(event, null, '\t'), `${JSON.stringify(event)}\n`,
];
const encode = (text) => Buffer.from(text).toString('base64');
process.stdout.write(JSON.stringify(bodies.map((body) => written(JSON.parse(body)).map(encode))));
