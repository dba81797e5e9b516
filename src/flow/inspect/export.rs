//! Exports the history, or the exchanges of a filter, as a file for other programs.
use super::Inspector;
use super::show::attachment;
use crate::error::Result;
use crate::flow::export::{self, ExportOutput, ExportPlan};
use crate::flow::web::problem::{HandlerResult, Problem};
use crate::flow::web::query_params::QueryParams;
use crate::model::history::export_format::ExportFormat;
use crate::model::history::har::HarWriter;
use crate::model::history::ndjson::NdjsonWriter;
use crate::model::history::query;
use crate::model::http::Request;
use crate::model::text::phrase::Phrase;

/// Maximum size of an exported file, which is built in memory. Checked before each exchange, so that the last one may
/// exceed it.
const MAX_EXPORT_BYTES: usize = 64 << 20;

/// Exports exchanges oldest first, like `momo webhook history export`.
pub(super) fn export(inspector: &Inspector, request: &Request) -> HandlerResult {
    let query = QueryParams::read(request.query())?;
    let (mut format, content_type, extension): (Box<dyn ExportFormat>, _, _) =
        match query.text("as") {
            None | Some("ndjson") => (Box::new(NdjsonWriter), "application/x-ndjson", "ndjson"),
            Some("har") => (Box::new(HarWriter::default()), "application/json", "har"),
            Some(text) => {
                let phrase = Phrase::new("query.export").with("text", text);
                return Err(Problem::field("as", phrase));
            }
        };
    let plan = ExportPlan {
        ids: Vec::new(),
        query: query::Query {
            limit: None,
            filter: inspector.filter(&query)?,
            oldest_first: true,
            ..query::Query::default()
        },
        redactor: None,
    };
    let mut file = ExportBuffer::default();
    let format = format.as_mut();
    let outcome = inspector
        .history
        .with_history(|history| export::run(history, &plan, format, &mut file))?;
    if outcome.is_interrupted {
        return Err(Problem::field("filter", "export.too-large").hint("export.hint-any"));
    }
    Ok(attachment(
        content_type,
        &format!("exchanges.{extension}"),
        file.bytes,
    ))
}

#[derive(Default)]
struct ExportBuffer {
    bytes: Vec<u8>,
}

impl ExportOutput for ExportBuffer {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn is_cancelled(&mut self) -> bool {
        self.bytes.len() > MAX_EXPORT_BYTES
    }
}
