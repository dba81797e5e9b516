//! Prints the ready line of the receiver.
use super::{Listen, ReadyInfo};
use crate::cmd::context::Context;
use crate::cmd::reach;
use crate::error::Result;
use crate::model::http::route::Route;
use crate::view::live;
use crate::view::terminal::{label, told};
use serde_json::json;

impl Listen {
    /// Prints the ready line, notes and warnings.
    pub(super) fn print_ready(&self, context: &mut Context, ready: &ReadyInfo) -> Result<()> {
        let terminal = &mut context.terminal;
        let ReadyInfo { address, url, .. } = ready;
        if terminal.is_json() {
            terminal.print_json(&self.ready_line(ready))?;
        } else {
            let any = match self.path {
                None => format!(" {}", label("(any path)")),
                Some(_) => String::new(),
            };
            let styles = terminal.out_styles();
            terminal.print(format!(
                "{} {}{any}",
                told("listening on"),
                styles.strong(url)
            ))?;
            if let Some(page) = &ready.page {
                terminal.note(format!("its page is at {page}"));
            }
        }
        terminal.note(format!("{}; Ctrl-C ends it", ready.checks));
        for route in &ready.routes {
            terminal.note(format!("forwards {route}"));
        }
        if ready.simulation.fail_rate > 0.0 {
            let seed = ready.simulation.seed;
            terminal.note(format!("`--seed {seed}` fails the same events again"));
        }
        if self.allow_unsigned {
            terminal.warn("events without a valid signature are taken too");
        }
        let path = self.path.as_deref().unwrap_or("/");
        reach::print(
            terminal,
            *address,
            path,
            "other machines can reach this address",
        );
        if !terminal.is_json() && terminal.out_is_terminal() {
            let headings = live::headings(terminal.out_width());
            terminal.heading(&headings);
        }
        Ok(())
    }

    fn ready_line(&self, ready: &ReadyInfo) -> serde_json::Value {
        let simulation = &ready.simulation;
        let seed = (simulation.fail_rate > 0.0).then_some(simulation.seed);
        let targets: Vec<_> = ready.routes.iter().map(Route::url).collect();
        json!({
            "type": "ready",
            "url": ready.url,
            "page": ready.page,
            "port": ready.address.port(),
            "reachable_at": reach::urls(ready.address, self.path.as_deref().unwrap_or("/")),
            "path": self.path,
            "allow_unsigned": self.allow_unsigned,
            "forward_to": targets,
            "seed": seed,
        })
    }
}
