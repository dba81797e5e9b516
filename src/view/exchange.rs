//! An exchange on one line: the parts that every list shares, and the lines of the history.
use super::terminal::Styles;
use super::{cells, escape, time};
use crate::model::history::exchange::{Direction, Exchange, Kind};
use crate::model::secret::signature::Check;
use crate::model::time::Timestamp;

/// What the event is; else what was asked.
pub fn subject(exchange: &Exchange) -> String {
    escape::line(&exchange.what()).to_string()
}

/// The verdict on the signature in nine cells; an API call has none.
pub fn verdict_cell(exchange: &Exchange, ink: Styles) -> String {
    if exchange.kind == Kind::Api {
        return cells::left("-", 9);
    }
    let verdict = exchange.signature.verdict;
    paint_verdict(verdict, &cells::left(verdict.name(), 9), ink)
}

/// Words about a verdict, in its colour.
pub(super) fn paint_verdict(verdict: Check, words: &str, ink: Styles) -> String {
    match verdict {
        Check::Valid => ink.good(words),
        Check::Invalid | Check::Missing => ink.bad(words),
        Check::Unchecked => ink.warn(words),
    }
}

/// The status, or in a word why there is none, in eight cells.
pub fn status_cell(exchange: &Exchange, ink: Styles) -> String {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) => {
            let status = format!("{:<8}", response.status);
            if response.is_success() {
                ink.good(status)
            } else {
                ink.bad(status)
            }
        }
        (None, Some(failure)) => ink.bad(format!("{:<8}", failure.cause.name())),
        (None, None) => ink.bad(format!("{:<8}", "none")),
    }
}

/// Bytes as people count them.
pub fn size(bytes: usize) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        count if count < 10.0 * KIB => format!("{bytes} B"),
        count if count < KIB * KIB => format!("{:.1} KiB", count / KIB),
        count => format!("{:.1} MiB", count / KIB / KIB),
    }
}

/// The columns of the history: as wide as the terminal, or uncut where there is none.
#[derive(Debug, Clone, Copy)]
pub struct HistoryColumns {
    /// Cells of the terminal; none for a pipe or a file.
    width: Option<usize>,
    now: Timestamp,
}

impl HistoryColumns {
    /// Cells of everything but the event and the bot, with the gaps.
    const FIXED_WIDTH: usize = 68;
    /// Cells of a bot's id, with its gap.
    const BOT_WIDTH: usize = 18;

    /// Columns for this terminal, at this moment.
    pub fn new(width: Option<usize>, now: Timestamp) -> Self {
        Self { width, now }
    }

    /// Cells of the event, and whether there is room for the bot.
    fn event_width(&self) -> (usize, bool) {
        let Some(width) = self.width else {
            return (24, true);
        };
        let rest = width.saturating_sub(Self::FIXED_WIDTH);
        if rest >= Self::BOT_WIDTH + 20 {
            ((rest - Self::BOT_WIDTH).min(40), true)
        } else {
            (rest.clamp(8, 40), false)
        }
    }

    /// In a pipe nothing is cut, only filled up.
    fn cell(&self, text: &str, cells: usize) -> String {
        match self.width {
            None if cells::width(text) > cells => text.to_owned(),
            _ => cells::left(text, cells),
        }
    }

    fn time(&self, time: Timestamp) -> String {
        match self.width {
            Some(_) => cells::left(&time::brief(time, self.now), 11),
            None => time::date_and_clock(time),
        }
    }

    /// What the columns are.
    pub fn heading(&self, ink: Styles) -> String {
        let (event, has_bot) = self.event_width();
        let time = if self.width.is_some() { 11 } else { 19 };
        let bot = if has_bot { "  bot" } else { "" };
        let line = format!(
            "{:time$}  {:19}      {:event$}  {:9}  {:8}  {:>7}{bot}",
            "time", "id", "event", "signature", "answer", "ms"
        );
        ink.strong(line)
    }

    /// Time, id, star, `~` where a rehearsed fault touched it, direction, event, signature, answer, milliseconds, bot.
    pub fn line(&self, exchange: &Exchange, ink: Styles) -> String {
        let (event, has_bot) = self.event_width();
        let arrow = match exchange.direction {
            Direction::Sent => "→",
            Direction::Received => "←",
        };
        let star = if exchange.starred { '★' } else { ' ' };
        let fault = match exchange.chaos.is_empty() {
            true => " ".to_owned(),
            false => ink.warn("~"),
        };
        let line = format!(
            "{}  {} {star}{fault}{arrow}  {}  {}  {}  {:>7.1}",
            ink.faint(self.time(exchange.started_at)),
            ink.accent(self.cell(escape::line(&exchange.id).as_ref(), 19)),
            self.cell(&subject(exchange), event),
            verdict_cell(exchange, ink),
            status_cell(exchange, ink),
            exchange.timing.total_ms,
        );
        match &exchange.bot_id {
            Some(bot) if has_bot => format!("{line}  {}", self.cut(escape::line(bot).as_ref())),
            _ => line,
        }
    }

    fn cut(&self, bot: &str) -> String {
        match self.width {
            Some(_) => cells::cut(bot, Self::BOT_WIDTH - 2),
            None => bot.to_owned(),
        }
    }
}
