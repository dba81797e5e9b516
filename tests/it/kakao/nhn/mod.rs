//! What momo knows of NHN Cloud, what it sends, and the NHN Cloud that the local platform plays.
mod answers;
mod bodies;
mod images;
mod local;
mod reading;
mod send;

use momo::model::nhn::message::{NhnMessage, SmsFailover};
use momo::model::nhn::phone::Phone;
use momo::model::nhn::{Via, rules};
use momo::model::time::Timestamp;
use serde_json::Value;

/// 2026-11-21 12:00 in Korea.
const NOON: Timestamp = Timestamp(1_795_230_000_000);

fn document(name: &str) -> Vec<u8> {
    std::fs::read(crate::support::data(&format!("nhn/{name}"))).unwrap()
}

fn message(text: &str) -> NhnMessage {
    NhnMessage {
        to: Phone::parse("010-1234-5678").unwrap(),
        text: text.into(),
        image: None,
        buttons: Vec::new(),
        is_ad: true,
        resend: SmsFailover::ConsoleSetting,
        send_at: None,
    }
}

/// A PNG of this size, of which the head alone is there, with so many bytes behind it.
fn png(width: u32, height: u32, more: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&[8, 2, 0, 0, 0]);
    bytes.resize(bytes.len() + more, 0);
    bytes
}

/// The codes of what is refused.
fn refusals(via: Via, body: &Value) -> Vec<i64> {
    let faults = rules::check(via, body, NOON);
    let errors = faults.iter().filter(|fault| fault.is_error);
    errors.map(|fault| fault.code).collect()
}

fn warned(via: Via, body: &Value) -> Vec<i64> {
    let faults = rules::check(via, body, NOON);
    let warnings = faults.iter().filter(|fault| !fault.is_error);
    warnings.map(|fault| fault.code).collect()
}
