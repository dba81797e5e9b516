#!/usr/bin/env bash
# Builds momo for Windows and runs it under Wine, with Debian's packages and crates.io only.
#
#   tests/windows.sh                  builds, smokes (sign, verify, demo, replay, listen, run), runs the unit tests
#   tests/windows.sh test FILTER...   runs the integration tests whose names hold a FILTER too
#   tests/windows.sh whole            runs all of them too
#   tests/windows.sh install          sets all up and does nothing else
#   tests/windows.sh build            builds and does nothing else
#   tests/windows.sh smoke            builds and smokes: no tests
#   tests/windows.sh shell COMMAND... runs a command where all is set up, by default a shell
#
# rustup's toolchain may have no standard library for Windows, so a folder with Debian's unstable distribution gives a
# compiler with the library's source. All lies in target/windows (about 6 GB with the tests, 4 without) and is found there
# again the next time: the first run takes 7 minutes of two cores and downloads 650 MB, later ones 2 minutes. Mounts go with
# the process.
#
# Exit codes: 0 yes, 1 no, 3 this machine cannot tell (no root, no debootstrap, no room, packages that cannot be installed).
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
work=$top/target/windows
root=$work/sid

skip() {
    printf 'SKIPPED: momo for Windows is neither built nor run: %s\n' "$*"
    exit 3
}

# Puts the distribution into the folder, if it is not there yet.
install() {
    [ "$(id -u)" = 0 ] || skip 'only root can set up a root folder'
    command -v apt-get >/dev/null || skip 'there is no apt-get, which knows the mirror'
    command -v unshare >/dev/null || skip 'there is no unshare'
    unshare --mount true || skip 'mounts of its own are not allowed here'
    if ! command -v debootstrap >/dev/null; then
        apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null || skip 'there is no debootstrap'
    fi
    mkdir -p "$work"
    if [ ! -e "$root/.ready" ]; then # half a minute, 350 MB
        [ "$(df --output=avail --block-size=1G "$work" | tail -n 1)" -ge 12 ] || skip 'there are no 12 GB of room'
        rm -rf --one-file-system "$root"
        # The mirror that this machine's own apt is set up with.
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
        debootstrap --variant=minbase --include=ca-certificates sid "$root" "$mirror" >"$work/debootstrap.log" ||
            skip "debootstrap failed; $work/debootstrap.log says why"
        # A mirror may be older than its own time limit.
        echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99old"
        # Nothing here must outlive a loss of power.
        echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
        # Nobody reads texts here, and no program has 32 bits: that half of Wine is 550 MB, and as much again in its prefix.
        printf 'path-exclude=%s\n' '/usr/share/doc/*' '/usr/share/locale/*' '/usr/share/man/*' \
            '/usr/lib/x86_64-linux-gnu/wine/i386-windows/*' >"$root/etc/dpkg/dpkg.cfg.d/leave-out"
        touch "$root/.ready"
    fi
    # Registries may be reached through a proxy with authorities of its own.
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    mkdir -p "$root/momo" "$root/build" "$work/out"
}

if [ "${1:-}" != inside ]; then
    install
    # A mount namespace of its own: nothing has to be unmounted, whatever happens.
    exec unshare --mount --propagation private bash -euc '
        root=$1 top=$2 work=$3; shift 3
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --bind "$top" "$root/momo"
        mount --bind "$work/out" "$root/build"
        exec chroot "$root" /usr/bin/env -i TERM="${TERM:-dumb}" JOBS="${JOBS:-}" \
            bash /momo/tests/windows.sh inside "$@"
    ' - "$root" "$top" "$work" "$@"
fi

# --- In the folder ---
shift
export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
if ! [ -e /.installed ]; then # 2 minutes, 570 MB to download, 2.5 GB on disk
    apt-get update -qq &&
        apt-get install -y -qq --no-install-recommends \
            rustc cargo rust-src rust-clippy libjemalloc2 gcc-mingw-w64-x86-64-win32 wine wine64 ca-certificates >/dev/null ||
        skip 'the compiler or Wine cannot be installed; Debian unstable may be in the middle of a change'
    apt-get clean
    touch /.installed
fi
rustc --version
x86_64-w64-mingw32-gcc --version | head -n 1
wine --version

# The standard library is built along, which only an unstable flag can do; the variable allows it.
target=x86_64-pc-windows-gnu
export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_unwind,test CARGO_BUILD_TARGET=$target
export CARGO_TARGET_DIR=/build CARGO_TERM_COLOR=never CARGO_PROFILE_DEV_DEBUG=0
[ -z "${JOBS:-}" ] || export CARGO_BUILD_JOBS=$JOBS
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine
features=rust-embed/debug-embed

# No display, no log.
export WINEPREFIX=$HOME/wine WINEDEBUG=-all XDG_RUNTIME_DIR=/tmp/xdg
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
# Wine's server outlives the programs, and with it the mounts.
trap '/usr/lib/x86_64-linux-gnu/wine/wineserver -k || :' EXIT
[ -d "$WINEPREFIX" ] || wineboot -i >/dev/null 2>&1 # 10 s, 0.6 GB

cd /momo
case ${1:-} in
    '' | test | whole | build | smoke) ;;
    install) exit ;;
    shell)
        shift
        "${@:-bash}"
        exit
        ;;
    *)
        sed -n '4,10s/^# *//p' tests/windows.sh >&2
        exit 2
        ;;
esac

section() {
    printf '\n-- %s (%dm %02ds)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
}

section 'build'
# The page's files go into the binary: a debug build would look for them in the sources, by their path on Linux. With jemalloc,
# with which rustup's compiler is built, this one takes a tenth less time.
LD_PRELOAD=libjemalloc.so.2 cargo build --locked --features "$features" --bin momo
[ "${1:-}" != build ] || exit 0
momo="wine /build/$target/debug/momo.exe"

section 'smoke: version, sign, verify, demo'
$momo --version
secret=0123456789abcdef0123
signature=$(printf '{"a":1}' | $momo sign --secret $secret)
test "$signature" = 0640ceab86823c77b6533e71ecc59b1b4895ad62630997b009a670094160767e
printf '{"a":1}' | $momo verify --secret $secret --signature "$signature" -
if printf '{"a":2}' | $momo verify --secret $secret --signature "$signature" - 2>/dev/null; then exit 1; fi
$momo demo
# It says that it left nothing behind.
if ls -d "$WINEPREFIX"/drive_c/users/root/AppData/Local/Temp/momo-* 2>/dev/null; then exit 1; fi

section 'smoke: listen, replay, history, Ctrl-C'
# Programs in the background get Ctrl-C too.
set -m
# A folder of the prefix: everything that momo keeps.
home=$WINEPREFIX/drive_c/momo
rm -rf "$home"
export MOMO_HOME='C:\momo'
smoke=$(mktemp -d)
trap '/usr/lib/x86_64-linux-gnu/wine/wineserver -k || :; rm -rf "$smoke"' EXIT

# Waits for a file with a text in it; half a minute at most.
wait_for() {
    for _ in $(seq 300); do
        if grep -qs -- "$2" "$1"; then return; fi
        sleep 0.1
    done
    echo "\`$2\` never came in $1:"
    cat "$1"
    exit 1
}

# Ends a program with Ctrl-C, which Wine makes of SIGINT, and checks its exit code. As a console does, it tells all
# programs of the group: momo does not pass it on to its bot, since a console has done so.
interrupt() {
    kill -INT -- "-$1"
    local code=0
    wait "$1" || code=$?
    if [ "$code" != "$2" ]; then
        echo "it ended with $code, not $2"
        exit 1
    fi
}

$momo webhook listen --port 0 --secret $secret --ready-file 'C:\momo\ready' >"$smoke/listen" 2>&1 &
listen=$!
wait_for "$home/ready" http
url=$(tr -d '\r\n' <"$home/ready")
$momo webhook replay momotalk/message_created --to "$url" --secret $secret
$momo webhook replay momotalk/message_created --to "$url" --secret $secret --rate 100 --times 200 --quiet
interrupt $listen 130
tail -n 2 "$smoke/listen"
test "$($momo webhook history list --all --json | wc -l)" -ge 201

section 'smoke: run'
# A bot of Windows: momo itself, started by a batch file, which has an ending that the system does not look for.
printf '@echo off\r\n"%%MOMO_EXE%%" webhook listen --port %%PORT%% --echo\r\n' >"$home/bot.cmd"
export MOMO_EXE="Z:\\build\\$target\\debug\\momo.exe"
(cd "$home" && exec $momo run --port 0 --name Echo -- .\\bot) >"$smoke/run" 2>&1 &
run=$!
wait_for "$smoke/run" 'Ctrl-C ends'
$momo room say '안녕하세요' --wait 10s | tee "$smoke/said"
interrupt $run 130
tail -n 3 "$smoke/run"
# Ctrl-C ends a bot that is just being started too, at whatever point it is.
for pause in 0 0.1 0.2 0.3; do
    (cd "$home" && exec $momo run --port 0 --name Echo -- .\\bot) >"$smoke/run" 2>&1 &
    run=$!
    wait_for "$smoke/run" 'gets its events'
    sleep "$pause"
    interrupt $run 130
done

[ "${1:-}" != smoke ] || exit 0
section 'unit tests'
cargo test --locked --features "$features" --lib -- --test-threads=2

if [ -n "${1:-}" ]; then
    section 'integration tests'
    [ "$1" = test ] || set --
    shift $(($# > 0))
    code=0
    # What tests that passed have written is kept, to be read below, and not shown.
    cargo test --locked --features "$features" --test it -- --test-threads=2 --show-output "$@" |
        tee "$smoke/tests" |
        sed '/^successes:$/,/^\(failures:\|test result: .*\)$/ { /^\(failures:$\|test result:\)/!d }' || code=$?
    printf '\nLeft out, by reason:\n'
    sed -n 's/.*\.\.\. ignored, //p' "$smoke/tests" | sort | uniq -c | sort -rn
    printf '\nPassed, but a part of them or all was skipped, by reason:\n'
    sed '/^failures:$/,$ d' "$smoke/tests" | awk '
        /^---- .* stdout ----$/ { test = $2 }
        /^skipped: / && !seen[test]++ { print }
    ' | sort | uniq -c | sort -rn
    [ $code = 0 ] || exit 1
fi
section 'done'
