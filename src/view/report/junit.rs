//! The report for CI servers, in JUnit's XML as Jenkins reads it: a delivery is a test case, and of very many, a payload.
//!
//! The elements are those of <https://github.com/jenkinsci/xunit-plugin>'s `junit-10.xsd`, which takes no others.
use super::ReportData;
use crate::error::Verdict;
use crate::model::replay::report::{Case, Collected, Group, Kept};
use crate::view::terminal::Styles;
use crate::view::{delivery, diff, escape};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// What the suite is called.
const SUITE_NAME: &str = "momo webhook replay";

type Xml = Writer<Vec<u8>>;

/// XML, with a newline behind it.
pub fn junit(sheet: &ReportData<'_>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // A list of bytes takes everything that is written into it.
    let _ = document(&mut xml, sheet);
    String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n"
}

fn document(xml: &mut Xml, sheet: &ReportData<'_>) -> io::Result<()> {
    let collected = sheet.collected;
    let cases: Vec<_> = match collected.has_all_cases() {
        true => collected
            .cases
            .iter()
            .map(|case| test_of_case(collected, case))
            .collect(),
        false => collected.groups.iter().map(test_of_group).collect(),
    };
    let count = |kind: FailureKind| {
        let is_so =
            |case: &&TestCase<'_>| case.failure.as_ref().is_some_and(|wrong| wrong.kind == kind);
        cases.iter().filter(is_so).count().to_string()
    };
    let (tests, time) = (
        cases.len().to_string(),
        seconds(sheet.summary.elapsed.as_secs_f64()),
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
                let words = limits(collected);
                xml.create_element("system-out")
                    .write_text_content(BytesText::new(&words))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

/// One test case.
struct TestCase<'a> {
    name: String,
    target: &'a str,
    millis: f64,
    failure: Option<TestFailure>,
}

/// What is wrong with it.
struct TestFailure {
    kind: FailureKind,
    message: String,
    lines: Vec<String>,
}

/// Whether the answer was not as expected, or nothing could be found out.
#[derive(Clone, Copy, PartialEq)]
enum FailureKind {
    Failure,
    Error,
}

impl TestCase<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let (target, time) = (escape::line(self.target), seconds(self.millis / 1000.0));
        let attributes = [
            ("name", &*self.name),
            ("classname", target.as_ref()),
            ("time", &*time),
        ];
        let element = xml.create_element("testcase").with_attributes(attributes);
        let Some(wrong) = &self.failure else {
            element.write_empty()?;
            return Ok(());
        };
        element.write_inner_content(|xml| {
            let (name, kind) = match wrong.kind {
                FailureKind::Failure => ("failure", "unexpected"),
                FailureKind::Error => ("error", "unknown"),
            };
            let attributes = [("message", &*wrong.message), ("type", kind)];
            let text = wrong.lines.join("\n");
            let element = xml.create_element(name).with_attributes(attributes);
            element.write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
        Ok(())
    }
}

fn test_of_case<'a>(collected: &'a Collected, case: &Case) -> TestCase<'a> {
    let group = &collected.groups[case.group];
    let label = escape::line(&group.label);
    let wrong = (case.verdict != Verdict::Yes).then(|| {
        let kept = case.kept.and_then(|place| collected.failures.get(place));
        let kind = match case.verdict {
            Verdict::No => FailureKind::Failure,
            _ => FailureKind::Error,
        };
        TestFailure::new(
            kind,
            &case.wrong,
            kept.map(details).unwrap_or_default(),
            &case.id,
        )
    });
    TestCase {
        name: match group.count {
            1 => label.to_string(),
            _ => format!("{label} #{}", case.round),
        },
        target: &group.target,
        millis: case.millis,
        failure: wrong,
    }
}

fn test_of_group(group: &Group) -> TestCase<'_> {
    let wrong = group.first.as_ref().map(|(wrong, id)| {
        let kind = match group.no {
            0 => FailureKind::Error,
            _ => FailureKind::Failure,
        };
        let failed = group.no + group.unknown;
        let words = format!(
            "{failed} of {} were not as expected, first: {wrong}",
            group.count
        );
        TestFailure::new(kind, &words, Vec::new(), id)
    });
    TestCase {
        name: escape::line(&group.label).to_string(),
        target: &group.target,
        millis: group.millis,
        failure: wrong,
    }
}

impl TestFailure {
    fn new(kind: FailureKind, words: &str, mut lines: Vec<String>, id: &str) -> Self {
        lines.push(format!("momo webhook history show {id}"));
        Self {
            kind,
            message: escape::line(words).to_string(),
            lines,
        }
    }
}

/// The delivery's line, the answer's beginning, what was expected, what differs, what it probably is.
fn details(kept: &Kept) -> Vec<String> {
    let ink = Styles::plain();
    let mut lines = vec![delivery::line(ink, &kept.label, &kept.exchange, false)];
    lines.extend(delivery::answer(ink, &kept.exchange, 400));
    let unmet = kept.unmet.words.iter();
    lines.extend(unmet.map(|words| format!("  expected {}", escape::line(words))));
    if let Some(diff) = &kept.unmet.diff {
        lines.extend(diff::lines(ink, diff, Some(400)));
    }
    if let Some(diagnosis) = &kept.diagnosis {
        lines.extend(delivery::diagnosis(ink, diagnosis));
    }
    lines
}

/// What a reader would miss.
fn limits(collected: &Collected) -> String {
    let count = collected.count;
    let mut words =
        format!("{count} deliveries are too many for a test case each, so each payload has one.");
    if collected.ungrouped > 0 {
        let rest = collected.ungrouped;
        words.push_str(&format!(
            " {rest} deliveries of further payloads have none."
        ));
    }
    words
}

fn seconds(seconds: f64) -> String {
    format!("{:.3}", seconds.max(0.0))
}
