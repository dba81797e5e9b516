//! The running programs of a run: their services, their output and their end.
use super::{GRACE, OUTPUT_GRACE, Program, RunEvent, RunMessage};
use crate::error::Result;
use crate::io::command::{CommandSpec, OutputMode, Service, ServiceEvent, StartError};
use std::cell::{Cell, RefCell};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

#[derive(Default)]
pub(super) struct Programs {
    /// In the order of their start; the bots first.
    running: Vec<(Program, Service)>,
    /// Number of output streams that are still open.
    open_streams: usize,
}

impl Programs {
    /// Starts a program; its output and its exit go to `sender`.
    pub(super) fn start(
        &mut self,
        program: Program,
        command: &CommandSpec,
        sender: &Sender<RunMessage>,
    ) -> Result<(), StartError> {
        let sender = sender.clone();
        let service = Service::start(command, move |output| {
            // The receiver may be gone.
            let _ = sender.send(RunMessage::Output(program, output));
        })?;
        let streams = [command.stdout, command.stderr];
        let lines = streams.iter().filter(|it| **it == OutputMode::Lines);
        self.open_streams += lines.count();
        self.running.push((program, service));
        Ok(())
    }

    /// Returns the process ids of the bots.
    pub(super) fn ids(&self) -> Vec<u32> {
        let bots = self.running.iter();
        let bots = bots.filter(|(program, _)| *program != Program::Then);
        bots.map(|(_, service)| service.id()).collect()
    }

    pub(super) fn send_signal(&self, number: i32) {
        for (_, service) in &self.running {
            service.send_signal(number);
        }
    }

    pub(super) fn kill(&self) {
        for (_, service) in &self.running {
            service.kill();
        }
    }

    /// Reports an output line, or counts a closed stream.
    pub(super) fn handle(
        &mut self,
        program: Program,
        output: ServiceEvent,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        match output {
            ServiceEvent::Line(stream, line) => observe(RunEvent::Line(program, stream, line)),
            ServiceEvent::Closed(_) => {
                self.open_streams = self.open_streams.saturating_sub(1);
                Ok(())
            }
            ServiceEvent::Exited(_) => Ok(()),
        }
    }

    /// Stops the processes that still run and reports the last output lines. A signal meanwhile kills them.
    pub(super) fn stop(
        &mut self,
        messages: &Receiver<RunMessage>,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        let deadline = Instant::now() + GRACE;
        let mut was_killed = false;
        let (held_back, has_signal) = (RefCell::new(Vec::new()), Cell::new(false));
        let is_urgent = || {
            for message in messages.try_iter() {
                match message {
                    RunMessage::Signal(_) => has_signal.set(true),
                    other => held_back.borrow_mut().push(other),
                }
            }
            has_signal.get()
        };
        // The command of `--then` uses the bots, which then end together.
        for is_bot in [false, true] {
            let services = self.running.iter_mut();
            let services = services.filter(|(program, _)| (*program != Program::Then) == is_bot);
            let mut services: Vec<_> = services.map(|(_, service)| service).collect();
            services
                .iter_mut()
                .for_each(|service| service.request_end());
            for service in services {
                let grace = deadline.saturating_duration_since(Instant::now());
                was_killed |= service.stop(grace, &is_urgent);
            }
        }
        for message in held_back.into_inner() {
            self.handle_last(message, observe)?;
        }
        let deadline = Instant::now() + OUTPUT_GRACE;
        while self.open_streams > 0 {
            let remaining = deadline.saturating_duration_since(Instant::now());
            match messages.recv_timeout(remaining) {
                Ok(RunMessage::Signal(_)) | Err(_) => break,
                Ok(message) => self.handle_last(message, observe)?,
            }
        }
        match was_killed {
            true => observe(RunEvent::Killed),
            false => Ok(()),
        }
    }

    /// Reports a message that came after the end of the run.
    fn handle_last(
        &mut self,
        message: RunMessage,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        match message {
            RunMessage::Output(program, output) => self.handle(program, output, observe),
            RunMessage::Platform(activity) => observe(RunEvent::Platform(activity)),
            _ => Ok(()),
        }
    }
}
