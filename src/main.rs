//! Runs momo with the process's arguments and returns its exit code.
use std::process::ExitCode;

fn main() -> ExitCode {
    momo::run(std::env::args_os())
}
