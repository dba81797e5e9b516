#!/bin/sh
# Installs momo for this user: the binary, its man pages, its completions. Nothing else is changed, no shell profile either.
#
#   sh install.sh [--version VERSION] [--bin DIR] [--from URL|FOLDER]
#   sh install.sh --uninstall [--bin DIR]
#
# --bin      the folder of the binary [default: ~/.local/bin]
# --from     where the archives and their checksums are [default: the release on GitHub]
# --uninstall removes what an installation wrote, by the list that it kept; bots and history stay
set -eu

repository='@REPOSITORY@'
version='@VERSION@'
bin=$HOME/.local/bin
data=${XDG_DATA_HOME:-$HOME/.local/share}
list=$data/momo/installed
from=''
uninstall=''

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --version | --bin | --from)
            [ $# -ge 2 ] || fail "$1 wants a value"
            case $1 in --version) version=$2 ;; --bin) bin=$2 ;; --from) from=$2 ;; esac
            shift 2
            ;;
        --uninstall) uninstall=1; shift ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) fail "there is no flag $1; --help names them" ;;
    esac
done

if [ -n "$uninstall" ]; then
    [ -f "$list" ] || fail "nothing was installed by this script: there is no $list"
    # Files come after their folders in the list, which is read from its end: folders go once they are empty.
    cp "$list" "$list.read"
    rm -f "$list"
    sed -n '1!G;h;$p' "$list.read" >"$list.reversed"
    rm -f "$list.read"
    while IFS= read -r path; do
        case $path in
            "$data/momo/") rm -f "$list.reversed"; rmdir "$path" 2>/dev/null || : ;;
            */) rmdir "$path" 2>/dev/null || : ;;
            *) rm -f "$path" && echo "removed $path" ;;
        esac
    done <"$list.reversed"
    rm -f "$list.reversed"
    exit 0
fi

case $(uname -s) in
    Linux) system=unknown-linux-gnu ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no binary for $(uname -s); on Windows use install.ps1" ;;
esac
case $(uname -m) in
    x86_64 | amd64) cpu=x86_64 ;;
    aarch64 | arm64) cpu=aarch64 ;;
    *) fail "there is no binary for $(uname -m); \`cargo install momotalk-cli\` builds one" ;;
esac
name=momo-$version-$cpu-$system
from=${from:-https://github.com/$repository/releases/download/v$version}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# Gets a file of the release.
get() {
    case $from in
        http://* | https://*)
            if command -v curl >/dev/null; then
                curl --fail --silent --show-error --location --output "$work/$1" "$from/$1"
            elif command -v wget >/dev/null; then
                wget -q -O "$work/$1" "$from/$1"
            else
                fail 'neither curl nor wget is here'
            fi
            ;;
        *) cp "$from/$1" "$work/$1" ;;
    esac || fail "cannot get $from/$1"
}

get "$name.tar.gz"
get "$name.tar.gz.sha256"
if command -v sha256sum >/dev/null; then
    sums='sha256sum'
else
    sums='shasum -a 256'
fi
(cd "$work" && $sums -c "$name.tar.gz.sha256" >/dev/null 2>&1) ||
    fail "the checksum of $name.tar.gz is not that of the release: nothing was installed"
tar -xzf "$work/$name.tar.gz" -C "$work"

: >"$work/installed"
# Folders of an earlier installation are this one's too.
[ ! -f "$list" ] || grep '/$' "$list" >>"$work/installed" || :

# Makes a folder and those above it; puts those that were missing on the list, each with a slash at its end.
make_folder() {
    [ -d "$1" ] && return 0
    make_folder "$(dirname "$1")"
    mkdir "$1"
    echo "$1/" >>"$work/installed"
}

# Puts a file of the archive to its place, and on the list.
put() {
    make_folder "$(dirname "$2")"
    # The running binary cannot be written over, but replaced.
    cp "$work/$name/$1" "$2.new" && mv -f "$2.new" "$2"
    echo "$2" >>"$work/installed"
}

make_folder "$data/momo"
put momo "$bin/momo"
chmod 755 "$bin/momo"
for page in "$work/$name"/man/*; do
    page=$(basename "$page")
    put "man/$page" "$data/man/man${page##*.}/$page"
done
put completions/momo.bash "$data/bash-completion/completions/momo"
put completions/_momo "$data/zsh/site-functions/_momo"
put completions/momo.fish "${XDG_CONFIG_HOME:-$HOME/.config}/fish/completions/momo.fish"
mv -f "$work/installed" "$list"

"$bin/momo" --version >/dev/null || fail "$bin/momo does not run here"
echo "installed $("$bin/momo" --version) as $bin/momo"
echo "man pages are in $data/man, completions in $data (bash, zsh) and for fish; \`install.sh --uninstall\` removes all"
case :$PATH: in
    *:"$bin":*) echo "try it: momo demo" ;;
    *) echo "$bin is not on your PATH; add it, or call $bin/momo demo" ;;
esac
