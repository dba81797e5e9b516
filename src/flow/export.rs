//! Writing the history, or some of it, in a shape that other programs read: one exchange after the other, so that a
//! million take no memory.
use crate::error::{Error, Result};
use crate::io::sqlite::History;
use crate::model::history::exchange::Exchange;
use crate::model::history::export_format::ExportFormat;
use crate::model::history::query::Query;
use crate::model::secret::redact::Redactor;

/// What to export.
pub struct ExportPlan {
    /// These exchanges, in this order.
    pub ids: Vec<String>,
    /// Where no ids are given: those that this asks for.
    pub query: Query,
    /// Where others may see it.
    pub redactor: Option<Redactor>,
}

/// Where it goes.
pub trait ExportOutput {
    /// The next bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Whether the user wants it to end.
    fn is_cancelled(&mut self) -> bool;
}

/// What was exported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportResult {
    /// So many exchanges.
    pub count: u64,
    /// So many have no place in the shape.
    pub left_out: u64,
    /// The user ended it: not everything is there.
    pub is_interrupted: bool,
}

/// Writes everything.
pub fn run(
    history: &History,
    plan: &ExportPlan,
    format: &mut dyn ExportFormat,
    output: &mut dyn ExportOutput,
) -> Result<ExportResult> {
    let mut exported = ExportResult::default();
    output.write(format.begin(plan.redactor.is_some())?.as_bytes())?;
    let mut export_one = |exchange: Exchange| {
        if output.is_cancelled() {
            exported.is_interrupted = true;
            return Err(Error::unknown("interrupted"));
        }
        let exchange = match &plan.redactor {
            Some(redactor) => redactor.redact(exchange),
            None => exchange,
        };
        match format.exchange(&exchange)? {
            Some(text) => {
                exported.count += 1;
                output.write(text.as_bytes())?;
            }
            None => exported.left_out += 1,
        }
        Ok(())
    };
    let result = match plan.ids.is_empty() {
        true => history.for_each(&plan.query, &mut export_one),
        false => plan
            .ids
            .iter()
            .try_for_each(|id| export_one(history.find(id)?)),
    };
    match result {
        Err(_) if exported.is_interrupted => return Ok(exported),
        result => result?,
    }
    output.write(format.end()?.as_bytes())?;
    Ok(exported)
}
