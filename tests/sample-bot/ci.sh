#!/bin/sh
# Proves the bot right: the conversations of this folder, then the check of its callback URL. Needs momo and Python.
#
#   sh ci.sh [FOLDER FOR REPORTS]
set -eu
cd "$(dirname "$0")"
reports=${1:-reports}
mkdir -p "$reports"

momo chat fmt --check chats README.md
# Both are run, also where the first fails.
status=0
momo chat test chats README.md --report "junit=$reports/chat.xml,html=$reports/chat.html" -- python3 bot.py || status=$?
momo check --baseline check-baseline.json --report "junit=$reports/check.xml,html=$reports/check.html,markdown=$reports/CHECKED.md" \
    -- python3 bot.py || status=$?
exit "$status"
