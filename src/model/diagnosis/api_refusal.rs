//! Diagnoses a call that an API refused, in the words of the API.
use super::Diagnosis;
use crate::model::http::Response;
use crate::model::platform::api_problem::ApiProblem;
use crate::model::text::phrase::Phrase;
use serde::Deserialize;
use serde_json::Value;

/// Returns why the API refused the call, and its hint; `None` for a call that it took.
pub(super) fn diagnose(response: &Response) -> Option<Diagnosis> {
    if response.status < 400 {
        return None;
    }
    let body = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
    let phrase = |key: &str| Phrase::deserialize(&body["error"][key]).ok();
    let problem = ApiProblem::from_response(response);
    let why = phrase("phrase").unwrap_or_else(|| Phrase::verbatim(problem.message));
    let message = Phrase::new("diagnosis.api-refused").with("status", response.status);
    let hints = match phrase("hint_phrase") {
        Some(hint) => vec![hint],
        None => problem.hints.into_iter().map(Phrase::verbatim).collect(),
    };
    let diagnosis = Diagnosis::new(message.with("why", why));
    Some(hints.into_iter().fold(diagnosis, Diagnosis::hint))
}
