#!/usr/bin/env python3
"""Packs a folder such that the same files give the same bytes: sorted, with one owner and one time.

    pack.py tar OUTPUT.tar.gz FOLDER
    pack.py zip OUTPUT.zip FOLDER

The time is SOURCE_DATE_EPOCH, in seconds since 1970.
"""
import gzip
import io
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))


def files_of(folder: Path):
    """Returns the files below the folder, in the order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def mode_of(path: Path) -> int:
    return 0o755 if path.stat().st_mode & 0o100 else 0o644


def tar(entries, folders=()) -> bytes:
    """Returns a gzipped archive of (name, mode, bytes), owned by root, after folders of (name, mode, user)."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=EPOCH, filename="") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name, mode, user in folders:
                entry = tarfile.TarInfo(name)
                entry.type, entry.mode, entry.mtime, entry.uid, entry.gid = tarfile.DIRTYPE, mode, EPOCH, user, user
                archive.addfile(entry)
            for name, mode, content in entries:
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.mtime = len(content), mode, EPOCH
                entry.uname = entry.gname = "root"
                archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def write_zip(output: Path, entries) -> None:
    """Writes a zip of (name, mode, bytes)."""
    moment = time.gmtime(max(EPOCH, 315532800))[:6]
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, mode, content in entries:
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def main() -> None:
    kind, output, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    entries = [(f"{folder.name}/{path.relative_to(folder).as_posix()}", mode_of(path), path.read_bytes()) for path in files_of(folder)]
    if kind == "tar":
        output.write_bytes(tar(entries))
    else:
        write_zip(output, entries)


if __name__ == "__main__":
    main()
