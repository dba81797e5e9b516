//! Packages of distributions: the Debian package in a root folder of its own, the RPM in a database of its own.
use super::{both, build, files, program, source, stripped, succeed, try_out};
use crate::support::has_program;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Whether a program is on this machine. `.ci/run` installs none of those that build packages, the release workflow does.
fn is_installed(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if !found {
        eprintln!("skipped: `{name}` is not on this machine");
    }
    found
}

/// Builds the package of this kind; its path.
fn package(kind: &str, folder: &Path) -> PathBuf {
    let output = folder.join("output");
    let mut command = build(TARGET, &stripped(folder), &output, &[kind]);
    // The release build stays what it is.
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    let built = command.output().unwrap();
    assert!(built.status.success(), "{}", both(&built));
    let mut found = fs::read_dir(&output).unwrap().map(|it| it.unwrap().path());
    let package = found.find(|path| path.extension().is_some_and(|it| it == kind));
    package.unwrap_or_else(|| panic!("there is no .{kind}: {}", both(&built)))
}

/// The manual page of momo as `man` shows it, below a folder with manual pages.
fn manual(pages: &Path, home: &Path) -> String {
    let mut man = program("man", home);
    man.arg("-M")
        .arg(pages)
        .arg("momo")
        .env("MANWIDTH", "80")
        .env("LC_ALL", "C.UTF-8");
    succeed(&mut man)
}

#[test]
fn debian_package_installs_and_goes_whole() {
    let has_tools = ["cargo-deb", "dpkg", "strip"]
        .iter()
        .all(|it| is_installed(it));
    if !has_tools {
        return;
    }
    let folder = TempDir::new().unwrap();
    let deb = package("deb", folder.path());
    let root = folder.path().join("root");
    let records = root.join("var/lib/dpkg");
    for name in ["updates", "info"] {
        fs::create_dir_all(records.join(name)).unwrap();
    }
    for name in ["status", "available"] {
        fs::write(records.join(name), "").unwrap();
    }
    let dpkg = |args: &[&str], last: &Path| {
        let mut dpkg = program("dpkg", folder.path());
        dpkg.arg("--root").arg(&root);
        dpkg.args(["--force-not-root", "--force-script-chrootless"]);
        dpkg.args(["--log", "/dev/null"]).args(args).arg(last);
        succeed(&mut dpkg)
    };
    dpkg(&["--install"], &deb);
    try_out(&root.join("usr/bin/momo"), folder.path());
    if has_program("man") {
        let shown = manual(&root.join("usr/share/man"), folder.path());
        assert!(shown.contains("momo-demo(1)"), "{shown}");
    }
    let mode = Command::new("dpkg").arg("--contents").arg(&deb).output();
    let contents = both(&mode.unwrap());
    for path in [
        "./usr/bin/momo",
        "./usr/share/bash-completion/completions/momo",
        "./usr/share/zsh/vendor-completions/_momo",
        "./usr/share/fish/vendor_completions.d/momo.fish",
        "./usr/share/doc/momo/copyright",
        "./usr/share/doc/momo/LICENSE-THIRD-PARTY",
        "./usr/share/doc/momo/README.md",
        "./usr/share/doc/momo/README.ko.md",
    ] {
        let line = contents.lines().find(|line| line.ends_with(path));
        let line = line.unwrap_or_else(|| panic!("{path} is not in it:\n{contents}"));
        let is_of_root = [" root/root ", " 0/0 "].iter().any(|it| line.contains(it));
        assert!(is_of_root, "{line}");
    }
    dpkg(&["--purge"], Path::new("momo"));
    let left: Vec<_> = files(&root)
        .into_iter()
        .filter(|file| !file.contains("/var/lib/dpkg/"))
        .collect();
    assert_eq!(left, [""; 0]);
    assert!(!root.join("usr").exists());
}

#[test]
fn rpm_package_installs_and_goes_whole() {
    let has_tools = ["cargo-generate-rpm", "rpm", "strip"]
        .iter()
        .all(|it| is_installed(it));
    if !has_tools || !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can install an RPM into a folder");
        return;
    }
    let folder = TempDir::new().unwrap();
    let package = package("rpm", folder.path());
    let root = folder.path().join("root");
    fs::create_dir(&root).unwrap();
    let rpm = |args: &[&str], last: &Path| {
        let mut rpm = program("rpm", folder.path());
        rpm.arg("--root").arg(&root).args(args).arg(last);
        succeed(&mut rpm)
    };
    // Nothing else is there: the package needs nothing, no shell either.
    rpm(&["--install", "--nosignature"], &package);
    try_out(&root.join("usr/bin/momo"), folder.path());
    if has_program("man") {
        let shown = manual(&root.join("usr/share/man"), folder.path());
        assert!(shown.contains("momo-demo(1)"), "{shown}");
    }
    let listed = rpm(&["--query", "--list"], Path::new("momo"));
    for path in [
        "/usr/share/bash-completion/completions/momo",
        "/usr/share/zsh/site-functions/_momo",
        "/usr/share/fish/vendor_completions.d/momo.fish",
        "/usr/share/doc/momo/README.ko.md",
        "/usr/share/licenses/momo/LICENSE-THIRD-PARTY",
    ] {
        assert!(listed.lines().any(|line| line == path), "{path}\n{listed}");
    }
    // The texts are texts to the database too, and no configuration.
    let texts = rpm(&["--query", "--docfiles"], Path::new("momo"));
    assert!(texts.contains("/usr/share/man/man1/momo.1"), "{texts}");
    rpm(&["--erase"], Path::new("momo"));
    let left: Vec<_> = files(&root)
        .into_iter()
        .filter(|file| !file.contains("/rpm/") && !file.contains("/.rpmdb/"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn container_image_is_one_that_skopeo_takes() {
    if !["python3", "skopeo"].iter().all(|it| has_program(it)) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let image = folder.path().join("image");
    // Its binary need not run here, so it need not be static.
    let mut write = program("python3", folder.path());
    write.arg(source("packaging/container.py"));
    write.args(["--version", "1.2.3", "--target", TARGET]);
    write.arg("--binary").arg(source("LICENSE-MIT"));
    succeed(write.arg("--output").arg(&image));
    let name = format!("oci:{}:momo", image.display());
    let skopeo = |args: &[&str]| succeed(program("skopeo", folder.path()).args(args));
    let inspected: serde_json::Value =
        serde_json::from_str(&skopeo(&["inspect", "--config", &name])).unwrap();
    assert_eq!(inspected["os"], "linux");
    assert_eq!(inspected["architecture"], "amd64");
    assert_eq!(inspected["config"]["User"], "65532");
    assert_eq!(inspected["config"]["Entrypoint"][0], "/usr/bin/momo");
    // All blobs are those that the manifest names: skopeo compares sizes and digests as it copies.
    let copied = folder.path().join("copied");
    let copy = format!("dir:{}", copied.display());
    let mut trusting = program("skopeo", folder.path());
    trusting.args(["--insecure-policy", "copy", "--quiet", &name, &copy]);
    succeed(&mut trusting);
    let layer = inspected_layer(&copied);
    let listed = succeed(Command::new("tar").arg("-tvf").arg(layer));
    let binary = listed.lines().find(|line| line.ends_with("usr/bin/momo"));
    assert!(binary.is_some_and(|it| it.starts_with("-rwxr-xr-x")));
    let home = listed.lines().find(|line| line.ends_with("home/momo/"));
    assert!(home.is_some_and(|it| it.contains("65532/65532")));
    // A changed blob is refused.
    let blob = layer_blob(&image, &copied);
    let mut bytes = fs::read(&blob).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&blob, bytes).unwrap();
    let other = format!("dir:{}", folder.path().join("other").display());
    let mut refusing = program("skopeo", folder.path());
    refusing.args(["--insecure-policy", "copy", "--quiet", &name, &other]);
    assert!(!refusing.output().unwrap().status.success());
}

/// The layer of a copied image.
fn inspected_layer(copied: &Path) -> PathBuf {
    let manifest = fs::read(copied.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let digest = manifest["layers"][0]["digest"].as_str().unwrap();
    copied.join(digest.strip_prefix("sha256:").unwrap())
}

/// The same layer in the image.
fn layer_blob(image: &Path, copied: &Path) -> PathBuf {
    let layer = inspected_layer(copied);
    image.join("blobs/sha256").join(layer.file_name().unwrap())
}
