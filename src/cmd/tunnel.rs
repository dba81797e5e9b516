//! The flag `--tunnel`, and what is printed of a tunnel.
use super::command_line;
use super::context::Context;
use crate::error::{Error, Result};
use crate::flow::tunnel::TunnelEvent;
use crate::io::command;
use crate::io::files::ReadyFile;
use crate::model::tunnel::Tunnel;
use crate::view::terminal::told;
use serde_json::json;
use std::ffi::OsStr;
use std::rc::Rc;

/// The flag that gives a server a public URL.
#[derive(clap::Args, Debug)]
pub(crate) struct TunnelArgs {
    /// Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or
    /// `ssh USER@HOST` with ssh's options (that server's port, by plain HTTP, where its GatewayPorts allows it). Any other
    /// command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is
    /// tested against OpenSSH, the others against what their documentation shows
    #[arg(long, value_name = "PROGRAM", help_heading = "Public URL")]
    tunnel: Option<String>,
}

impl TunnelArgs {
    /// Returns the tunnel; `None` without the flag. Fails if the program is not installed.
    pub(crate) fn tunnel(&self) -> Result<Option<Tunnel>> {
        let Some(text) = &self.tunnel else {
            return Ok(None);
        };
        let words = command_line::split(text, "--tunnel")?;
        let tunnel = Tunnel::new(words).ok_or_else(|| {
            Error::usage("`--tunnel` is empty")
                .hint("It takes `cloudflared`, `ngrok`, `ssh USER@HOST`, or a command line.")
        })?;
        match command::check_runnable(OsStr::new(tunnel.program())) {
            Ok(()) => Ok(Some(tunnel)),
            Err(not_found) => Err(not_found.error.hint(
                "momo starts a tunnel that is installed: `cloudflared`, `ngrok`, `ssh USER@HOST`, or another command.",
            )),
        }
    }
}

/// Runs with the public URL, which has no path, when the tunnel is open, and with `None` when it has ended. Returns the public
/// URL of a page; `None` if there is none.
type OnChange = Box<dyn Fn(Option<&str>) -> Result<Option<String>>>;

/// What is printed of a tunnel.
pub(crate) struct TunnelOutput {
    program: String,
    /// Path of the URL that is printed.
    path: String,
    on_change: OnChange,
}

impl TunnelOutput {
    /// Creates the output; `on_change` runs with the public URL when the tunnel is open, and with `None` when it has ended.
    pub(crate) fn new(
        tunnel: &Tunnel,
        path: &str,
        on_change: impl Fn(Option<&str>) -> Result<Option<String>> + 'static,
    ) -> Self {
        Self {
            program: tunnel.program().to_owned(),
            path: path.to_owned(),
            on_change: Box::new(on_change),
        }
    }

    /// Prints an event. Fails if the tunnel did not open.
    pub(crate) fn print(&self, context: &mut Context, event: TunnelEvent) -> Result<()> {
        let terminal = &mut context.terminal;
        let program = &self.program;
        match event {
            TunnelEvent::Open(base) => {
                let url = format!("{base}{}", self.path);
                let page = (self.on_change)(Some(&base))?;
                if terminal.is_json() {
                    let mut line =
                        json!({ "type": "tunnel", "public_url": url, "program": program });
                    if let Some(page) = page {
                        line["page"] = page.into();
                    }
                    terminal.print_json(&line)?;
                } else {
                    let url = terminal.out_styles().strong(&url);
                    terminal.print(told(&format!("public at {url} ({program})")))?;
                    if let Some(page) = page {
                        terminal.note(format!(
                            "whoever has this address may do all on the page: {page}"
                        ));
                    }
                }
                if base.starts_with("http://") {
                    terminal.note("MoMoTalk and Kakao call HTTPS addresses only: this one needs a server with TLS before it");
                }
                Ok(())
            }
            TunnelEvent::Failed(error) => Err(error),
            TunnelEvent::Ended(error) => {
                (self.on_change)(None)?;
                if terminal.is_json() {
                    let line = json!({ "type": "tunnel_ended", "program": program });
                    terminal.print_json(&line)?;
                }
                terminal.warn(format!("{error}: the public URL leads nowhere now"));
                Ok(())
            }
        }
    }
}

/// Returns what writes the public URL of the served path to the ready file, if there is one, and removes the file when the
/// tunnel has ended.
pub(crate) fn keep_public_url(
    ready_file: &Option<Rc<ReadyFile>>,
    path: &str,
) -> impl Fn(Option<&str>) -> Result<Option<String>> + use<> {
    let (ready_file, path) = (ready_file.clone(), path.to_owned());
    move |base| {
        match (&ready_file, base) {
            (Some(file), Some(base)) => file.write(&format!("{base}{path}"))?,
            (Some(file), None) => file.remove(),
            (None, _) => {}
        }
        Ok(None)
    }
}
