//! JUnit XML report for CI servers: one test case per delivery, or per payload if there are too many deliveries.
//!
//! Uses only elements of `junit-10.xsd` of <https://github.com/jenkinsci/xunit-plugin>, which allows no others.
use super::ReportData;
use crate::error::Verdict;
use crate::model::replay::report::{DeliverySummary, RunResults, SavedDelivery, TargetGroup};
use crate::view::terminal::Styles;
use crate::view::{delivery, diff, escape};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

const SUITE_NAME: &str = "momo webhook replay";

/// Writer of a report.
pub(in crate::view) type Xml = Writer<Vec<u8>>;

/// Renders the report as XML with a final newline.
pub fn junit(report: &ReportData<'_>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writes to a `Vec` cannot fail.
    let _ = document(&mut xml, report);
    String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n"
}

fn document(xml: &mut Xml, report: &ReportData<'_>) -> io::Result<()> {
    let collected = report.collected;
    let cases: Vec<_> = match collected.has_all_cases() {
        true => collected
            .cases
            .iter()
            .map(|case| test_of_case(collected, case))
            .collect(),
        false => collected.groups.iter().map(test_of_group).collect(),
    };
    let count = |kind: FailureKind| {
        let has_kind = |case: &&JunitCase<'_>| {
            case.failure
                .as_ref()
                .is_some_and(|failure| failure.kind == kind)
        };
        cases.iter().filter(has_kind).count().to_string()
    };
    let (tests, time) = (
        cases.len().to_string(),
        seconds(report.summary.elapsed.as_secs_f64()),
    );
    let (failures, errors) = (count(FailureKind::Failure), count(FailureKind::Error));
    let totals = [
        ("name", SUITE_NAME),
        ("tests", &*tests),
        ("failures", &*failures),
        ("errors", &*errors),
        ("time", &*time),
    ];
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attributes(totals);
    suites.write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attributes(totals);
        suite.write_inner_content(|xml| {
            cases.iter().try_for_each(|case| case.write(xml))?;
            if !collected.has_all_cases() {
                let message = explain_grouping(collected);
                xml.create_element("system-out")
                    .write_text_content(BytesText::new(&message))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

struct JunitCase<'a> {
    name: String,
    target: &'a str,
    millis: f64,
    failure: Option<TestFailure>,
}

struct TestFailure {
    kind: FailureKind,
    message: String,
    lines: Vec<String>,
}

/// `Failure`: the response was not as expected. `Error`: no verdict was possible.
#[derive(Clone, Copy, PartialEq)]
enum FailureKind {
    Failure,
    Error,
}

impl JunitCase<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let (target, time) = (escape::line(self.target), seconds(self.millis / 1000.0));
        let attributes = [
            ("name", &*self.name),
            ("classname", target.as_ref()),
            ("time", &*time),
        ];
        let element = xml.create_element("testcase").with_attributes(attributes);
        let Some(failure) = &self.failure else {
            element.write_empty()?;
            return Ok(());
        };
        element.write_inner_content(|xml| {
            let (name, kind) = match failure.kind {
                FailureKind::Failure => ("failure", "unexpected"),
                FailureKind::Error => ("error", "unknown"),
            };
            let attributes = [("message", &*failure.message), ("type", kind)];
            let text = failure.lines.join("\n");
            let element = xml.create_element(name).with_attributes(attributes);
            element.write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
        Ok(())
    }
}

fn test_of_case<'a>(collected: &'a RunResults, case: &DeliverySummary) -> JunitCase<'a> {
    let group = &collected.groups[case.group_index];
    let label = escape::line(&group.label);
    let failure = (case.verdict != Verdict::Yes).then(|| {
        let delivery = case
            .failure_index
            .and_then(|index| collected.failures.get(index));
        let kind = match case.verdict {
            Verdict::No => FailureKind::Failure,
            _ => FailureKind::Error,
        };
        TestFailure::new(
            kind,
            &case.problem,
            delivery.map(details).unwrap_or_default(),
            &case.id,
        )
    });
    JunitCase {
        name: match group.count {
            1 => label.to_string(),
            _ => format!("{label} #{}", case.round),
        },
        target: &group.target,
        millis: case.millis,
        failure,
    }
}

fn test_of_group(group: &TargetGroup) -> JunitCase<'_> {
    let failure = group.first_failure.as_ref().map(|(failure, id)| {
        let kind = match group.failed {
            0 => FailureKind::Error,
            _ => FailureKind::Failure,
        };
        let failed = group.failed + group.unknown;
        let message = format!(
            "{failed} of {} were not as expected, first: {failure}",
            group.count
        );
        TestFailure::new(kind, &message, Vec::new(), id)
    });
    JunitCase {
        name: escape::line(&group.label).to_string(),
        target: &group.target,
        millis: group.millis,
        failure,
    }
}

impl TestFailure {
    fn new(kind: FailureKind, message: &str, mut lines: Vec<String>, id: &str) -> Self {
        lines.push(format!("momo webhook history show {id}"));
        Self {
            kind,
            message: escape::line(message).to_string(),
            lines,
        }
    }
}

/// Renders the delivery's line, the start of its response, the failed expectations, the diff and the diagnosis.
fn details(delivery: &SavedDelivery) -> Vec<String> {
    let styles = Styles::plain();
    let mut lines = vec![delivery::line(
        styles,
        &delivery.label,
        &delivery.exchange,
        false,
    )];
    lines.extend(delivery::answer(styles, &delivery.exchange, 400));
    let mismatches = delivery.mismatch.expected.iter();
    lines.extend(mismatches.map(|message| format!("  expected {}", escape::line(message))));
    if let Some(diff) = &delivery.mismatch.diff {
        lines.extend(diff::lines(styles, diff, Some(400)));
    }
    if let Some(diagnosis) = &delivery.diagnosis {
        lines.extend(delivery::diagnosis(styles, diagnosis));
    }
    lines
}

/// Explains which deliveries have no test case of their own.
fn explain_grouping(collected: &RunResults) -> String {
    let count = collected.count;
    let mut message =
        format!("{count} deliveries are too many for a test case each, so each payload has one.");
    if collected.ungrouped > 0 {
        let rest = collected.ungrouped;
        message.push_str(&format!(
            " {rest} deliveries of further payloads have none."
        ));
    }
    message
}

/// Formats a duration as the schema wants it.
pub(in crate::view) fn seconds(seconds: f64) -> String {
    format!("{:.3}", seconds.max(0.0))
}
