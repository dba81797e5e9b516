//! Renders a skill's answer like a chatroom: bubbles, cards as boxes, quick replies, and each lint finding below the
//! part that it concerns.
use super::super::{cells, escape, terminal::Styles};
use super::draw::{CardBox, FindingMarks, wrap};
use crate::model::kakao::dialogue::{Choice, choices};
use crate::model::kakao::lint::Finding;
use crate::model::text::utf16;
use serde_json::Value;

/// Length in UTF-16 code units after which Kakao folds a text.
const FOLD_LIMIT: usize = 500;
/// Maximum width of a card in terminal cells.
const MAX_CARD_WIDTH: usize = 44;

/// Summarizes an answer on one line: the text or title of each component, else its type.
pub fn one_line(answer: &Value) -> String {
    let outputs = answer["template"]["outputs"].as_array();
    let outputs = outputs.into_iter().flatten().filter_map(Value::as_object);
    let parts = outputs.flatten().map(|(kind, component)| {
        let header = component.get("header").unwrap_or(&Value::Null);
        let text = text_field(component, "text").or_else(|| text_field(component, "title"));
        let text = text.or_else(|| text_field(header, "title"));
        match text {
            Some(text) if kind == "simpleText" => text,
            Some(text) => format!("[{kind}] {text}"),
            None => format!("[{kind}]"),
        }
    });
    let parts: Vec<_> = parts.collect();
    match parts.is_empty() {
        true => "(nothing)".into(),
        false => parts.join(" "),
    }
}

/// Renders the answer as lines. Cards and the texts of bubbles are at most `width` cells wide (clamped to 24..=44).
/// Long texts are folded like in KakaoTalk unless `is_unfolded`.
pub fn render(
    answer: &Value,
    findings: &[Finding],
    width: usize,
    is_unfolded: bool,
    styles: Styles,
) -> Vec<String> {
    let mut renderer = AnswerRenderer {
        choices: choices(answer),
        marks: FindingMarks::new(findings, styles),
        width: width.clamp(24, MAX_CARD_WIDTH),
        is_unfolded,
        styles,
        lines: Vec::new(),
    };
    let outputs = answer["template"]["outputs"].as_array();
    for (index, output) in outputs.into_iter().flatten().enumerate() {
        for (name, component) in output.as_object().into_iter().flatten() {
            renderer.component(
                name,
                component,
                &format!("template.outputs[{index}].{name}"),
            );
        }
        renderer.push_remaining_findings(&format!("template.outputs[{index}]"));
    }
    renderer.quick_replies();
    renderer.push_remaining_findings("");
    renderer.lines.extend(renderer.marks.omitted());
    renderer.lines
}

struct AnswerRenderer<'a> {
    choices: Vec<Choice>,
    marks: FindingMarks<'a>,
    width: usize,
    is_unfolded: bool,
    styles: Styles,
    lines: Vec<String>,
}

impl AnswerRenderer<'_> {
    fn component(&mut self, name: &str, component: &Value, path: &str) {
        match name {
            "simpleText" => self.text(component),
            "simpleImage" => self.image(component),
            "carousel" => self.carousel(component, path),
            "textCard" | "basicCard" | "commerceCard" | "listCard" | "itemCard" => {
                self.card(name, component, path);
            }
            // Kakao shows nothing of it; a finding explains why.
            _ => {
                let text = format!(
                    "[{}] is no component that is documented",
                    escape::line(name)
                );
                let bar = self.styles.accent("│");
                self.lines
                    .push(format!("{bar} {}", self.styles.faint(text)));
            }
        }
        // A card has shown its findings itself; these belong to a bubble.
        for finding in self.marks.take_below(path) {
            let mark = self.marks.line(finding, path);
            self.lines
                .push(format!("{} {mark}", self.styles.accent("│")));
        }
    }

    fn text(&mut self, component: &Value) {
        let text = component["text"].as_str().unwrap_or_default();
        let (visible, hidden_count) = match self.is_unfolded {
            true => (text, 0),
            false => split_at_fold(text),
        };
        for line in escape::lines(visible).as_ref().lines() {
            for piece in wrap(line, self.width) {
                self.lines
                    .push(format!("{} {piece}", self.styles.accent("│")));
            }
        }
        if hidden_count > 0 {
            let text = format!(
                "… 전체보기 (Kakao folds {hidden_count} more characters; --whole shows them)"
            );
            self.lines.push(format!(
                "{} {}",
                self.styles.accent("│"),
                self.styles.faint(text)
            ));
        }
    }

    fn image(&mut self, component: &Value) {
        let text = image_text(component, "altText");
        self.lines
            .push(format!("{} {text}", self.styles.accent("│")));
    }

    fn carousel(&mut self, component: &Value, path: &str) {
        let kind = component["type"].as_str().unwrap_or("card");
        let items = component["items"].as_array();
        let count = items.map_or(0, Vec::len);
        if let Some(header) = component.get("header") {
            self.card("header", header, &format!("{path}.header"));
        }
        for (index, item) in items.into_iter().flatten().enumerate() {
            let text = format!("{} of {count}", index + 1);
            self.lines.push(self.styles.faint(text));
            self.card(kind, item, &format!("{path}.items[{index}]"));
        }
    }

    /// Renders a card with the findings below each part, and those of the whole card at its end.
    fn card(&mut self, kind: &str, card: &Value, path: &str) {
        let mut card_box = CardBox::new(self.width, self.styles);
        self.head(kind, card, path, &mut card_box);
        for line in price_lines(card) {
            card_box.push_line(&line);
        }
        let prices = [
            "price",
            "currency",
            "discount",
            "discountedPrice",
            "dicountedPrice",
            "discountRate",
        ];
        for key in prices {
            self.add_findings(&mut card_box, path, key);
        }
        self.items(kind, card, path, &mut card_box);
        self.buttons(path, &mut card_box);
        card_box.add_separator();
        self.add_findings(&mut card_box, path, "");
        self.lines.extend(card_box.finish());
    }

    /// Renders the profile, images, title and description.
    fn head(&mut self, kind: &str, card: &Value, path: &str, card_box: &mut CardBox) {
        for key in ["profile", "head"] {
            if let Some(head) = card.get(key) {
                let name = text_field(head, "nickname").or_else(|| text_field(head, "title"));
                card_box.push_line(&name.unwrap_or_default());
                self.add_findings(card_box, path, key);
                card_box.add_separator();
            }
        }
        for thumbnail in thumbnails(card) {
            card_box.push_line(&image_text(thumbnail, "altText"));
        }
        self.add_findings(card_box, path, "thumbnail");
        self.add_findings(card_box, path, "thumbnails");
        let header = ("header", card.get("header").filter(|_| kind == "listCard"));
        for (key, holder) in [
            header,
            ("", Some(card)),
            ("imageTitle", card.get("imageTitle")),
        ] {
            let Some(holder) = holder else { continue };
            let base = if key.is_empty() {
                path.to_owned()
            } else {
                format!("{path}.{key}")
            };
            card_box.push_title(&text_field(holder, "title").unwrap_or_default());
            self.add_findings(card_box, &base, "title");
            card_box.push_line(&text_field(holder, "description").unwrap_or_default());
            self.add_findings(card_box, &base, "description");
        }
    }

    /// Renders the items of a listCard, which can be tapped, or of an itemCard.
    fn items(&mut self, kind: &str, card: &Value, path: &str, card_box: &mut CardBox) {
        let list = |key: &str| card[key].as_array().cloned();
        let lists = ["items", "itemList"].map(|key| (key, list(key)));
        for (key, items) in lists {
            for (index, item) in items.into_iter().flatten().enumerate() {
                if index == 0 {
                    card_box.add_separator();
                }
                let item_path = format!("{key}[{index}]");
                let number = self.choice_number(&format!("{path}.{item_path}"));
                let number = number.filter(|_| kind == "listCard");
                let suffix = number.map_or_else(String::new, |number| {
                    action_suffix(&self.choices[number - 1])
                });
                let number = number.map_or_else(String::new, |number| format!("[{number}] "));
                card_box.push_line(&format!("{number}{}{suffix}", item_text(&item)));
                self.add_findings(card_box, path, &item_path);
            }
        }
        if let Some(summary) = card.get("itemListSummary") {
            card_box.push_line(&item_text(summary));
            self.add_findings(card_box, path, "itemListSummary");
        }
    }

    fn buttons(&mut self, path: &str, card_box: &mut CardBox) {
        let buttons = format!("{path}.buttons");
        let mut is_first = true;
        for index in 0..self.choices.len() {
            let choice = &self.choices[index];
            let suffix = choice.path.strip_prefix(&buttons);
            let Some(suffix) = suffix.filter(|suffix| suffix.starts_with('[')) else {
                continue;
            };
            let (key, text) = (
                format!("buttons{suffix}"),
                format!("[{}] {}{}", index + 1, choice.label, action_suffix(choice)),
            );
            if std::mem::take(&mut is_first) {
                card_box.add_separator();
            }
            card_box.push_line(&text);
            self.add_findings(card_box, path, &key);
        }
    }

    fn choice_number(&self, path: &str) -> Option<usize> {
        let index = self.choices.iter().position(|choice| choice.path == path)?;
        Some(index + 1)
    }

    fn quick_replies(&mut self) {
        let mut line = String::new();
        let mut marks = Vec::new();
        for (index, choice) in self.choices.iter().enumerate() {
            if !choice.path.starts_with("template.quickReplies") {
                continue;
            }
            for finding in self.marks.take_below(&choice.path) {
                let mark = self.marks.line(finding, &choice.path);
                marks.push(format!("[{}] {mark}", index + 1));
            }
            let text = format!("[{}] {}", index + 1, escape::line(&choice.label));
            let is_full = cells::width(&line) + 2 + cells::width(&text) > self.width;
            if is_full && !line.is_empty() {
                self.lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&text);
        }
        self.lines
            .extend(Some(line).filter(|line| !line.is_empty()));
        self.lines.extend(marks);
    }

    /// Adds the unshown findings at or below `base.key` to the card; an empty key means the whole card.
    fn add_findings(&mut self, card_box: &mut CardBox, base: &str, key: &str) {
        let path = match key {
            "" => base.to_owned(),
            key => format!("{base}.{key}"),
        };
        for finding in self.marks.take_below(&path) {
            card_box.push_finding(finding, base);
        }
    }

    /// Appends the unshown findings at or below `path`.
    fn push_remaining_findings(&mut self, path: &str) {
        for finding in self.marks.take_below(path) {
            let mark = self.marks.line(finding, "");
            self.lines.push(mark);
        }
    }
}

fn item_text(item: &Value) -> String {
    let parts = [text_field(item, "title"), text_field(item, "description")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join("  ")
}

/// Splits off the visible part of a text; also returns the length of the rest in UTF-16 code units.
fn split_at_fold(text: &str) -> (&str, usize) {
    let mut units = 0;
    for (offset, ch) in text.char_indices() {
        units += ch.len_utf16();
        if units > FOLD_LIMIT {
            return (&text[..offset], utf16::units(&text[offset..]));
        }
    }
    (text, 0)
}

fn text_field(holder: &Value, key: &str) -> Option<String> {
    match holder.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Object(_) | Value::Array(_) => None,
        value => Some(value.to_string()),
    }
}

/// Formats `[image] URL (alternative text)`.
fn image_text(holder: &Value, alternative: &str) -> String {
    let url = text_field(holder, "imageUrl").unwrap_or_default();
    let text = text_field(holder, alternative).map(|text| format!(" ({text})"));
    let text = format!("[image] {url}{}", text.unwrap_or_default());
    escape::line(&text).to_string()
}

fn thumbnails(card: &Value) -> impl Iterator<Item = &Value> {
    let thumbnails = card["thumbnails"].as_array();
    card.get("thumbnail")
        .into_iter()
        .chain(thumbnails.into_iter().flatten())
}

/// Formats the price of a commerceCard: the price to pay and the original one.
fn price_lines(card: &Value) -> Vec<String> {
    let Some(price) = text_field(card, "price") else {
        return Vec::new();
    };
    // Kakao's table spells the key without an `s`. The discounted price takes precedence over `discount`.
    let final_price = text_field(card, "discountedPrice")
        .or_else(|| text_field(card, "dicountedPrice"))
        .or_else(|| discounted_price(card));
    let rate = text_field(card, "discountRate").map(|rate| format!(" (-{rate}%)"));
    vec![match final_price {
        Some(final_price) => format!(
            "{final_price}원, before {price}원{}",
            rate.unwrap_or_default()
        ),
        None => format!("{price}원"),
    }]
}

/// Subtracts the discount from the price; `None` unless both are whole numbers and 0 < discount <= price.
fn discounted_price(card: &Value) -> Option<String> {
    let number = |key: &str| card[key].as_u64();
    let (price, discount) = (number("price")?, number("discount")?);
    let is_valid = discount > 0 && discount <= price;
    is_valid.then(|| (price - discount).to_string())
}

/// Describes what a tap does; empty if it sends a message.
fn action_suffix(choice: &Choice) -> String {
    match &*choice.action {
        "message" => String::new(),
        "block" => " → block".into(),
        action => format!(" → {action}"),
    }
}
