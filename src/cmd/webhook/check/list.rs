//! `--list`: prints the checks that there are.
use super::CheckBot;
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::model::check::catalogue;
use crate::model::check::select::select;
use crate::model::protocol::Protocol;
use crate::view::check::list;

/// Prints the checks of the protocols that `--only` and `--skip` select.
pub(super) fn print(
    context: &mut Context,
    protocols: &[Protocol],
    args: &CheckBot,
) -> Result<Verdict> {
    let mut checks = Vec::new();
    for protocol in protocols {
        let selected = select(catalogue(*protocol), &args.only, &args.skip)?;
        checks.extend(selected.into_iter().map(|check| (protocol.name(), check)));
    }
    let json: Vec<_> = checks
        .iter()
        .map(|(protocol, check)| list::json(check, protocol, &args.refusal))
        .collect();
    context.terminal.show(&json, |terminal| {
        let styles = terminal.out_styles();
        for (_, check) in &checks {
            for line in list::lines(styles, check) {
                terminal.print(line)?;
            }
        }
        Ok(())
    })
}
