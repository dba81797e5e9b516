//! Checks the body of a response by the rules of the platform.
use super::{Protocol, skill};
use crate::model::http::{Request, Response};
use crate::model::kakao::lint::{Finding, lint};

impl Protocol {
    /// Lints a successful response. Only Kakao skills have rules: Kakao shows the answer to users. MoMoTalk documents
    /// no response body, and for a Share webhook only the status counts.
    pub fn lint_response(self, request: &Request, response: &Response) -> Vec<Finding> {
        match self {
            Self::KakaoSkill if !skill::is_validation(&request.body) && response.is_success() => {
                lint(&response.body)
            }
            _ => Vec::new(),
        }
    }
}
