//! `momo webhook history list`: lists the newest exchanges, one per line.
use super::follow::follow;
use super::selection::SelectionArgs;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::history::exchange::Exchange;
use crate::model::history::filter::HELP;
use crate::model::history::query::{BodyChoice, Query};
use crate::view::exchange::HistoryColumns;

/// Arguments of `momo webhook history list`.
#[derive(clap::Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct ListHistory {
    /// At most so many
    #[arg(long, short = 'n', value_name = "COUNT", default_value_t = 20)]
    limit: usize,
    /// All there are
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Only those older than this exchange
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// Go on with what other momos add, the newest last, until Ctrl-C
    #[arg(long, short, conflicts_with_all = ["all", "before"])]
    follow: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Verb for ListHistory {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List exchanges, newest first";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history list
  momo webhook history list --filter 'failed since:2h'
  momo webhook history list --filter 'type:talk.* sig:invalid,missing -bot:bot_1'
  momo webhook history list --filter 'body:안녕 ms:>1000'
  momo webhook history --follow --filter failed
  momo webhook history list --all --json > exchanges.ndjson

`★` marks what was starred, `~` what a rehearsed fault touched; `momo webhook history show ID` says which.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let path = context.history_file()?;
        if self.follow {
            let filter = self.selection.query(&context.clock())?.filter;
            return follow(context, &path, filter, self.limit);
        }
        let history = History::open_existing(&path)?;
        let before = match &self.before {
            Some(name) => Some(history.find(name)?.id),
            None => None,
        };
        let query = Query {
            // One more than shown, to detect whether older ones exist.
            limit: (!self.all).then(|| self.limit.saturating_add(1)),
            bodies: BodyChoice::of_list(context.terminal.is_json()),
            before,
            ..self.selection.query(&context.clock())?
        };
        let is_filtered = query.before.is_some() || !query.filter.is_empty();
        let limit = (!self.all).then_some(self.limit);
        let mut list = Listing::new(context, limit, is_filtered);
        history.for_each(&query, |exchange| list.take(&exchange))?;
        list.end();
        Ok(Verdict::Yes)
    }
}

/// Prints exchanges as they are read, in constant memory.
struct Listing<'a> {
    context: &'a mut Context,
    columns: HistoryColumns,
    limit: Option<usize>,
    is_filtered: bool,
    count: usize,
    last: String,
    has_more: bool,
}

impl<'a> Listing<'a> {
    fn new(context: &'a mut Context, limit: Option<usize>, is_filtered: bool) -> Self {
        let terminal = &context.terminal;
        let width = terminal.out_is_terminal().then(|| terminal.width());
        Self {
            columns: HistoryColumns::new(width, system::now()),
            context,
            limit,
            is_filtered,
            count: 0,
            last: String::new(),
            has_more: false,
        }
    }

    fn take(&mut self, exchange: &Exchange) -> Result<()> {
        if self.limit.is_some_and(|limit| self.count >= limit) {
            self.has_more = true;
            return Ok(());
        }
        let terminal = &mut self.context.terminal;
        if terminal.is_json() {
            terminal.print_json(exchange)?;
        } else {
            let styles = terminal.out_styles();
            if self.count == 0 {
                terminal.print(self.columns.heading(styles))?;
            }
            terminal.print(self.columns.line(exchange, styles))?;
        }
        self.count += 1;
        self.last.clone_from(&exchange.id);
        Ok(())
    }

    /// Prints a note about an empty list or older exchanges.
    fn end(self) {
        let terminal = &mut self.context.terminal;
        if self.count == 0 && !self.has_more {
            terminal.note(match self.is_filtered {
                true => "no such exchange is in the history",
                false => "the history is empty",
            });
        }
        if self.has_more && self.count > 0 && !terminal.is_json() {
            terminal.note(format!("older ones: --before {}", self.last));
        }
    }
}
