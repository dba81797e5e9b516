//! What the shells and the manual reader say of the committed files, where they are on this machine.
use super::{pages, root};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn shells_accept_their_scripts() {
    for (program, flags, file) in [
        ("bash", ["-n"].as_slice(), "momo.bash"),
        ("zsh", &["-f", "-n"], "_momo"),
        ("fish", &["--no-config", "--no-execute"], "momo.fish"),
    ] {
        if !found(program) {
            continue;
        }
        let output = Command::new(program)
            .args(flags)
            .arg(committed(file))
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {errors}"
        );
    }
}

#[test]
fn man_has_no_complaint() {
    if !found("groff") {
        return;
    }
    for ((name, section), page) in pages() {
        let mut groff = Command::new("groff")
            .args(["-man", "-Tutf8", "-Kutf8", "-ww", "-z"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = groff.stdin.take().unwrap();
        input.write_all(page.as_bytes()).unwrap();
        drop(input);
        let output = groff.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.is_empty(), "{name}({section}): {errors}");
    }
}

#[test]
fn every_page_has_its_sections_in_order() {
    for ((name, section), page) in pages() {
        if section != 1 {
            continue;
        }
        let mut rest = page.as_str();
        for section in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "\"EXIT STATUS\"",
            "ENVIRONMENT",
            "FILES",
            "\"SEE ALSO\"",
        ] {
            let heading = format!("\n.SH {section}\n");
            let at = rest
                .find(&heading)
                .unwrap_or_else(|| panic!("{name}: no {section} in its place\n{page}"));
            rest = &rest[at + 1..];
        }
        assert!(
            page.contains("\n.SH EXAMPLES\n") || page.contains("\n.SH COMMANDS\n"),
            "{name} has no examples"
        );
    }
}

fn committed(file: &str) -> PathBuf {
    root().join("completions").join(file)
}

/// Whether a program is here that not even CI must have.
fn found(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if !found {
        eprintln!("skipped: `{name}` is not on this machine");
    }
    found
}
