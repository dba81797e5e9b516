//! What an answer must be beside its status, by the platform that asked.
use super::{Protocol, skill};
use crate::model::http::{Request, Response};
use crate::model::kakao::lint::{Finding, lint};

impl Protocol {
    /// What is to be said of an answer that was taken. Kakao reads a skill's answer and shows it; MoMoTalk documents
    /// nothing of an answer's body, and of a Share webhook's only the status counts.
    pub fn lint_response(self, request: &Request, response: &Response) -> Vec<Finding> {
        match self {
            Self::KakaoSkill if !skill::is_validation(&request.body) && response.is_success() => {
                lint(&response.body)
            }
            _ => Vec::new(),
        }
    }
}
