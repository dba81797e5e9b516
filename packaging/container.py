#!/usr/bin/env python3
"""Writes a container image as an OCI layout, without Docker: the static binary, certificates, and a user who is not root.

`skopeo copy oci:FOLDER:momo docker-daemon:momo:latest` loads it. The format is that of
https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md.
"""
import argparse
import gzip
import hashlib
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from pack import EPOCH, tar  # noqa: E402
from targets import target  # noqa: E402

# The authorities that the machine which builds the image trusts; HTTPS needs some.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
USER = 65532


class Layout:
    """An image layout, whose blobs are named by what they hold."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "blobs" / "sha256").mkdir(parents=True, exist_ok=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, media_type: str, content: bytes) -> dict:
        """Writes a blob; returns its descriptor."""
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / "blobs" / "sha256" / digest).write_bytes(content)
        return {"mediaType": f"application/vnd.oci.image.{media_type}", "digest": f"sha256:{digest}", "size": len(content)}

    def json(self, media_type: str, value: dict) -> dict:
        return self.blob(media_type, json.dumps(value, sort_keys=True).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for flag in ["version", "target", "binary", "output"]:
        parser.add_argument(f"--{flag}", required=True)
    given = parser.parse_args()
    system, architecture = target(given.target).oci.split("/")
    files = [
        ("etc/passwd", 0o644, f"momo:x:{USER}:{USER}::/home/momo:/usr/bin/momo\n".encode()),
        ("usr/bin/momo", 0o755, Path(given.binary).read_bytes()),
    ]
    if CERTIFICATES.exists():
        files.append(("etc/ssl/certs/ca-certificates.crt", 0o644, CERTIFICATES.read_bytes()))
    layout = Layout(Path(given.output))
    packed = tar(sorted(files), [("home/momo", 0o700, USER), ("tmp", 0o1777, 0)])
    layer = layout.blob("layer.v1.tar+gzip", packed)
    created = datetime.fromtimestamp(EPOCH, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = layout.json("config.v1+json", {
        "created": created,
        "os": system,
        "architecture": architecture,
        "config": {
            "User": str(USER),
            "Entrypoint": ["/usr/bin/momo"],
            "Cmd": ["--help"],
            # The home is a volume of its own: bots and history outlive the container.
            "Env": ["MOMO_HOME=/home/momo", "PATH=/usr/bin", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],
            "Volumes": {"/home/momo": {}},
            "WorkingDir": "/home/momo",
            "Labels": {"org.opencontainers.image.title": "momo", "org.opencontainers.image.version": given.version},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(gzip.decompress(packed)).hexdigest()}"]},
        "history": [{"created": created, "created_by": "packaging/container.py"}],
    })
    manifest = layout.json("manifest.v1+json", {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer]})
    manifest["annotations"] = {"org.opencontainers.image.ref.name": "momo"}
    manifest["platform"] = {"os": system, "architecture": architecture}
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest]}
    (layout.folder / "index.json").write_text(json.dumps(index, sort_keys=True))


if __name__ == "__main__":
    main()
