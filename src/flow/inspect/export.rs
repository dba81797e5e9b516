//! The history, or some of it, as a file for other programs.
use super::Inspector;
use super::show::attachment;
use crate::error::Result;
use crate::flow::export::{self, Plan, Sink};
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{Problem, HandlerResult};
use crate::model::history::export_format::Shape;
use crate::model::history::har::Har;
use crate::model::history::ndjson::Ndjson;
use crate::model::history::query;
use crate::model::http::Request;

/// How large such a file may be: it is made in memory.
const MAX_EXPORT_BYTES: usize = 64 << 20;

/// Oldest first, as `momo webhook history export` writes it.
pub(super) fn export(it: &Inspector, call: &Request) -> HandlerResult {
    let query = QueryParams::read(call.query())?;
    let (mut shape, kind, ending): (Box<dyn Shape>, _, _) = match query.text("as") {
        None | Some("ndjson") => (Box::new(Ndjson), "application/x-ndjson", "ndjson"),
        Some("har") => (Box::new(Har::default()), "application/json", "har"),
        Some(other) => {
            let words = format!("`{other}` is neither ndjson nor har");
            return Err(Problem::field("as", words));
        }
    };
    let plan = Plan {
        ids: Vec::new(),
        query: query::Query {
            limit: None,
            filter: it.filter(&query)?,
            oldest_first: true,
            ..query::Query::default()
        },
        redactor: None,
    };
    let mut file = ExportBuffer::default();
    let shape = shape.as_mut();
    let exported = it
        .history
        .with_history(|history| export::run(history, &plan, shape, &mut file))?;
    if exported.is_interrupted {
        return Err(Problem::field("filter", "leaves more than 64 MiB")
            .hint("`momo webhook history export` writes any number of exchanges."));
    }
    Ok(attachment(kind, &format!("exchanges.{ending}"), file.bytes))
}

/// What becomes the file.
#[derive(Default)]
struct ExportBuffer {
    bytes: Vec<u8>,
}

impl Sink for ExportBuffer {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn is_ended(&mut self) -> bool {
        self.bytes.len() > MAX_EXPORT_BYTES
    }
}
