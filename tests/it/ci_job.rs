//! The script that plays a CI job runs under a plain `sh`, without a terminal and without a home but MOMO_HOME.
use crate::support::{Momo, has_program};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn ci_job_is_one_command() {
    if !has_program("python3") {
        return;
    }
    let output = job("ci-job.sh", &std::env::var("PATH").unwrap());
    assert!(
        output.contains("Echo (to #1): Echo: 안녕하세요\n"),
        "{output}"
    );
    assert!(output.ends_with("the job is done\n"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn long_ci_job_runs_from_start_to_end() {
    let output = job("ci-job-long.sh", &std::env::var("PATH").unwrap());
    assert!(output.contains("Echo: 안녕하세요"), "{output}");
    assert!(output.ends_with("the job is done\n"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, makes symbolic links")]
fn long_ci_job_needs_no_python() {
    let programs = tempfile::TempDir::new().unwrap();
    for program in [
        "sh", "cat", "dirname", "grep", "mktemp", "rm", "sed", "sleep", "wc",
    ] {
        crate::support::os::symlink(found(program), programs.path().join(program)).unwrap();
    }
    let output = job("ci-job-long.sh", programs.path().to_str().unwrap());
    assert!(output.ends_with("the job is done\n"), "{output}");
}

/// Runs the script with these programs and nothing else of the environment.
fn job(script: &str, path: &str) -> String {
    let home = Momo::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(script);
    let output = Command::new("sh")
        .arg(script)
        .env_clear()
        .env("PATH", path)
        .env("MOMO", env!("CARGO_BIN_EXE_momo"))
        .env("MOMO_HOME", home.home())
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stdout}\n--- stderr\n{stderr}");
    stdout
}

fn found(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("every system has `{program}`"))
}
