#!/usr/bin/env bash
# Does what a GitHub job asks of momo: the second step of action.yml, which sets the variables.
#
# MOMO_ACTION_COMMAND  start, run, check or chat
# MOMO_ACTION_ARGS     its arguments, in quotes where they hold spaces; nothing in them is expanded
# MOMO_ACTION_REPORTS  the folder for reports
# MOMO_ACTION_TIMEOUT  how long start and run may take until they are ready, in seconds
set -euo pipefail

# The first step put these into the environment of later ones; within one job of a test they are given directly.
args=()
if [ -n "${MOMO_ACTION_ARGS//[[:space:]]/}" ]; then
    # xargs reads quotes and backslashes as a shell does, and expands nothing.
    words=$(xargs -n 1 printf '%s\n' <<<"$MOMO_ACTION_ARGS")
    while IFS= read -r word; do args+=("$word"); done <<<"$words"
fi

# Runs momo in the background until the end of the job, and waits until its ready file says where its API is.
start() {
    local folder=$RUNNER_TEMP/momo process waited=0
    local log=$folder/$MOMO_ACTION_COMMAND.log ready=$folder/$MOMO_ACTION_COMMAND.url
    rm -f "$ready"
    momo "$1" --json --ready-file "$ready" "${args[@]}" >"$log" 2>&1 &
    process=$!
    echo "log=$log" >>"$GITHUB_OUTPUT"
    until [ -s "$ready" ]; do
        if ! kill -0 "$process" 2>/dev/null || [ "$waited" -ge $((MOMO_ACTION_TIMEOUT * 10)) ]; then
            echo "::error::momo was not ready within $MOMO_ACTION_TIMEOUT s; what it printed:"
            cat "$log"
            kill "$process" 2>/dev/null || :
            exit 1
        fi
        sleep 0.1
        waited=$((waited + 1))
    done
    disown "$process"
    echo "url=$(cat "$ready")" >>"$GITHUB_OUTPUT"
    echo "momo is ready at $(cat "$ready")"
}

# Runs a test of momo with reports; its annotations and its summary are momo's own.
report() {
    mkdir -p "$MOMO_ACTION_REPORTS"
    local junit=$MOMO_ACTION_REPORTS/$1.xml html=$MOMO_ACTION_REPORTS/$1.html
    {
        echo "junit=$junit"
        echo "html=$html"
    } >>"$GITHUB_OUTPUT"
    shift
    "$@" --report "junit=$junit,html=$html" "${args[@]}"
}

case $MOMO_ACTION_COMMAND in
    start) start dev ;;
    run) start run ;;
    check) report check momo webhook check ;;
    chat) report chat momo chat test ;;
    *)
        echo "::error::momo: there is no command '$MOMO_ACTION_COMMAND'; there are start, run, check and chat"
        exit 2
        ;;
esac
