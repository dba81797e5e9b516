//! Renders one exchange as text to copy: curl, momo command, NDJSON or HAR. Credentials stay fingerprints.
use super::{ExchangeParams, Inspector};
use crate::error::Result;
use crate::flow::web::problem::HandlerResult;
use crate::flow::web::table::unknown_path;
use crate::model::history::curl;
use crate::model::history::exchange::Exchange;
use crate::model::history::export_format::ExportFormat;
use crate::model::history::har::HarWriter;
use crate::model::history::ndjson::NdjsonWriter;
use crate::model::http::Response;
use crate::model::text::shell;

pub(super) fn export_one(inspector: &Inspector, params: &ExchangeParams<'_>) -> HandlerResult {
    let exchange = inspector.exchange(&params.id)?;
    let text = match params.selector {
        "curl" => format!("{}\n", curl::request_command(&exchange).text),
        "momo" => format!(
            "momo webhook replay {}\n",
            shell::quote_visibly(&exchange.id)
        ),
        "ndjson" => single_exchange_file(&mut NdjsonWriter, &exchange)?,
        "har" => single_exchange_file(&mut HarWriter::default(), &exchange)?,
        other => {
            let path = format!("/exchanges/{}/as/{other}", params.id);
            return Err(unknown_path(&path).hint("export.hint-formats"));
        }
    };
    Ok(Response::new(200, "text/plain; charset=utf-8", text))
}

/// Returns the content of an export file with this exchange only.
fn single_exchange_file(format: &mut dyn ExportFormat, exchange: &Exchange) -> Result<String> {
    let parts = [
        format.begin(false)?,
        format.exchange(exchange)?.text,
        format.end()?,
    ];
    Ok(parts.concat())
}
