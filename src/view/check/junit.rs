//! JUnit XML of a check: a suite for each family, a test case for each check.
//!
//! Uses only elements of `junit-10.xsd` of <https://github.com/jenkinsci/xunit-plugin>.
use super::terminal;
use crate::model::check::{CheckOutcome, CheckReport, CheckVerdict};
use crate::view::escape;
use crate::view::terminal::Styles;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

type Xml = Writer<Vec<u8>>;

/// Renders the report as XML with a final newline.
pub fn junit(report: &CheckReport) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writes to a `Vec` cannot fail.
    let _ = document(&mut xml, report);
    String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n"
}

/// Numbers of a suite, as attributes.
struct SuiteCounts {
    tests: String,
    failures: String,
    skipped: String,
    time: String,
}

impl SuiteCounts {
    fn new(outcomes: &[&CheckOutcome]) -> Self {
        let count = |is_counted: &dyn Fn(&CheckOutcome) -> bool| {
            outcomes
                .iter()
                .filter(|outcome| is_counted(outcome))
                .count()
                .to_string()
        };
        Self {
            tests: outcomes.len().to_string(),
            failures: count(&CheckOutcome::is_new_failure),
            skipped: count(&|outcome| skip_reason(outcome).is_some()),
            time: seconds(outcomes.iter().map(|outcome| outcome.took_ms).sum()),
        }
    }
}

fn document(xml: &mut Xml, report: &CheckReport) -> io::Result<()> {
    let all: Vec<_> = report.outcomes.iter().collect();
    let totals = SuiteCounts::new(&all);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attributes([
        ("name", "momo webhook check"),
        ("tests", &*totals.tests),
        ("failures", &*totals.failures),
        ("errors", "0"),
        ("time", &*totals.time),
    ]);
    suites.write_inner_content(|xml| {
        for family in families(report) {
            suite(xml, report, family)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Returns the families of a report in the order of their first checks.
pub(super) fn families(report: &CheckReport) -> Vec<&'static str> {
    let mut families = Vec::new();
    for outcome in &report.outcomes {
        if !families.contains(&outcome.family()) {
            families.push(outcome.family());
        }
    }
    families
}

fn suite(xml: &mut Xml, report: &CheckReport, family: &str) -> io::Result<()> {
    let outcomes = report.outcomes.iter();
    let outcomes: Vec<_> = outcomes
        .filter(|outcome| outcome.family() == family)
        .collect();
    let counts = SuiteCounts::new(&outcomes);
    let suite = xml.create_element("testsuite").with_attributes([
        ("name", family),
        ("tests", &*counts.tests),
        ("failures", &*counts.failures),
        ("errors", "0"),
        ("skipped", &*counts.skipped),
        ("time", &*counts.time),
    ]);
    suite.write_inner_content(|xml| {
        outcomes
            .iter()
            .try_for_each(|outcome| case(xml, outcome, &report.url))
    })?;
    Ok(())
}

fn case(xml: &mut Xml, outcome: &CheckOutcome, url: &str) -> io::Result<()> {
    let (class, time) = (
        format!("momo.check.{}", outcome.family()),
        seconds(outcome.took_ms),
    );
    let element = xml.create_element("testcase").with_attributes([
        ("name", outcome.id),
        ("classname", &*class),
        ("time", &*time),
    ]);
    if outcome.is_new_failure() {
        let message = message(outcome, url);
        let text = terminal::details(Styles::plain(), outcome, url).join("\n");
        let attributes = [("message", &*message), ("type", "fail")];
        element.write_inner_content(|xml| {
            xml.create_element("failure")
                .with_attributes(attributes)
                .write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
        return Ok(());
    }
    if let Some(reason) = skip_reason(outcome) {
        element.write_inner_content(|xml| {
            xml.create_element("skipped")
                .with_attributes([("message", &*reason)])
                .write_empty()?;
            Ok(())
        })?;
        return Ok(());
    }
    match outcome.verdict {
        CheckVerdict::Warn => {
            let text = format!("warning: {}", message(outcome, url));
            element.write_inner_content(|xml| {
                xml.create_element("system-out")
                    .write_text_content(BytesText::new(&text))?;
                Ok(())
            })?;
        }
        _ => {
            element.write_empty()?;
        }
    }
    Ok(())
}

/// Returns what was expected and what came, on one line.
pub(super) fn message(outcome: &CheckOutcome, url: &str) -> String {
    let expected = outcome.expected.as_deref().unwrap_or_default();
    let got = outcome.got.as_deref().unwrap_or_default();
    let text = format!(
        "{}: expected {expected}, got {got} from {url}",
        outcome.what
    );
    escape::line(&text).to_string()
}

/// Returns why a check has no verdict of its own; `None` if it has.
fn skip_reason(outcome: &CheckOutcome) -> Option<String> {
    let note = outcome.note.as_deref().unwrap_or_default();
    let reason = match (outcome.verdict, &outcome.known) {
        (CheckVerdict::Fail, Some(known)) => format!("known failure: {known}"),
        (CheckVerdict::CouldNotTell | CheckVerdict::NotApplicable, _) => {
            format!("{}: {note}", outcome.verdict.words())
        }
        _ => return None,
    };
    Some(escape::line(&reason).to_string())
}

fn seconds(millis: f64) -> String {
    format!("{:.3}", millis.max(0.0) / 1000.0)
}
