//! `momo open`: the page of the running local platform.
use super::context::Context;
use super::resolve::no_platform_error;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::DevFile;
use crate::io::{browser, probe};
use serde_json::json;

/// Arguments of `momo open`.
#[derive(clap::Args, Debug)]
pub(crate) struct Open {
    /// Print the address instead; so also where there is no terminal
    #[arg(long)]
    print: bool,
}

impl Verb for Open {
    const NAME: &'static str = "open";
    const ABOUT: &'static str = "Open the page of the running local platform in the browser";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo open
  momo open --print

The address has a token of this run, which opens the page: show it to nobody.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let dev = DevFile::read(&context.home()?)?;
        let dev = dev
            .filter(|dev| probe::can_connect(&dev.api_base))
            .ok_or_else(no_platform_error)?;
        let page = dev.page.ok_or_else(|| {
            Error::unknown(format!(
                "the local platform at `{}` has no page",
                dev.api_base
            ))
            .hint("`momo dev` has one without `--no-page`.")
        })?;
        let is_shown =
            self.print || context.terminal.is_json() || !context.terminal.out_is_terminal();
        let is_open = !is_shown && browser::open(&page);
        if !is_shown && !is_open {
            context
                .terminal
                .note("no browser could be opened; this is the address");
        }
        let result = json!({ "page": page, "api_base": dev.api_base });
        context.terminal.show(&result, |terminal| match is_open {
            true => {
                terminal.note(format!("opened the page of {}", dev.api_base));
                Ok(())
            }
            false => terminal.print(&page),
        })
    }
}
