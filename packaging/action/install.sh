#!/usr/bin/env bash
# Installs momo for the rest of a GitHub job: the first step of action.yml, which sets the variables.
#
# MOMO_VERSION        a version or its tag (`0.1.0`, `v0.1.0`)
# MOMO_DOWNLOAD_BASE  where the archives are; empty for the release of MOMO_REPOSITORY (`owner/name`)
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
version=${MOMO_VERSION#v}
case $version in
    [0-9]*.[0-9]*.[0-9]*) ;;
    *)
        echo "::error::momo: '$MOMO_VERSION' is no version; use the action at a tag such as v0.1.0, or give 'version'"
        exit 2
        ;;
esac
folder=$RUNNER_TEMP/momo
mkdir -p "$folder/bin" "$folder/home"
from=${MOMO_DOWNLOAD_BASE:-https://github.com/$MOMO_REPOSITORY/releases/download/v$version}
if [ "${RUNNER_OS:-}" = Windows ]; then
    pwsh -File "$here/install.ps1" -Version "$version" -Bin "$folder/bin" -From "$from"
    binary=$folder/bin/momo.exe
else
    # A home of its own: man pages and completions go with the job.
    HOME=$folder XDG_DATA_HOME=$folder/share XDG_CONFIG_HOME=$folder/config \
        sh "$here/install.sh" --version "$version" --bin "$folder/bin" --from "$from"
    binary=$folder/bin/momo
fi
echo "$folder/bin" >>"$GITHUB_PATH"
# Later steps see the bots and the history of earlier ones.
echo "MOMO_HOME=${MOMO_HOME:-$folder/home}" >>"$GITHUB_ENV"
{
    echo "path=$binary"
    echo "version=$version"
} >>"$GITHUB_OUTPUT"
