#!/usr/bin/env bash
# Type-checks momo and its tests for macOS (arm64), with clippy and with the C of its dependencies. Nothing is linked or
# run: no SDK of Apple is needed, and none is here.
#
# The compiler and the standard library's source are those of tests/windows.sh, which sets them up; zig, from PyPI,
# brings a C compiler and the system's headers. The first run takes 6 minutes of one core, later ones half a minute.
#
# Exit codes: 0 yes, 1 no, 3 this machine cannot tell.
set -euo pipefail
cd "$(dirname "$0")/.."
zig=target/windows/zig

if [ "${1:-}" != inside ]; then
    if [ ! -e $zig/.ready ]; then # 90 MB to download, 440 MB on disk
        { python3 -m venv $zig && $zig/bin/pip install --quiet --disable-pip-version-check ziglang==0.17.1; } || {
            echo 'SKIPPED: momo for macOS is not checked: zig cannot be installed from PyPI'
            exit 3
        }
        touch $zig/.ready
    fi
    exec tests/windows.sh shell bash tests/macos.sh inside
fi

# --- In the folder of tests/windows.sh ---
program=$(echo "$PWD"/$zig/lib/python3*/site-packages/ziglang/zig)
tools=/build/zig-tools
mkdir -p $tools
# zig knows its targets by other names, and has the headers itself.
cat >$tools/cc <<X
#!/usr/bin/env bash
arguments=() skips_next=
for argument in "\$@"; do
    if [ -n "\$skips_next" ]; then
        skips_next=
        continue
    fi
    case \$argument in
        --target=* | -mmacosx-version-min=*) ;;
        -target | -arch | -isysroot) skips_next=1 ;;
        *) arguments+=("\$argument") ;;
    esac
done
exec $program cc -target aarch64-macos "\${arguments[@]}"
X
cat >$tools/ar <<X
#!/usr/bin/env bash
exec $program ar "\$@"
X
chmod +x $tools/cc $tools/ar
export CARGO_BUILD_TARGET=aarch64-apple-darwin ZIG_GLOBAL_CACHE_DIR=/build/zig-cache
export CC_aarch64_apple_darwin=$tools/cc AR_aarch64_apple_darwin=$tools/ar CRATE_CC_NO_DEFAULTS=1
# A newer clippy than the project's own may have more to say: only errors count.
cargo clippy --locked --lib --bins --tests
