#!/usr/bin/env bash
# Installs momo's packages as a fresh user of Debian without Rust does, tries them, removes them, and looks for what is left.
#
#   tests/fresh.sh [--binary FILE] [WAY...]   the ways are deb, npm, pipx, script; by default all
#   tests/fresh.sh install                    sets all up and does nothing else
#
# --binary packs that file instead of building a release.
# Each way: the README's own command installs, and again as an upgrade; version, demo, manual pages, completions and the
# README's console blocks follow; the README's own command removes it. There is no network but the loopback.
#
# A folder with this machine's own Debian is made by debootstrap; no mirror is named here. All lies in target/fresh (1.5 GB)
# and is found there again the next time: the first run takes 5 minutes and downloads 150 MB, later ones 2 minutes. Each way
# writes into a layer of its own above the folder; mounts and processes go with the script.
#
# Exit codes: 0 yes, 1 no, 2 wrong usage, 3 this machine cannot tell (no root, no debootstrap, no mounts of its own).
# What is in single quotes is for other programs. Nothing after `&&` fails alone.
# shellcheck disable=SC2015,SC2016
set -euo pipefail

skip() {
    printf 'SKIPPED: no fresh user has tried the packages: %s\n' "$*"
    exit 3
}

section() {
    printf '\n-- %s (%dm %02ds)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
}

# Puts Debian into the folder, if it is not there yet.
install() {
    [ "$(id -u)" = 0 ] || skip 'only root can set up a root folder'
    command -v apt-get >/dev/null || skip 'there is no apt-get, which knows the mirror'
    command -v unshare >/dev/null || skip 'there is no unshare'
    unshare --mount --pid --net --fork true || skip 'mounts and networks of its own are not allowed here'
    if ! command -v debootstrap >/dev/null; then
        apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null || skip 'there is no debootstrap'
    fi
    mkdir -p "$work"
    if [ ! -e "$root/.ready" ]; then
        rm -rf --one-file-system "$root"
        local mirror codename
        # The mirror and the distribution that this machine's own apt is set up with.
        read -r mirror codename < <(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages') ||
            skip 'apt names no mirror'
        debootstrap --variant=minbase --include=ca-certificates "$codename" "$root" "$mirror" >"$work/debootstrap.log" ||
            skip "debootstrap failed; $work/debootstrap.log says why"
        # A mirror may be older than its own time limit.
        echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99old"
        # Nothing here must outlive a loss of power.
        echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
        cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
        cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
        unshare --mount --pid --fork --kill-child --propagation private bash -euc '
            mount -t proc proc "$1/proc"
            mount --rbind /dev "$1/dev"
            exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
                DEBIAN_FRONTEND=noninteractive bash -euc "
                    apt-get update -qq
                    apt-get install -y -qq --no-install-recommends \
                        man-db bash-completion curl nodejs npm python3-venv pipx procps
                    apt-get clean
                    useradd --create-home --shell /bin/bash user"
        ' - "$root" >"$work/install.log" 2>&1 || skip "Debian's programs cannot be installed; $work/install.log says why"
        touch "$root/.ready"
    fi
    # cargo-deb may be installed here already, by its user.
    export PATH=$PATH:$work/tools/bin
    if ! command -v cargo-deb >/dev/null; then
        cargo install --locked --quiet cargo-deb --root "$work/tools" ||
            echo 'cargo-deb cannot be installed: the Debian package is left out'
    fi
}

# Builds the packages of the ways into a folder.
build() {
    local kinds=() way
    for way in "${ways[@]}"; do
        case $way in
            script) kinds+=(archive manifests) ;;
            pipx) kinds+=(wheel) ;;
            *) kinds+=("$way") ;;
        esac
    done
    rm -rf "$work/packages"
    if [ -n "$binary" ]; then
        # The release build stays what it is.
        CARGO_TARGET_DIR=$work/build packaging/build.sh --binary "$binary" --output "$work/packages" "${kinds[@]}"
    else
        packaging/build.sh --output "$work/packages" "${kinds[@]}"
    fi
}

# Runs this script in the folder, for one way. A layer takes what is written; the network is a loopback alone.
enter() {
    rm -rf --one-file-system "$work/layer"
    mkdir -p "$work/layer/upper" "$work/layer/work" "$work/layer/root"
    unshare --mount --pid --net --fork --kill-child --propagation private bash -euc '
        root=$2/layer/root
        mount -t overlay -o "lowerdir=$1,upperdir=$2/layer/upper,workdir=$2/layer/work" overlay "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mkdir "$root/given" "$root/packages"
        mount --bind -o ro "$2/given" "$root/given"
        mount --bind -o ro "$2/packages" "$root/packages"
        exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
            bash /given/fresh.sh inside "$3"
    ' - "$root" "$work" "$1" </dev/null
}

if [ "${1:-}" != inside ]; then
    cd "$(dirname "$0")/.."
    work=$PWD/target/fresh
    root=$work/root
    binary='' ways=()
    while [ $# -gt 0 ]; do
        case $1 in
            --binary) binary=${2:?--binary wants a file}; shift 2 ;;
            deb | npm | pipx | script | install) ways+=("$1"); shift ;;
            *) sed -n '4,9s/^# *//p' tests/fresh.sh >&2; exit 2 ;;
        esac
    done
    section 'a root folder with Debian'
    install
    [ "${ways[*]}" != install ] || exit 0
    if [ ${#ways[@]} = 0 ]; then
        ways=(npm pipx script)
        if command -v cargo-deb >/dev/null; then ways=(deb "${ways[@]}"); fi
    fi
    section 'packages'
    build
    mkdir -p "$work/given"
    cp README.md tests/fresh.sh tests/readme.py "$work/given/"
    wrong=()
    for way in "${ways[@]}"; do
        section "$way"
        enter "$way" || wrong+=("$way")
    done
    rm -rf --one-file-system "$work/layer"
    section "done: ${ways[*]}${wrong:+; WRONG: ${wrong[*]}}"
    [ ${#wrong[@]} = 0 ]
    exit
fi

# --- In the folder ---
way=$2
failed=0

# Says what is wrong, and goes on: one run shows all.
wrong() {
    echo "WRONG    $way: $1"
    failed=1
}

# Runs a command in a login shell of the user.
as_user() {
    runuser -l user -c "exec 2>&1; export LANG=C.UTF-8; $setup cd ${2:-~}; $1" </dev/null
}

# Prints what the README says to install or to remove it (2 or 3, the column), by the name in the first column.
readme_says() {
    local row
    row=$(grep "^| $1 |" /given/README.md) || {
        echo "the README has no row for $1" >&2
        exit 1
    }
    cut -d '|' -f "$2" <<<"$row" | sed 's/^ *`//; s/` *$//'
}

# Lists all files with type, mode, owner, size and time: folders without the last two. The folders named last are mounts.
list() {
    find / -xdev \( -path /proc -o -path /dev -o -path /given -o -path /packages -o -path /list \) -prune \
        -o -type d -printf '%p\t%y %m %u:%g\n' -o -printf '%p\t%y %m %u:%g %s %T@ %l\n' | LC_ALL=C sort >"/list/$1"
}

# Prints the paths that are new, gone or changed between two lists. Each call of npm and pipx writes a log of its own.
changed() {
    LC_ALL=C comm -3 "/list/$1" "/list/$2" | sed 's/^\t//' | cut -f 1 | LC_ALL=C sort -u |
        grep -v -e '^/home/user/\.npm/_logs/' -e '^/home/user/\.local/pipx/logs/' || :
}

# Says what is left between two lists. What others than momo write is put into `others`; the rest is wrong.
left() {
    local path
    while IFS= read -r path; do
        case $path in
            /var/lib/dpkg/status | /var/lib/dpkg/status-old | /var/lib/dpkg/lock* | /var/lib/dpkg/triggers/*)
                others+=("dpkg's records")
                ;;
            /var/log/dpkg.log) others+=("dpkg's log") ;;
            /var/cache/man/*) others+=("man's index") ;;
            /home/user/.npm | /home/user/.npm/*) others+=("npm's cache and logs") ;;
            /home/user/.cache/pip | /home/user/.cache/pip/*) others+=("pip's cache") ;;
            /home/user/.local/pipx | /home/user/.local/pipx/*) others+=("pipx's own environment") ;;
            /home/user/.config | /home/user/.local | /home/user/.local/share | /home/user/.local/bin | \
                /home/user/.local/state | /home/user/.cache | /home/user/npm | /home/user/npm/bin | /home/user/npm/lib | \
                /home/user/npm/lib/node_modules | /home/user/npm/lib/node_modules/@momotalk-cli)
                # Folders for all programs, and the one of npm's scope, which npm leaves empty.
                if [ -d "$path" ] && [ ! -L "$path" ]; then
                    others+=("$path, a folder")
                else
                    wrong "$path is left"
                fi
                ;;
            *) wrong "$path is left" ;;
        esac
    done < <(changed "$1" "$2")
}

# Runs what must succeed, shows its first lines, and puts all of its output into `output`.
must() {
    local code=0
    output=$("$@") || code=$?
    grep -v '^$' <<<"$output" | head -n 3 | cut -c 1-140 || :
    [ $code = 0 ] || wrong "exit code $code of: $* - all that it said:"$'\n'"$output"
}

# Checks that the last output has a text.
has() {
    grep -q -- "$1" <<<"$output" || wrong "it does not say \`$1\`: $(head -n 3 <<<"$output")"
}

# Runs a command of the README: what it does with `sudo` as root, all else as the user.
readme_command() {
    echo "\$ $1"
    case $1 in
        sudo\ *) must bash -c "exec 2>&1; cd /packages; ${1#sudo }" ;;
        *) must as_user "$1" /packages ;;
    esac
}

mkdir /list
# Ups the loopback, without a program for it.
python3 -c '
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x41))'
# What the user types first in each shell; whether `man` and bash find momo by themselves.
setup='' finds_pages='' finds_completions='' upgrades_with=''
case $way in
    deb) name='dpkg' finds_pages=yes finds_completions=yes ;;
    # Without a network npm asks again and again for the binaries of other systems, and pipx for a newer pip.
    npm) name='npm' setup='export NPM_CONFIG_FETCH_RETRIES=0 NPM_CONFIG_PREFIX=~/npm PATH=~/npm/bin:$PATH;' ;;
    pipx) name='pip, pipx, uv' setup='export PIP_RETRIES=0;' upgrades_with='--force' ;;
    script) name='a shell' finds_pages=yes finds_completions=yes ;;
esac
to_install=$(readme_says "$name" 3)
to_remove=$(readme_says "$name" 4)

# Others write on their first use too: what they write then is not momo's.
as_user 'man -w man; npm --version; pipx --version' >/dev/null
list before
readme_command "$to_install"
list installed
echo "it brought $(changed before installed | wc -l) files and folders"
# An upgrade is the same installation, but that pipx wants one more flag.
readme_command "$to_install${upgrades_with:+ $upgrades_with}"
list upgraded
[ "$(changed before installed)" = "$(changed before upgraded)" ] ||
    wrong "an upgrade has other files: $(diff <(changed before installed) <(changed before upgraded) | head -n 5)"
if [ "$way" = script ]; then
    # A release is a server with the same files.
    server='python3 -m http.server --directory /packages --bind 127.0.0.1 8001'
    must as_user "$server >/dev/null 2>&1 & sleep 0.1; until curl -s -o /dev/null 127.0.0.1:8001; do sleep 0.1; done
        sh install.sh --from http://127.0.0.1:8001; code=\$?; kill \$!; exit \$code" /packages
fi

echo '$ momo --version; momo demo'
must as_user 'momo --version'
has '^momo [0-9]'
must as_user 'momo demo'
has 'left nothing behind'

echo '$ momo man momo; man momo'
must as_user 'momo man momo'
has 'momo - Build, test and debug chat bots'
[ -z "$finds_pages" ] || { must as_user 'man momo' && has 'momo-demo(1)'; must as_user 'man 7 momo-install' && has 'install'; }

echo '$ completions of bash'
completes='bash -ic "_completion_loader momo; complete -p momo; COMP_WORDS=(momo de) COMP_CWORD=1 COMP_LINE=\"momo de\" COMP_POINT=7;
    \$(complete -p momo | sed \"s/.*-F \([^ ]*\) .*/\1/\") momo de momo; printf \"%s\n\" \"\${COMPREPLY[@]}\"" 2>/dev/null'
if [ -z "$finds_completions" ]; then must as_user 'SHELL=/bin/bash momo completions --install'; fi
must as_user "$completes"
has '^demo'
if [ -z "$finds_completions" ]; then must as_user 'SHELL=/bin/bash momo completions --uninstall'; fi

echo "the README's console blocks"
must as_user 'mkdir project && cd project && python3 /given/readme.py /given/README.md && cd .. && rm -r project'

readme_command "$to_remove"
must as_user '! command -v momo'
# The topic on installing says what is left, and how it goes.
must as_user 'rm -r ~/.config/momo ~/.local/share/momo'
list cleared
others=()
left before cleared
for other in "${others[@]}"; do echo "others left: $other"; done | sort -u
[ $failed = 0 ] && echo "done     $way"
exit $failed
