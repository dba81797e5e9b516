//! `momo webhook history star`: marks exchanges, to find them with `starred:yes`.
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::sqlite::History;
use crate::view::escape;
use crate::view::terminal::label;
use serde_json::json;

/// Arguments of `momo webhook history star`.
#[derive(clap::Args, Debug)]
pub(crate) struct StarExchanges {
    /// Ids, the beginning or the end of one, or `last`
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Take the mark away
    #[arg(long)]
    remove: bool,
}

impl Verb for StarExchanges {
    const NAME: &'static str = "star";
    const ABOUT: &'static str = "Mark exchanges, to find them again with `starred:yes`";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history star last
  momo webhook history list --filter starred:yes
  momo webhook history star --remove ex_01kd7n3h5s8jq2vz
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let mut history = History::open_existing(&context.history_file()?)?;
        // Resolves all ids before marking any.
        let ids = self.ids.iter().map(|name| Ok(history.find(name)?.id));
        let ids: Vec<_> = ids.collect::<Result<_>>()?;
        for id in &ids {
            if !history.star(id, !self.remove)? {
                return Err(Error::unknown(format!("exchange `{id}` is gone")));
            }
        }
        let terminal = &mut context.terminal;
        for id in &ids {
            if terminal.is_json() {
                terminal.print_json(&json!({ "id": id, "starred": !self.remove }))?;
            } else {
                let word = if self.remove { "unmarked" } else { "marked" };
                terminal.print(format!("{}  {}", label(word), escape::line(id)))?;
            }
        }
        Ok(Verdict::Yes)
    }
}
