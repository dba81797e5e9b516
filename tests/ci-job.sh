#!/bin/sh
# A CI job with momo in one command: no terminal, no account, no network, no home but MOMO_HOME.
#
# `momo run` starts the local platform on a free port and the bot beside it; once the bot answers, it runs the command of
# --then, ends the bot and exits with that command's status. Put your own bot in the place of the example.
# tests/ci-job-long.sh does the same step by step.
#
#   MOMO_HOME=$(mktemp -d) sh tests/ci-job.sh
set -eu

: "${MOMO_HOME:?is the folder that momo may use}"
export MOMO="${MOMO:-momo}"
bot=$(cd "$(dirname "$0")" && pwd)/bots/python/bot.py

"$MOMO" run --port 0 --name Echo --then '
    "$MOMO" bot test &&
    "$MOMO" room say 안녕하세요 --user 앨리스 --expect "Echo: 안녕하세요" --count 1
' -- python3 "$bot"
echo 'the job is done'
