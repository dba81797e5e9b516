//! What several cards have: buttons, thumbnails, links, profiles, the icon to forward.
use super::rules::{self, Rule};
use super::sheet::Sheet;
use super::tree::{Node, Value};

/// The buttons of a card, and how they are laid out.
pub(super) fn buttons(sheet: &mut Sheet<'_>, card: &Node) {
    if let Some(layout) = card.get("buttonLayout") {
        sheet.one_of(layout, &["vertical", "horizontal"], &rules::BUTTON_LAYOUT);
    }
    let Some(list) = card.get("buttons") else {
        return;
    };
    let Some(buttons) = sheet.list(list) else {
        return;
    };
    let is_beside = are_beside(card);
    let count = if is_beside {
        &rules::BUTTONS_BESIDE
    } else {
        &rules::BUTTONS
    };
    sheet.few(list, count);
    let label = if is_beside && buttons.len() > 1 {
        &rules::BUTTON_LABEL_BESIDE
    } else {
        &rules::BUTTON_LABEL
    };
    for one in buttons {
        button(sheet, one, label);
    }
}

/// Whether the buttons stand side by side: `buttonLayout` says so, else the thumbnail's fixed ratio.
fn are_beside(card: &Node) -> bool {
    let thumbnail = card.get("thumbnail").or_else(|| {
        let several = card.get("thumbnails")?;
        several.elements().first()
    });
    match card.get("buttonLayout").and_then(Node::text) {
        Some(layout) => layout == "horizontal",
        None => thumbnail
            .and_then(|thumbnail| thumbnail.get("fixedRatio"))
            .is_some_and(Node::is_true),
    }
}

const ACTIONS: [&str; 6] = ["webLink", "message", "phone", "block", "share", "operator"];

fn button(sheet: &mut Sheet<'_>, button: &Node, label: &Rule) {
    let known = [
        "label",
        "action",
        "webLinkUrl",
        "messageText",
        "phoneNumber",
        "blockId",
        "extra",
        "osLink",
    ];
    if !sheet.object(button, &known) {
        return;
    }
    if sheet.required(button, "label", label).is_some() {
        sheet.at_most(button, "label", label);
    }
    let Some(action) = button.get("action") else {
        let message = format!("`action` is missing: {}", rules::BUTTON_ACTION.says);
        return sheet.broken(&rules::BUTTON_ACTION, button, message);
    };
    let needs = match action.text() {
        Some("webLink") => Some("webLinkUrl"),
        Some("message") => Some("messageText"),
        Some("phone") => Some("phoneNumber"),
        Some("block") => Some("blockId"),
        Some("osLink") => return sheet.says(&rules::BUTTON_OS_LINK, action),
        _ => {
            sheet.one_of(action, &ACTIONS, &rules::BUTTON_ACTION);
            None
        }
    };
    if let Some(needs) = needs
        && let Some(text) = sheet.required(button, needs, &rules::BUTTON_NEEDS)
        && let Some(node) = button.get(needs)
    {
        match needs {
            "phoneNumber" if !is_phone(text) => sheet.says(&rules::BUTTON_PHONE, node),
            "webLinkUrl" if !is_web(text) => sheet.says(&rules::BUTTON_WEB_LINK, node),
            _ => {}
        }
    }
}

/// Whether it can be dialled; an empty one is told of otherwise.
fn is_phone(text: &str) -> bool {
    let is_part = |ch: char| ch.is_ascii_digit() || " +-()*#.".contains(ch);
    text.is_empty() || text.chars().all(is_part) && text.contains(|it: char| it.is_ascii_digit())
}

/// Whether it is a page's address; an empty one is told of otherwise.
fn is_web(text: &str) -> bool {
    text.is_empty() || text.starts_with("http://") || text.starts_with("https://")
}

/// A thumbnail; `extra` are the fields that only some cards' thumbnails have.
pub(super) fn thumbnail(sheet: &mut Sheet<'_>, thumbnail: &Node, extra: &[&str]) {
    let known = [&["imageUrl", "altText", "link", "fixedRatio"], extra].concat();
    if !sheet.object(thumbnail, &known) {
        return;
    }
    image(sheet, thumbnail, &rules::THUMBNAIL_URL);
    sheet.truth(thumbnail.get("fixedRatio"));
    if let Some(target) = thumbnail.get("link") {
        link(sheet, target);
    }
}

/// The address of an image and the text in its place. The rule says that there must be an address.
pub(super) fn image(sheet: &mut Sheet<'_>, holder: &Node, rule: &Rule) {
    if sheet.required(holder, "imageUrl", rule).is_some() {
        image_url(sheet, holder);
    }
    sheet.at_most(holder, "altText", &rules::ALT_TEXT);
}

/// An address of an image, where there is one.
pub(super) fn image_url(sheet: &mut Sheet<'_>, holder: &Node) {
    if let Some(node) = holder.get("imageUrl")
        && let Some(url) = sheet.text(node)
        && !is_web(url)
    {
        sheet.says(&rules::IMAGE_URL, node);
    }
}

/// Where something leads.
pub(super) fn link(sheet: &mut Sheet<'_>, link: &Node) {
    if !sheet.object(link, &["pc", "mobile", "web"]) {
        return;
    }
    let members = link.members().iter();
    for (_, address) in members.filter(|(_, it)| !matches!(it.value, Value::Null)) {
        sheet.text(address);
    }
    let has_other = link.get("pc").is_some() || link.get("mobile").is_some();
    if let (Some(web), true) = (link.get("web"), has_other) {
        sheet.says(&rules::LINK_WEB, web);
    }
}

/// Whose card it is.
pub(super) fn profile(sheet: &mut Sheet<'_>, card: &Node, title: Option<&Rule>) {
    let Some(profile) = card.get("profile") else {
        return;
    };
    // Kakao's examples write `nickname` where the tables of the itemCard write `title`.
    let known = ["title", "nickname", "imageUrl", "width", "height"];
    if sheet.object(profile, &known) {
        image_url(sheet, profile);
        if let Some(rule) = title {
            sheet.at_most(profile, "title", rule);
        }
    }
}

/// Where the icon to forward is asked for and hidden all the same.
pub(super) fn forwardable(sheet: &mut Sheet<'_>, card: &Node, is_hidden: bool) {
    let asked = card.get("forwardable");
    sheet.truth(asked);
    if let Some(asked) = asked.filter(|it| it.is_true() && is_hidden) {
        sheet.says(&rules::FORWARDABLE, asked);
    }
}

/// Whether a card has buttons.
pub(super) fn has_buttons(card: &Node) -> bool {
    let buttons = card.get("buttons");
    buttons.is_some_and(|buttons| !buttons.elements().is_empty())
}
