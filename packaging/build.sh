#!/usr/bin/env bash
# Builds the packages of one target into a folder: archive, npm, wheel, deb, rpm, container, and what is made of the
# checksums of all targets (Homebrew formula, Scoop manifest, install scripts). The release workflow runs the same.
#
#   packaging/build.sh [--target TRIPLE] [--binary FILE] [--output DIR] [KIND...]
#
# Without KIND all are built. What this machine cannot build is named with the reason, and fails only if it was asked for
# by its name. `--binary` packs that file instead of building one.
# SOURCE_DATE_EPOCH sets the time of all files, else the last commit does: the same sources give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

# Python of Windows has the other name.
command -v python3 >/dev/null || python3() { python "$@"; }

target=$(rustc -vV | sed -n 's/^host: //p')
binary='' output=target/packages asked=()
while [ $# -gt 0 ]; do
    case $1 in
        --target) target=$2; shift 2 ;;
        --binary) binary=$2; shift 2 ;;
        --output) output=$2; shift 2 ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) echo "build.sh: there is no flag $1; --help names them" >&2; exit 2 ;;
        *) asked+=("$1"); shift ;;
    esac
done
kinds=("${asked[@]}")
[ ${#kinds[@]} -gt 0 ] || kinds=(archive npm wheel deb rpm container manifests)

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}"
export SOURCE_DATE_EPOCH
# Where releases are downloaded from: `owner/name` on GitHub.
repository=${GITHUB_REPOSITORY:-OWNER/momo}
mkdir -p "$output"
output=$(cd "$output" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suffix=''
case $target in *windows*) suffix=.exe ;; esac

# Builds the binary: static on Linux, so that one file runs on every distribution.
build_binary() {
    if [ -n "$binary" ]; then
        [ -f "$binary" ] && return
        echo "build.sh: there is no file $binary" >&2
        exit 2
    fi
    local flags=${RUSTFLAGS:-}
    case $target in
        *linux-gnu) flags="$flags -C target-feature=+crt-static --cfg getrandom_backend=\"linux_getrandom\"" ;;
    esac
    # With cargo-auditable the binary holds the list of what it is made of, for `cargo audit bin`.
    local cargo=(cargo)
    if command -v cargo-auditable >/dev/null; then cargo=(cargo auditable); fi
    MOMO_COMMIT=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown) RUSTFLAGS=$flags \
        "${cargo[@]}" build --release --locked --bin momo --target "$target"
    binary=${CARGO_TARGET_DIR:-target}/$target/release/momo$suffix
}

# Writes the checksum of a file of the output beside it.
checksum() {
    (cd "$output" && sha256 "$1" >"$1.sha256")
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi
}

# Leaves a kind out, with the reason why it cannot be built here.
leave_out() {
    echo "$1" >"$work/reason"
    exit 1
}

needs() {
    command -v "$1" >/dev/null || leave_out "$1 is not here${2:+ ($2)}"
}

build_archive() {
    local name=momo-$version-$target
    mkdir -p "$work/$name"
    cp "$binary" "$work/$name/momo$suffix"
    cp -R "$texts"/*.md LICENSE-MIT LICENSE-APACHE man completions "$licences" "$work/$name/"
    if [ -n "$suffix" ]; then
        python3 packaging/pack.py zip "$output/$name.zip" "$work/$name"
        checksum "$name.zip"
    else
        python3 packaging/pack.py tar "$output/$name.tar.gz" "$work/$name"
        checksum "$name.tar.gz"
    fi
}

build_npm() {
    needs npm 'Node.js brings it'
    python3 packaging/npm/packages.py --version "$version" --target "$target" --binary "$binary" --licences "$licences" \
        --readme "$texts/README.md" --output "$work/npm"
    for package in "$work"/npm/*/; do
        (cd "$output" && npm pack --silent "$package" >/dev/null)
    done
}

build_wheel() {
    python3 packaging/python/wheel.py --version "$version" --target "$target" --binary "$binary" --licences "$licences" \
        --readme "$texts/README.md" --output "$output"
}

build_deb() {
    needs cargo-deb 'cargo install --locked cargo-deb'
    needs dpkg 'Debian has it'
    stage_for_cargo
    cargo deb --no-build --no-strip --target "$target" --output "$output"
}

build_rpm() {
    needs cargo-generate-rpm 'cargo install --locked cargo-generate-rpm'
    stage_for_cargo
    cargo generate-rpm --target "$target" --output "$output"
}

# Puts the binary and the texts where cargo-deb and cargo-generate-rpm look for them.
stage_for_cargo() {
    local place=${CARGO_TARGET_DIR:-target}/$target/release/momo$suffix
    mkdir -p "$(dirname "$place")"
    [ "$binary" -ef "$place" ] || cp "$binary" "$place"
    cp "$licences" "$texts"/*.md "$(dirname "$place")/"
}

build_container() {
    case $target in *linux*) ;; *) leave_out 'a container holds a Linux binary' ;; esac
    if ldd "$binary" 2>/dev/null | grep -q '=>'; then
        leave_out 'the binary is not static, and the image holds nothing else'
    fi
    python3 packaging/container.py --version "$version" --target "$target" --binary "$binary" \
        --output "$output/momo-$version-$target.oci"
}

build_manifests() {
    python3 packaging/manifests.py --version "$version" --repository "$repository" --packages "$output"
}

failed=0
for kind in "${kinds[@]}"; do
    if ! declare -F "build_$kind" >/dev/null || [ "$kind" = binary ]; then
        echo "build.sh: there is no kind $kind; there are archive, npm, wheel, deb, rpm, container, manifests" >&2
        exit 2
    fi
done
licences=$work/LICENSE-THIRD-PARTY texts=$work/texts
if [ "${kinds[*]}" != manifests ]; then
    build_binary
    python3 packaging/licences.py "$target" "$licences"
    python3 packaging/texts.py "$repository" "$version" "$texts"
fi
for kind in "${kinds[@]}"; do
    rm -f "$work/reason"
    # A shell of its own, so that its first failure ends it; as a condition it would go on.
    set +e
    (
        set -e
        "build_$kind"
    )
    code=$?
    set -e
    if [ $code = 0 ]; then
        echo "built    $kind"
    elif [ -e "$work/reason" ]; then
        echo "left out $kind: $(cat "$work/reason")"
        [ ${#asked[@]} -eq 0 ] || failed=1
    else
        echo "failed   $kind" >&2
        failed=1
    fi
done
ls -1 "$output"
exit $failed
