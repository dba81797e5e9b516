//! A skill's answer as people see it in a chatroom: bubbles, cards as boxes, quick replies, and what Kakao would refuse
//! of it marked where it stands.
use super::super::{cells, escape, terminal::Styles};
use super::draw::{Card, Marks, wrapped};
use crate::model::kakao::dialogue::{Choice, choices};
use crate::model::kakao::lint::Finding;
use crate::model::text::utf16;
use serde_json::Value;

/// After how many characters Kakao folds a text.
const FOLD: usize = 500;
/// Cells of a card.
const WIDTH: usize = 44;

/// What an answer says, on one line: texts and titles, and of what has none its kind.
pub fn brief(answer: &Value) -> String {
    let outputs = answer
        .pointer("/template/outputs")
        .and_then(Value::as_array);
    let outputs = outputs.into_iter().flatten().filter_map(Value::as_object);
    let said = outputs.flatten().map(|(kind, component)| {
        let header = component.get("header").unwrap_or(&Value::Null);
        let words = text(component, "text").or_else(|| text(component, "title"));
        let words = words.or_else(|| text(header, "title"));
        match words {
            Some(words) if kind == "simpleText" => words,
            Some(words) => format!("[{kind}] {words}"),
            None => format!("[{kind}]"),
        }
    });
    let said: Vec<_> = said.collect();
    match said.is_empty() {
        true => "(nothing)".into(),
        false => said.join(" "),
    }
}

/// The answer as lines; a text is folded as Kakao does it unless all is asked for.
pub fn drawn(
    answer: &Value,
    findings: &[Finding],
    width: usize,
    is_whole: bool,
    ink: Styles,
) -> Vec<String> {
    let mut room = Room {
        choices: choices(answer),
        marks: Marks::new(findings, ink),
        width: width.clamp(24, WIDTH),
        is_whole,
        ink,
        lines: Vec::new(),
    };
    let outputs = answer
        .pointer("/template/outputs")
        .and_then(Value::as_array);
    for (at, output) in outputs.into_iter().flatten().enumerate() {
        for (name, component) in output.as_object().into_iter().flatten() {
            room.component(name, component, &format!("template.outputs[{at}].{name}"));
        }
        room.rest(&format!("template.outputs[{at}]"));
    }
    room.quick_replies();
    room.rest("");
    room.lines.extend(room.marks.left_out());
    room.lines
}

struct Room<'a> {
    choices: Vec<Choice>,
    marks: Marks<'a>,
    width: usize,
    is_whole: bool,
    ink: Styles,
    lines: Vec<String>,
}

impl Room<'_> {
    fn component(&mut self, name: &str, component: &Value, path: &str) {
        match name {
            "simpleText" => self.text(component),
            "simpleImage" => self.image(component),
            "carousel" => self.carousel(component, path),
            "textCard" | "basicCard" | "commerceCard" | "listCard" | "itemCard" => {
                self.card(name, component, path);
            }
            // Kakao shows nothing of it; what was found about it says more.
            _ => {
                let words = format!(
                    "[{}] is no component that is documented",
                    escape::line(name)
                );
                let bar = self.ink.accent("│");
                self.lines.push(format!("{bar} {}", self.ink.faint(words)));
            }
        }
        // What is said of a bubble belongs to it; a card has told its own.
        for finding in self.marks.take(path) {
            let mark = self.marks.line(finding, path);
            self.lines.push(format!("{} {mark}", self.ink.accent("│")));
        }
    }

    fn text(&mut self, component: &Value) {
        let text = component
            .get("text")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let (seen, folded) = match self.is_whole {
            true => (text, 0),
            false => folded(text),
        };
        for line in escape::lines(seen).as_ref().lines() {
            for piece in wrapped(line, self.width) {
                self.lines.push(format!("{} {piece}", self.ink.accent("│")));
            }
        }
        if folded > 0 {
            let words =
                format!("… 전체보기 (Kakao folds {folded} more characters; --whole shows them)");
            self.lines.push(format!(
                "{} {}",
                self.ink.accent("│"),
                self.ink.faint(words)
            ));
        }
    }

    fn image(&mut self, component: &Value) {
        let words = image(component, "altText");
        self.lines.push(format!("{} {words}", self.ink.accent("│")));
    }

    fn carousel(&mut self, component: &Value, path: &str) {
        let kind = component
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("card");
        let items = component.get("items").and_then(Value::as_array);
        let count = items.map_or(0, Vec::len);
        if let Some(header) = component.get("header") {
            self.card("header", header, &format!("{path}.header"));
        }
        for (at, item) in items.into_iter().flatten().enumerate() {
            let words = format!("{} of {count}", at + 1);
            self.lines.push(self.ink.faint(words));
            self.card(kind, item, &format!("{path}.items[{at}]"));
        }
    }

    /// A card, with what Kakao says of each of its parts below that part, and of the whole at its end.
    fn card(&mut self, kind: &str, card: &Value, path: &str) {
        let mut drawn = Card::new(self.width, self.ink);
        self.head(kind, card, path, &mut drawn);
        for line in price(card) {
            drawn.line(&line);
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
            self.mark(&mut drawn, path, key);
        }
        self.items(kind, card, path, &mut drawn);
        self.buttons(path, &mut drawn);
        drawn.rule();
        self.mark(&mut drawn, path, "");
        self.lines.extend(drawn.end());
    }

    /// Who speaks, images, title and description.
    fn head(&mut self, kind: &str, card: &Value, path: &str, drawn: &mut Card) {
        for key in ["profile", "head"] {
            if let Some(head) = card.get(key) {
                let name = text(head, "nickname").or_else(|| text(head, "title"));
                drawn.line(&name.unwrap_or_default());
                self.mark(drawn, path, key);
                drawn.rule();
            }
        }
        for thumbnail in thumbnails(card) {
            drawn.line(&image(thumbnail, "altText"));
        }
        self.mark(drawn, path, "thumbnail");
        self.mark(drawn, path, "thumbnails");
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
            drawn.strong(&text(holder, "title").unwrap_or_default());
            self.mark(drawn, &base, "title");
            drawn.line(&text(holder, "description").unwrap_or_default());
            self.mark(drawn, &base, "description");
        }
    }

    /// The lines of a listCard, which can be tapped, or of an itemCard.
    fn items(&mut self, kind: &str, card: &Value, path: &str, drawn: &mut Card) {
        let list = |key: &str| card.get(key).and_then(Value::as_array).cloned();
        let lists = ["items", "itemList"].map(|key| (key, list(key)));
        for (key, items) in lists {
            for (at, item) in items.into_iter().flatten().enumerate() {
                if at == 0 {
                    drawn.rule();
                }
                let place = format!("{key}[{at}]");
                let number = self.number(&format!("{path}.{place}"));
                let number = number.filter(|_| kind == "listCard");
                let does = number.map_or_else(String::new, |it| does(&self.choices[it - 1]));
                let number = number.map_or_else(String::new, |number| format!("[{number}] "));
                drawn.line(&format!("{number}{}{does}", item_words(&item)));
                self.mark(drawn, path, &place);
            }
        }
        if let Some(summary) = card.get("itemListSummary") {
            drawn.line(&item_words(summary));
            self.mark(drawn, path, "itemListSummary");
        }
    }

    fn buttons(&mut self, path: &str, drawn: &mut Card) {
        let buttons = format!("{path}.buttons");
        let mut is_first = true;
        for at in 0..self.choices.len() {
            let choice = &self.choices[at];
            let place = choice.path.strip_prefix(&buttons);
            let Some(place) = place.filter(|rest| rest.starts_with('[')) else {
                continue;
            };
            let (place, words) = (
                format!("buttons{place}"),
                format!("[{}] {}{}", at + 1, choice.label, does(choice)),
            );
            if std::mem::take(&mut is_first) {
                drawn.rule();
            }
            drawn.line(&words);
            self.mark(drawn, path, &place);
        }
    }

    fn number(&self, path: &str) -> Option<usize> {
        let place = self.choices.iter().position(|choice| choice.path == path)?;
        Some(place + 1)
    }

    fn quick_replies(&mut self) {
        let mut line = String::new();
        let mut marks = Vec::new();
        for (at, choice) in self.choices.iter().enumerate() {
            if !choice.path.starts_with("template.quickReplies") {
                continue;
            }
            for finding in self.marks.take(&choice.path) {
                let mark = self.marks.line(finding, &choice.path);
                marks.push(format!("[{}] {mark}", at + 1));
            }
            let words = format!("[{}] {}", at + 1, escape::line(&choice.label));
            let is_full = cells::width(&line) + 2 + cells::width(&words) > self.width;
            if is_full && !line.is_empty() {
                self.lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&words);
        }
        self.lines
            .extend(Some(line).filter(|line| !line.is_empty()));
        self.lines.extend(marks);
    }

    /// What was found at this place of a card or below it, into the card; an empty key is the whole card.
    fn mark(&mut self, drawn: &mut Card, base: &str, key: &str) {
        let path = match key {
            "" => base.to_owned(),
            key => format!("{base}.{key}"),
        };
        for finding in self.marks.take(&path) {
            drawn.mark(finding, base);
        }
    }

    /// What was found at this place or below it, and was not told yet.
    fn rest(&mut self, path: &str) {
        for finding in self.marks.take(path) {
            let mark = self.marks.line(finding, "");
            self.lines.push(mark);
        }
    }
}

/// Title and description of a line of a card.
fn item_words(item: &Value) -> String {
    let words = [text(item, "title"), text(item, "description")];
    let words: Vec<_> = words.into_iter().flatten().collect();
    words.join("  ")
}

/// What of a text is seen at first, and how many characters more there are.
fn folded(text: &str) -> (&str, usize) {
    let mut units = 0;
    for (at, ch) in text.char_indices() {
        units += ch.len_utf16();
        if units > FOLD {
            return (&text[..at], utf16::units(&text[at..]));
        }
    }
    (text, 0)
}

fn text(holder: &Value, key: &str) -> Option<String> {
    match holder.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    }
}

/// `[image] ADDRESS (what it shows)`.
fn image(holder: &Value, alternative: &str) -> String {
    let url = text(holder, "imageUrl").unwrap_or_default();
    let words = text(holder, alternative).map(|words| format!(" ({words})"));
    let words = format!("[image] {url}{}", words.unwrap_or_default());
    escape::line(&words).to_string()
}

fn thumbnails(card: &Value) -> impl Iterator<Item = &Value> {
    let several = card.get("thumbnails").and_then(Value::as_array);
    card.get("thumbnail")
        .into_iter()
        .chain(several.into_iter().flatten())
}

/// The price of a commerceCard: what is to be paid, and what it was before.
fn price(card: &Value) -> Vec<String> {
    let Some(price) = text(card, "price") else {
        return Vec::new();
    };
    // Kakao's table spells the key without an `s`; it wins over `discount`.
    let now = text(card, "discountedPrice")
        .or_else(|| text(card, "dicountedPrice"))
        .or_else(|| less(card));
    let rate = text(card, "discountRate").map(|rate| format!(" (-{rate}%)"));
    vec![match now {
        Some(now) => format!("{now}원, before {price}원{}", rate.unwrap_or_default()),
        None => format!("{price}원"),
    }]
}

/// The price without its discount, where both are whole numbers.
fn less(card: &Value) -> Option<String> {
    let number = |key: &str| card.get(key).and_then(Value::as_u64);
    let (price, discount) = (number("price")?, number("discount")?);
    let is_less = discount > 0 && discount <= price;
    is_less.then(|| (price - discount).to_string())
}

/// What a tap does, where it does not simply say its label.
fn does(choice: &Choice) -> String {
    match &*choice.action {
        "message" => String::new(),
        "block" => " → block".into(),
        action => format!(" → {action}"),
    }
}
