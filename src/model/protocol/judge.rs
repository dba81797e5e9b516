//! What an answer must be beside its status, by the platform that asked.
use super::Protocol;
use crate::model::http::Response;
use crate::model::kakao::lint::{Finding, lint};

impl Protocol {
    /// What is to be said of an answer that was taken. Kakao reads a skill's answer and shows it; MoMoTalk documents
    /// nothing of an answer's body, and of a Share webhook's only the status counts.
    pub fn findings(self, response: &Response) -> Vec<Finding> {
        match self {
            Self::KakaoSkill if response.is_success() => lint(&response.body),
            _ => Vec::new(),
        }
    }
}
