#!/bin/sh
# What tests/ci-job.sh does in one command, step by step: no terminal, no account, no network, no home but MOMO_HOME.
#
# It starts the local platform on a free port, registers a bot, starts it, says something, waits for the
# reply and checks the history. Copy it and put your own bot in the place of the example.
#
#   MOMO_HOME=$(mktemp -d) sh tests/ci-job-long.sh
set -eu

: "${MOMO_HOME:?is the folder that momo may use}"
momo=${MOMO:-momo}
bots=$(cd "$(dirname "$0")" && pwd)/bots
work=$(mktemp -d)
platform='' bot=''

clean_up() {
    status=$?
    trap - EXIT
    for process in $bot $platform; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    [ "$status" -eq 0 ] || cat "$work"/*.err >&2
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# wait_for WHAT COMMAND...: waits until the command succeeds, for at most 20 seconds.
wait_for() {
    what=$1
    shift
    tries=200
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "waited too long for $what" >&2; return 1; }
        sleep 0.1 2>/dev/null || sleep 1
    done
}

"$momo" dev --port 0 --json >"$work/dev.out" 2>"$work/dev.err" &
platform=$!
wait_for 'the platform' grep -q '"type":"ready"' "$work/dev.out"

# Its credentials are kept under MOMO_HOME: every later command knows the bot.
"$momo" bot create --name Echo --callback-url http://127.0.0.1:9/momotalk/webhook --json >/dev/null

"$momo" bot env --as shell >"$work/env"
if command -v python3 >/dev/null; then
    (
        set -a
        . "$work/env"
        PORT=0 exec python3 "$bots/python/bot.py"
    ) >"$work/bot.out" 2>"$work/bot.err" &
    bot=$!
    wait_for 'the bot' grep -q '^ready on ' "$work/bot.out"
    url=$(sed -n 's/^ready on //p' "$work/bot.out")
else
    "$momo" webhook listen --port 0 --echo --json >"$work/bot.out" 2>"$work/bot.err" &
    bot=$!
    wait_for 'the bot' grep -q '"type":"ready"' "$work/bot.out"
    url=$(sed -n 's/.*"type":"ready".*"url":"\([^"]*\)".*/\1/p' "$work/bot.out")
fi
"$momo" bot update --callback-url "$url" --json >/dev/null
"$momo" bot test

"$momo" room say --room 1 --user 앨리스 '안녕하세요'
answered() {
    "$momo" room messages --room 1 --json | grep -q '"body":"Echo: 안녕하세요"'
}
wait_for 'the reply' answered
"$momo" room messages --room 1

# Every exchange was kept: the test event, the event of the room, the bot's call of the message API.
kept() {
    "$momo" webhook history list --json >"$work/history"
    grep -q '"event_type":"talk.message_created"' "$work/history" &&
        grep -q '"kind":"api"' "$work/history"
}
wait_for 'the history' kept
if grep -q '"verdict":"invalid"' "$work/history"; then
    echo 'an event had a wrong signature' >&2
    exit 1
fi

kill -TERM "$platform"
wait "$platform"
platform=''
echo 'the job is done'
