//! JUnit XML of conversations: one suite a file, one test case a conversation.
//!
//! Uses only elements of `junit-10.xsd`, as the report of a replay does.
use super::result::details;
use crate::model::chat::outcome::{ChatVerdict, ConversationResult};
use crate::view::escape;
use crate::view::report::junit::{Xml, seconds};
use crate::view::terminal::Styles;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;
use std::time::Duration;

/// Renders the report as XML with a final newline. `allows_flaky`: whether flaky conversations count as passed.
pub fn junit(results: &[ConversationResult], elapsed: Duration, allows_flaky: bool) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let report = Report {
        results,
        allows_flaky,
    };
    // Writes to a `Vec` cannot fail.
    let _ = report.document(&mut xml, elapsed);
    String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n"
}

struct Report<'a> {
    results: &'a [ConversationResult],
    allows_flaky: bool,
}

/// What a test case holds.
#[derive(Clone, Copy, PartialEq)]
enum CaseOutcome {
    Success,
    Failure,
    Error,
    Skipped,
}

impl Report<'_> {
    fn document(&self, xml: &mut Xml, elapsed: Duration) -> io::Result<()> {
        let mut files: Vec<&str> = Vec::new();
        for result in self.results {
            if !files.contains(&&*result.file) {
                files.push(&result.file);
            }
        }
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let all: Vec<_> = self.results.iter().collect();
        let totals = self.totals("momo chat test", &all, elapsed);
        let suites = xml.create_element("testsuites");
        let suites = suites.with_attributes(totals.iter().map(|(name, value)| (*name, &**value)));
        suites
            .write_inner_content(|xml| files.iter().try_for_each(|file| self.suite(xml, file)))?;
        Ok(())
    }

    fn suite(&self, xml: &mut Xml, file: &str) -> io::Result<()> {
        let results: Vec<_> = self.results.iter().filter(|it| it.file == file).collect();
        let elapsed = results.iter().map(|result| result.elapsed()).sum();
        let name = escape::line(file);
        let totals = self.totals(name.as_ref(), &results, elapsed);
        let suite = xml.create_element("testsuite");
        let suite = suite.with_attributes(totals.iter().map(|(name, value)| (*name, &**value)));
        suite.write_inner_content(|xml| results.iter().try_for_each(|it| self.case(xml, it)))?;
        Ok(())
    }

    fn totals(
        &self,
        name: &str,
        results: &[&ConversationResult],
        elapsed: Duration,
    ) -> Vec<(&'static str, String)> {
        let count = |outcome| {
            let all = results.iter();
            all.filter(|it| self.outcome(it.verdict()) == outcome)
                .count()
                .to_string()
        };
        vec![
            ("name", name.to_owned()),
            ("tests", results.len().to_string()),
            ("failures", count(CaseOutcome::Failure)),
            ("errors", count(CaseOutcome::Error)),
            ("time", seconds(elapsed.as_secs_f64())),
        ]
    }

    fn outcome(&self, verdict: ChatVerdict) -> CaseOutcome {
        match verdict {
            ChatVerdict::Passed => CaseOutcome::Success,
            ChatVerdict::Flaky if self.allows_flaky => CaseOutcome::Success,
            ChatVerdict::Failed | ChatVerdict::Flaky => CaseOutcome::Failure,
            ChatVerdict::Unknown => CaseOutcome::Error,
            ChatVerdict::Skipped => CaseOutcome::Skipped,
        }
    }

    fn case(&self, xml: &mut Xml, result: &ConversationResult) -> io::Result<()> {
        let (name, file) = (escape::line(&result.title), escape::line(&result.file));
        let time = seconds(result.elapsed().as_secs_f64());
        let attributes = [
            ("name", name.as_ref()),
            ("classname", file.as_ref()),
            ("time", &*time),
        ];
        let case = xml.create_element("testcase").with_attributes(attributes);
        let (element, kind) = match self.outcome(result.verdict()) {
            CaseOutcome::Success => {
                case.write_empty()?;
                return Ok(());
            }
            CaseOutcome::Skipped => {
                case.write_inner_content(|xml| {
                    xml.create_element("skipped").write_empty().map(drop)
                })?;
                return Ok(());
            }
            CaseOutcome::Failure if result.verdict() == ChatVerdict::Flaky => ("failure", "flaky"),
            CaseOutcome::Failure => ("failure", "unexpected"),
            CaseOutcome::Error => ("error", "unknown"),
        };
        let message = message(result);
        let text = details(Styles::plain(), result, None).join("\n");
        case.write_inner_content(|xml| {
            let attributes = [("message", &*message), ("type", kind)];
            let element = xml.create_element(element).with_attributes(attributes);
            element.write_text_content(BytesText::new(text.trim_matches('\n')))?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Returns place and reason in one line.
fn message(result: &ConversationResult) -> String {
    let attempt = result.shown_attempt();
    let failure = attempt.and_then(|attempt| attempt.failure.as_ref());
    let error = attempt.and_then(|attempt| attempt.error.clone());
    let message = match failure {
        Some(failure) => {
            let place = &failure.place;
            format!("{}:{}: {}", place.file, place.position.line, failure.reason)
        }
        None => error.unwrap_or_default(),
    };
    escape::line(&message).to_string()
}
