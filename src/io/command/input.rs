//! What is typed at a terminal, handed on to a program that is not in its foreground.
//!
//! Only the terminal's foreground group may read it, and that is momo's: a program in a group of its own would be stopped
//! by its first look at the keyboard. So momo reads, while it is in the foreground itself, and writes into a pipe.
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;
use std::io::{self, Read, Write};
use std::process::ChildStdin;
use std::time::Duration;

/// How often momo looks whether it is in the foreground again.
const BACKGROUND: Duration = Duration::from_millis(200);

/// Hands on what is typed until the terminal or the program takes no more; the pipe ends with it.
pub(super) fn hand_on(mut to: ChildStdin) {
    let mut stdin = io::stdin().lock();
    let mut typed = [0; 4096];
    loop {
        let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
        if poll(&mut polled, None).is_err_and(|error| error != rustix::io::Errno::INTR) {
            return;
        }
        if tcgetpgrp(&stdin).is_ok_and(|group| group != getpgrp()) {
            std::thread::sleep(BACKGROUND);
            continue;
        }
        match stdin.read(&mut typed) {
            Ok(0) => return,
            Ok(count) if to.write_all(&typed[..count]).is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
