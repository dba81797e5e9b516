//! Finds Python packages beside programs that they brought.
use std::ffi::OsStr;
use std::fs::read_dir;
use std::path::Path;

/// Returns whether `LIB/pythonX.Y/site-packages` beside the program's folder holds a package whose `.dist-info` begins with
/// `name`: what pip writes beside the programs of a package.
pub fn has_python_package(program: &Path, name: &str) -> bool {
    let prefix = program.parent().and_then(Path::parent);
    let Some(prefix) = prefix else { return false };
    let pythons = read_dir(prefix.join("lib")).into_iter().flatten().flatten();
    let is_of_package = |entry: &OsStr| {
        let entry = entry.to_string_lossy();
        entry.starts_with(name) && entry.ends_with(".dist-info")
    };
    pythons
        .filter(|python| python.file_name().to_string_lossy().starts_with("python"))
        .flat_map(|python| ["site-packages", "dist-packages"].map(|kind| python.path().join(kind)))
        .flat_map(|packages| read_dir(packages).into_iter().flatten().flatten())
        .any(|entry| is_of_package(&entry.file_name()))
}
