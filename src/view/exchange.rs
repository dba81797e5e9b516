//! An exchange on one line: cells shared by all lists, and the columns of the history.
use super::terminal::{Styles, label};
use super::{cells, escape, time};
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::secret::signature::SignatureVerdict;
use crate::model::time::Timestamp;

/// Returns the escaped title: event type, `message call`, or method and URL.
pub fn subject(exchange: &Exchange) -> String {
    escape::line(label(&exchange.title())).to_string()
}

/// Renders the verdict on the signature, nine cells wide; `-` for an API call.
pub fn verdict_cell(exchange: &Exchange, styles: Styles) -> String {
    if exchange.kind == ExchangeKind::Api {
        return cells::pad_right("-", 9);
    }
    let verdict = exchange.signature.verdict;
    coloured_verdict(verdict, &cells::pad_right(label(verdict.name()), 9), styles)
}

/// Colours a text by a verdict.
pub(super) fn coloured_verdict(verdict: SignatureVerdict, words: &str, styles: Styles) -> String {
    match verdict {
        SignatureVerdict::Valid => styles.good(words),
        SignatureVerdict::Invalid | SignatureVerdict::Missing => styles.bad(words),
        SignatureVerdict::Unchecked => styles.warn(words),
    }
}

/// Renders the status, or the cause of the failure, eight cells wide.
pub fn status_cell(exchange: &Exchange, styles: Styles) -> String {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) => {
            let status = format!("{:<8}", response.status);
            if response.is_success() {
                styles.good(status)
            } else {
                styles.bad(status)
            }
        }
        (None, Some(failure)) => styles.bad(format!("{:<8}", failure.cause.name())),
        (None, None) => styles.bad(cells::pad_right(label("none"), 8)),
    }
}

/// Formats a number of bytes in B, KiB or MiB.
pub fn size(bytes: usize) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        count if count < 10.0 * KIB => format!("{bytes} B"),
        count if count < KIB * KIB => format!("{:.1} KiB", count / KIB),
        count => format!("{:.1} MiB", count / KIB / KIB),
    }
}

/// Columns of the history list.
#[derive(Debug, Clone, Copy)]
pub struct HistoryColumns {
    /// Terminal width in cells; `None` for a pipe or a file, where nothing is cut.
    width: Option<usize>,
    now: Timestamp,
}

impl HistoryColumns {
    /// Cells of all columns except id, event and bot, gaps included.
    const FIXED_WIDTH: usize = 58;
    /// Cells of a whole id, and of its end where the terminal is narrow.
    const ID_WIDTHS: [usize; 2] = [19, 9];
    /// Cells of the bot column, gap included.
    const BOT_WIDTH: usize = 18;

    /// Lays out the columns for a terminal width; `now` decides which times are shown without a date.
    pub fn new(width: Option<usize>, now: Timestamp) -> Self {
        Self { width, now }
    }

    /// Returns the cells of the event column, and whether the bot column fits.
    fn event_width(&self) -> (usize, bool) {
        let Some(width) = self.width else {
            return (24, true);
        };
        let rest = width.saturating_sub(Self::FIXED_WIDTH + self.id_width());
        if rest >= Self::BOT_WIDTH + 20 {
            ((rest - Self::BOT_WIDTH).min(40), true)
        } else {
            (rest.clamp(8, 40), false)
        }
    }

    /// Returns the cells of the id column. A narrow terminal shows the end of an id, which names it too.
    fn id_width(&self) -> usize {
        let [whole, end] = Self::ID_WIDTHS;
        match self.width {
            Some(width) if width < Self::FIXED_WIDTH + whole + 20 => end,
            _ => whole,
        }
    }

    fn id(&self, id: &str) -> String {
        let cells = self.id_width();
        let id = escape::line(id).to_string();
        let (count, [whole, _]) = (id.chars().count(), Self::ID_WIDTHS);
        match cells < whole && count > cells {
            true => {
                let end: String = id.chars().skip(count + 1 - cells).collect();
                cells::pad_right(&format!("…{end}"), cells)
            }
            false => self.cell(&id, cells),
        }
    }

    /// Pads a text to `cells`, and cuts it on a terminal only.
    fn cell(&self, text: &str, cells: usize) -> String {
        match self.width {
            None if cells::width(text) > cells => text.to_owned(),
            _ => cells::pad_right(text, cells),
        }
    }

    fn time(&self, time: Timestamp) -> String {
        match self.width {
            Some(_) => cells::pad_right(&time::brief_time(time, self.now), 11),
            None => time::date_and_clock(time),
        }
    }

    pub fn heading(&self, styles: Styles) -> String {
        let (event, has_bot) = self.event_width();
        let time = if self.width.is_some() { 11 } else { 19 };
        let bot = match has_bot {
            true => format!("  {}", label("bot")),
            false => String::new(),
        };
        let id = self.id_width();
        let line = format!(
            "{}  {}    {}  {}  {}  {}  {:>7}{bot}",
            cells::pad_right(label("time"), time),
            cells::pad_right("id", id),
            cells::pad_right(label("hop"), 9),
            cells::pad_right(label("event"), event),
            cells::pad_right(label("signature"), 9),
            cells::pad_right(label("answer"), 8),
            "ms"
        );
        styles.strong(line)
    }

    /// Renders time, id, star, `~` for an injected fault, hop, event, signature, status, milliseconds, bot.
    pub fn line(&self, exchange: &Exchange, styles: Styles) -> String {
        let (event, has_bot) = self.event_width();
        let star = if exchange.starred { '★' } else { ' ' };
        let fault = match exchange.faults.is_empty() {
            true => " ".to_owned(),
            false => styles.warn("~"),
        };
        let line = format!(
            "{}  {} {star}{fault} {}  {}  {}  {}  {:>7.1}",
            styles.faint(self.time(exchange.started_at)),
            styles.accent(self.id(&exchange.id)),
            cells::pad_right(label(exchange.hop().name()), 9),
            self.cell(&subject(exchange), event),
            verdict_cell(exchange, styles),
            status_cell(exchange, styles),
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
