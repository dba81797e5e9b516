//! Formats what the doctor found.
use super::escape;
use super::terminal::{Styles, told};
use crate::model::doctor::{DoctorFinding, DoctorLevel};

/// Returns the lines of a finding: what is so, and below it what to do.
pub fn lines(finding: &DoctorFinding, styles: Styles) -> Vec<String> {
    let symbol = match finding.level {
        DoctorLevel::Fine => styles.good("✓"),
        DoctorLevel::Fixed => styles.good("+"),
        DoctorLevel::Note => styles.faint("-"),
        DoctorLevel::Unknown => styles.warn("?"),
        DoctorLevel::Problem => styles.bad("✗"),
    };
    let message = escape::line(&told(&finding.message)).to_string();
    let mut lines = vec![styles.prose(&format!("{symbol} {:<24}{message}", finding.code))];
    if let Some(advice) = &finding.advice {
        let advice = escape::line(&told(advice)).to_string();
        let hint = styles.faint(told("hint:"));
        lines.push(styles.prose(&format!("    {hint} {advice}")));
    }
    lines
}
