//! Exports exchanges of the history, one at a time in constant memory.
use crate::error::{Error, Result};
use crate::io::sqlite::History;
use crate::model::history::exchange::Exchange;
use crate::model::history::export_format::ExportFormat;
use crate::model::history::query::Query;
use crate::model::secret::redact::Redactor;

pub struct ExportPlan {
    /// Exchanges to export, in this order; empty to use `query`.
    pub ids: Vec<String>,
    /// Selects the exchanges if `ids` is empty.
    pub query: Query,
    /// Redacts each exchange; `None` exports secrets and texts too.
    pub redactor: Option<Redactor>,
}

/// Destination of an export.
pub trait ExportOutput {
    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// Fails if the destination cannot be written.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Returns whether the user cancelled the export.
    fn is_cancelled(&mut self) -> bool;
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportResult {
    /// Number of exported exchanges.
    pub count: u64,
    /// Number of exchanges that the format cannot represent.
    pub left_out: u64,
    /// Sentences about what the output does not hold.
    pub remarks: Vec<String>,
    /// Whether the user cancelled, so that the output is incomplete.
    pub is_interrupted: bool,
}

/// Writes all selected exchanges to `output`.
///
/// # Errors
///
/// Fails if an id is unknown, the history cannot be read or the output cannot be written.
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
        let exported_text = format.exchange(&exchange)?;
        match exported_text.is_left_out {
            true => exported.left_out += 1,
            false => exported.count += 1,
        }
        output.write(exported_text.text.as_bytes())
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
    exported.remarks = format.remarks(exported.left_out);
    Ok(exported)
}
