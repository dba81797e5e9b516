//! Conversations with a Kakao skill: the outputs of its answers as messages, and what of the language means nothing there.
use super::error::ChatError;
use super::matching::QuickReply;
use super::script::{ExpectedLine, FileError, Script, ScriptStep, StepKind};
use crate::model::kakao::dialogue::choices;
use crate::model::kakao::lint::{Severity, lint};
use crate::model::text::phrase::Phrase;
use serde_json::Value;

/// One output of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkillOutput {
    /// Of a `simpleText` its text; of others what a user reads, a line each.
    pub text: String,
    /// Whether it is a `simpleText`.
    pub is_text: bool,
    /// Titles of its cards; empty for a card without one.
    pub cards: Vec<String>,
    /// The answer's quick replies, which stand below its last output.
    pub offers: Vec<QuickReply>,
    /// Buttons and list items that call the skill.
    pub buttons: Vec<QuickReply>,
}

/// Returns the outputs of an answer in their order.
pub fn outputs(answer: &Value) -> Vec<SkillOutput> {
    let list = answer["template"]["outputs"].as_array();
    let components = list.into_iter().flatten().map(|output| {
        let object = output.as_object().and_then(|object| object.iter().next());
        object.map(|(kind, component)| output_of(kind, component))
    });
    let mut outputs: Vec<_> = components.map(Option::unwrap_or_default).collect();
    for choice in choices(answer) {
        let Some(utterance) = choice.to_utterance() else {
            continue;
        };
        let path = choice.path.strip_prefix("template.outputs[");
        let index = path.and_then(|path| path.split(']').next()?.parse::<usize>().ok());
        let reply = QuickReply {
            label: choice.label,
            text: utterance.text,
            path: Some(choice.path),
        };
        match index {
            Some(index) => outputs[index].buttons.push(reply),
            None => {
                let last = outputs.last_mut();
                last.into_iter()
                    .for_each(|last| last.offers.push(reply.clone()));
            }
        }
    }
    outputs
}

fn output_of(kind: &str, component: &Value) -> SkillOutput {
    let text_of = |key: &str| component[key].as_str().unwrap_or_default().to_owned();
    match kind {
        "simpleText" => SkillOutput {
            text: text_of("text"),
            is_text: true,
            ..SkillOutput::default()
        },
        "simpleImage" => SkillOutput {
            text: text_of("altText"),
            ..SkillOutput::default()
        },
        "carousel" => {
            let items = component["items"].as_array().into_iter().flatten();
            SkillOutput {
                text: words(component),
                cards: items.map(title).collect(),
                ..SkillOutput::default()
            }
        }
        _ => SkillOutput {
            text: words(component),
            cards: vec![title(component)],
            ..SkillOutput::default()
        },
    }
}

/// Returns the title of a card: its own, else that of the part that stands at its head. Empty without one.
fn title(card: &Value) -> String {
    let parts = [
        "/title",
        "/header/title",
        "/head/title",
        "/imageTitle/title",
        "/profile/title",
    ];
    let mut titles = parts.iter().filter_map(|part| card.pointer(part)?.as_str());
    titles.next().unwrap_or_default().to_owned()
}

/// Returns the titles and descriptions of a card and its parts, a line each. Labels of buttons are not among them.
fn words(part: &Value) -> String {
    let mut lines = Vec::new();
    add_words(part, &mut lines);
    lines.join("\n")
}

fn add_words<'a>(part: &'a Value, lines: &mut Vec<&'a str>) {
    if !part.is_object() {
        return;
    }
    let texts = ["title", "description"].iter();
    lines.extend(texts.filter_map(|key| part[*key].as_str()));
    for key in ["header", "head", "imageTitle", "profile", "itemListSummary"] {
        add_words(&part[key], lines);
    }
    for key in ["items", "itemList"] {
        let items = part[key].as_array().into_iter().flatten();
        items.for_each(|item| add_words(item, lines));
    }
}

/// Returns why Kakao would not show an answer; `None` if it would.
pub fn refusal(answer: &[u8]) -> Option<Phrase> {
    let findings = lint(answer);
    let finding = findings.iter().find(|it| it.level == Severity::Error)?;
    let path = match &*finding.path {
        "" => "answer",
        path => path,
    };
    let phrase = Phrase::new("chat.refused-answer").with("path", path.to_owned());
    Some(
        phrase
            .with("why", finding.phrase.clone())
            .with("rule", finding.rule),
    )
}

/// Returns the steps of a script that mean nothing in a conversation with a skill.
pub fn unsupported(script: &Script) -> Vec<FileError> {
    let steps = script.steps.iter();
    steps.flat_map(unsupported_in).collect()
}

fn unsupported_in(step: &ScriptStep) -> Vec<FileError> {
    let whole = |message: &str| vec![error(step, None, message)];
    match &step.kind {
        StepKind::Fault { .. } => whole(
            "a fault is of the delivery of events, and a skill gets none: Kakao calls it once, and does not repeat a call",
        ),
        StepKind::Say {
            metadata: Some(_), ..
        } => whole("a message to a skill has no metadata"),
        StepKind::Expect(line) => of_line(step, line),
        StepKind::AnyOrder(lines) => lines.iter().flat_map(|line| of_line(step, line)).collect(),
        StepKind::Say { .. } | StepKind::Tap { .. } | StepKind::Clock(_) => Vec::new(),
    }
}

fn of_line(step: &ScriptStep, line: &ExpectedLine) -> Vec<FileError> {
    let metadata = (!line.line.metadata.is_empty())
        .then_some("the answer of a skill has no metadata; `bot shows card TITLE` and quick replies tell of its parts");
    let bot = line
        .line
        .bot
        .as_ref()
        .map(|_| "a skill is the only bot of its room: without a name the line is `bot ...`");
    let messages = metadata.into_iter().chain(bot);
    messages
        .map(|message| error(step, Some(line), message))
        .collect()
}

fn error(step: &ScriptStep, line: Option<&ExpectedLine>, message: &str) -> FileError {
    let source = line.map_or(&step.source, |line| &line.source);
    FileError {
        file: source.file.clone(),
        error: ChatError::new(source.position, message)
            .hint("`--protocol kakao-skill` plays the file; MoMoTalk's bots understand the line."),
        includes: source.includes.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn outputs_are_messages_with_their_cards_and_choices() {
        let answer = json!({ "version": "2.0", "template": {
            "outputs": [
                { "simpleText": { "text": "안녕" } },
                { "carousel": { "type": "basicCard", "items": [
                    { "title": "김밥", "description": "3000원", "buttons": [
                        { "label": "담기", "action": "block", "blockId": "b1" },
                        { "label": "지도", "action": "webLink", "webLinkUrl": "https://example.com" } ] },
                    { "description": "제목 없음" } ] } },
                { "listCard": { "header": { "title": "메뉴" }, "items": [
                    { "title": "라면", "action": "message", "messageText": "라면 주세요" } ] } },
            ],
            "quickReplies": [{ "label": "예", "action": "message", "messageText": "네" }] } });
        let outputs = outputs(&answer);
        let reply = |label: &str, text: &str, path: &str| QuickReply {
            label: label.into(),
            text: text.into(),
            path: Some(path.into()),
        };
        assert_eq!(outputs.len(), 3);
        assert_eq!((outputs[0].is_text, &*outputs[0].text), (true, "안녕"));
        assert_eq!(outputs[1].cards, ["김밥", ""]);
        assert_eq!(outputs[1].text, "김밥\n3000원\n제목 없음");
        let path = "template.outputs[1].carousel.items[0].buttons[0]";
        assert_eq!(outputs[1].buttons, [reply("담기", "담기", path)]);
        assert_eq!(outputs[2].cards, ["메뉴"]);
        let path = "template.outputs[2].listCard.items[0]";
        assert_eq!(outputs[2].buttons, [reply("라면", "라면 주세요", path)]);
        assert_eq!(
            outputs[2].offers,
            [reply("예", "네", "template.quickReplies[0]")]
        );
    }
}
