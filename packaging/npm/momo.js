#!/usr/bin/env node
// Starts the binary that npm installed for this platform, with the same arguments, terminal and exit status.
'use strict';
const { spawn } = require('node:child_process');

const name = `@momotalk-cli/${process.platform}-${process.arch}`;
const file = `bin/momo${process.platform === 'win32' ? '.exe' : ''}`;

function findBinary() {
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    console.error(`momo: the package ${name} is not here: it is optional for npm and comes with momotalk-cli.
Install without --omit=optional; if npm knows no such package, there is no momo for this platform.`);
    process.exit(3);
  }
}

const child = spawn(findBinary(), process.argv.slice(2), { stdio: 'inherit' });
const signals = process.platform === 'win32' ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) {
  process.on(signal, () => {
    // A terminal gives these to both processes.
    const isFromTerminal = process.stdin.isTTY && signal !== 'SIGTERM' && signal !== 'SIGHUP';
    if (!isFromTerminal) child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`momo: ${error.message}`);
  process.exit(3);
});
child.on('exit', (status, signal) => {
  if (signal === null) process.exit(status);
  for (const each of signals) process.removeAllListeners(each);
  process.kill(process.pid, signal);
});
