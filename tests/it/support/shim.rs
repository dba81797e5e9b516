//! A small C library between momo and its disk: it writes down what happens there, and lets it fail.
use super::{Momo, has_program};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The library, compiled once a run. The compiler is the one that SQLite was built with.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    assert!(has_program("cc"), "momo itself is not built without `cc`");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shim/disk.c");
    let library =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("disk-{}.so", std::process::id()));
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .status()
        .unwrap();
    assert!(status.success(), "the shim does not compile");
    library
});

/// What stands between a `momo` and its disk.
pub struct Shim {
    folder: TempDir,
}

impl Shim {
    /// Puts itself between this `momo` and the files of its home.
    pub fn under(momo: Momo) -> (Momo, Self) {
        let shim = Self {
            folder: TempDir::new().unwrap(),
        };
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let home = text(momo.home());
        let momo = momo
            .with("LD_PRELOAD", &text(&LIBRARY))
            .with("MOMO_SHIM_FOLDER", &home)
            .with("MOMO_SHIM_FAULT", &text(&shim.fault()));
        (momo, shim)
    }

    /// Also writes down what happens, in [`trace`](Self::trace).
    pub fn tracing(momo: Momo) -> (Momo, Self) {
        let (momo, shim) = Self::under(momo);
        let trace = shim.trace().to_str().unwrap().to_owned();
        (momo.with("MOMO_SHIM_TRACE", &trace), shim)
    }

    /// Where it is written down what happened.
    pub fn trace(&self) -> PathBuf {
        self.folder.path().join("trace")
    }

    /// From now on writes fail (`ENOSPC`) or syncs do (`EIO`).
    pub fn fail(&self, error: &str) {
        std::fs::write(self.fault(), error).unwrap();
    }

    /// From now on nothing fails.
    pub fn heal(&self) {
        std::fs::remove_file(self.fault()).unwrap();
    }

    fn fault(&self) -> PathBuf {
        self.folder.path().join("fault")
    }
}
