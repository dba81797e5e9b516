//! Arguments and streams in, exit code out.
use std::process::ExitCode;

fn main() -> ExitCode {
    momo::run(std::env::args_os())
}
