//! An exchange as text to copy: for a shell, for momo, for other programs. Credentials stay fingerprints.
use super::{Inspector, ExchangeParams};
use crate::error::Result;
use crate::flow::web::problem::HandlerResult;
use crate::flow::web::table::unknown_path;
use crate::model::history::curl;
use crate::model::history::exchange::Exchange;
use crate::model::history::export_format::Shape;
use crate::model::history::har::Har;
use crate::model::history::ndjson::Ndjson;
use crate::model::http::Response;

pub(super) fn export_one(it: &Inspector, at: &ExchangeParams<'_>) -> HandlerResult {
    let exchange = it.exchange(&at.id)?;
    let text = match at.selector {
        "curl" => format!("{}\n", curl::again(&exchange.request)),
        "momo" => format!("momo webhook replay {}\n", curl::quote(&exchange.id)),
        "ndjson" => single_exchange_file(&mut Ndjson, &exchange)?,
        "har" => single_exchange_file(&mut Har::default(), &exchange)?,
        other => {
            let path = format!("/exchanges/{}/as/{other}", at.id);
            return Err(unknown_path(&path).hint("The shapes are curl, momo, ndjson and har."));
        }
    };
    Ok(Response::new(200, "text/plain; charset=utf-8", text))
}

/// What a file of this shape holds that holds one exchange.
fn single_exchange_file(shape: &mut dyn Shape, exchange: &Exchange) -> Result<String> {
    let parts = [
        Some(shape.begin(false)?),
        shape.exchange(exchange)?,
        Some(shape.end()?),
    ];
    Ok(parts.into_iter().flatten().collect())
}
