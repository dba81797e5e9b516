//! Feeds a talk in a room with what a person types and what happens on the platform.
//!
//! Threads: one reads lines (`io::line_editor`), one polls the platform for changes, and one waits while a line of a pipe
//! is not answered. All send to one unbounded channel, whose receiver runs the talk.
use super::changes::ChangeFeed;
use crate::error::Result;
use crate::io::line_editor::{LineInput, LineReader};
use serde_json::Value;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// What a talk reacts to.
#[derive(Debug)]
pub enum TalkEvent {
    Input(LineInput),
    /// Changes of the platform, oldest first; the error ends the talk.
    Changes(Result<Vec<Value>>),
    /// The time for an answer to the line of this number is over.
    WaitOver(u64),
}

/// Sources of a talk's events.
pub struct TalkSources {
    pub reader: LineReader,
    sender: Sender<TalkEvent>,
}

impl TalkSources {
    /// Starts to follow the platform, and to read lines when [`LineReader::next`] asks for them. `edits`: whether a person
    /// edits them on the terminal.
    ///
    /// # Errors
    /// Fails if the terminal cannot be set up.
    pub fn start(feed: ChangeFeed, edits: bool) -> Result<(Self, Receiver<TalkEvent>)> {
        let (sender, events) = mpsc::channel();
        let lines = sender.clone();
        // Fails only if the talk has ended.
        let observe = move |input| drop(lines.send(TalkEvent::Input(input)));
        let reader = match edits {
            true => LineReader::edit(observe)?,
            false => LineReader::read(observe),
        };
        follow(feed, sender.clone());
        Ok((Self { reader, sender }, events))
    }

    /// Sends [`TalkEvent::WaitOver`] with this number after the time.
    pub fn wait(&self, line: u64, time: Duration) {
        let sender = self.sender.clone();
        std::thread::spawn(move || {
            std::thread::sleep(time);
            // Fails only if the talk has ended.
            let _ = sender.send(TalkEvent::WaitOver(line));
        });
    }
}

/// Sends changes until the platform or the talk ends.
fn follow(mut feed: ChangeFeed, sender: Sender<TalkEvent>) {
    std::thread::spawn(move || {
        loop {
            let changes = feed.next_changes();
            let is_over = changes.is_err();
            if sender.send(TalkEvent::Changes(changes)).is_err() || is_over {
                return;
            }
        }
    });
}
