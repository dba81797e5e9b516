//! What tests use of Unix; on Windows something that compiles, for tests that are not run there, each with its reason.
#[cfg(unix)]
pub use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
#[cfg(windows)]
pub use windows::{MetadataExt, PermissionsExt, symlink};

/// A program that takes no arguments, changes nothing and succeeds.
pub const DOES_NOTHING: &str = match cfg!(windows) {
    true => "hostname",
    false => "true",
};

#[cfg(windows)]
mod windows {
    use std::fs::{Metadata, Permissions};
    use std::io;
    use std::path::Path;

    pub trait MetadataExt {
        fn mode(&self) -> u32;
    }

    impl MetadataExt for Metadata {
        fn mode(&self) -> u32 {
            0
        }
    }

    pub trait PermissionsExt {
        fn mode(&self) -> u32;
        fn from_mode(mode: u32) -> Self;
    }

    impl PermissionsExt for Permissions {
        fn mode(&self) -> u32 {
            0
        }

        /// The permissions of an ordinary folder.
        fn from_mode(_mode: u32) -> Self {
            std::env::temp_dir().metadata().unwrap().permissions()
        }
    }

    pub fn symlink(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
        std::os::windows::fs::symlink_file(from, to)
    }
}
