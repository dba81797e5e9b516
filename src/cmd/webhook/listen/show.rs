//! What the receiver says when it is ready.
use super::{ReadyInfo, Listen};
use crate::cmd::context::Context;
use crate::error::Result;
use crate::model::http::route::Route;
use crate::view::live;
use serde_json::json;

impl Listen {
    /// The ready line, and what a person should know before the first event.
    pub(super) fn print_ready(&self, context: &mut Context, greeting: &ReadyInfo) -> Result<()> {
        let terminal = &mut context.terminal;
        let ReadyInfo { address, url, .. } = greeting;
        if terminal.is_json() {
            terminal.print_json(&self.ready_line(greeting))?;
        } else {
            let any = match self.path {
                None => " (any path)",
                Some(_) => "",
            };
            let ink = terminal.out_styles();
            terminal.print(format!("listening on {}{any}", ink.strong(url)))?;
            if let Some(page) = &greeting.page {
                terminal.note(format!("its page is at {page}"));
            }
        }
        terminal.note(format!("{}; Ctrl-C ends it", greeting.checks));
        for route in &greeting.routes {
            terminal.note(format!("forwards {route}"));
        }
        if greeting.simulation.fail_rate > 0.0 {
            let seed = greeting.simulation.seed;
            terminal.note(format!("`--seed {seed}` fails the same events again"));
        }
        if self.allow_unsigned {
            terminal.warn("events without a valid signature are taken too");
        }
        if !address.ip().is_loopback() {
            terminal.warn("other machines can reach this address");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            let headings = live::headings(terminal.out_width());
            terminal.heading(&headings);
        }
        Ok(())
    }

    fn ready_line(&self, greeting: &ReadyInfo) -> serde_json::Value {
        let rehearsal = &greeting.simulation;
        let seed = (rehearsal.fail_rate > 0.0).then_some(rehearsal.seed);
        let targets: Vec<_> = greeting.routes.iter().map(Route::url).collect();
        json!({
            "type": "ready",
            "url": greeting.url,
            "page": greeting.page,
            "port": greeting.address.port(),
            "path": self.path,
            "allow_unsigned": self.allow_unsigned,
            "forward_to": targets,
            "seed": seed,
        })
    }
}
