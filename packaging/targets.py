"""The targets that momo is built for, and what each package manager calls them."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A Rust target."""

    triple: str
    # `process.platform` and `process.arch` of Node.js.
    npm_os: str
    npm_cpu: str
    # Platform tags of a wheel, separated by points.
    wheel: str
    # Operating system and architecture of an OCI image; "" where there is none.
    oci: str = ""

    @property
    def suffix(self) -> str:
        return ".exe" if self.npm_os == "win32" else ""

    @property
    def archive(self) -> str:
        return ".zip" if self.npm_os == "win32" else ".tar.gz"


# A static Linux binary needs no libc: it runs where wheels of either one do.
LINUX = "manylinux_2_17_{0}.manylinux2014_{0}.musllinux_1_1_{0}"
TARGETS = [
    Target("x86_64-unknown-linux-gnu", "linux", "x64", LINUX.format("x86_64"), "linux/amd64"),
    Target("aarch64-unknown-linux-gnu", "linux", "arm64", LINUX.format("aarch64"), "linux/arm64"),
    Target("x86_64-apple-darwin", "darwin", "x64", "macosx_10_12_x86_64"),
    Target("aarch64-apple-darwin", "darwin", "arm64", "macosx_11_0_arm64"),
    Target("x86_64-pc-windows-msvc", "win32", "x64", "win_amd64"),
]


def target(triple: str) -> Target:
    """Returns the target of this triple; ends the program where there is none."""
    for known in TARGETS:
        if known.triple == triple:
            return known
    raise SystemExit(f"no packages are made for {triple}; they are for {', '.join(known.triple for known in TARGETS)}")
