//! Forwards terminal input to a program in a background process group.
//!
//! Only the terminal's foreground group, which is momo's, may read from it; another group would be stopped on its first
//! read. So momo reads while it is in the foreground, and writes into a pipe.
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;
use std::io::{self, Read, Write};
use std::process::ChildStdin;
use std::time::Duration;

/// Interval of checks whether momo is in the foreground again.
const BACKGROUND_POLL: Duration = Duration::from_millis(200);

/// Forwards input until the terminal or the pipe is closed, then closes the pipe.
pub(super) fn forward_stdin(mut pipe: ChildStdin) {
    let mut stdin = io::stdin().lock();
    let mut buffer = [0; 4096];
    loop {
        let mut poll_fds = [PollFd::new(&stdin, PollFlags::IN)];
        if poll(&mut poll_fds, None).is_err_and(|error| error != rustix::io::Errno::INTR) {
            return;
        }
        if tcgetpgrp(&stdin).is_ok_and(|group| group != getpgrp()) {
            std::thread::sleep(BACKGROUND_POLL);
            continue;
        }
        match stdin.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) if pipe.write_all(&buffer[..count]).is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
