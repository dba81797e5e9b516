//! The rules for answers: id, severity, source, limit, and text.
use serde::Serialize;

/// The severity of a finding, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Forbidden by Kakao's documents.
    Error,
    /// Allowed but misleading, or contradictory in Kakao's documents.
    Warning,
    /// In no document of Kakao's: reported by other developers or assumed by momo.
    Assumption,
}

impl Severity {
    /// Returns the name used in output and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Assumption => "assumption",
        }
    }
}

/// The source of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSource {
    /// Kakao's description of the answer.
    Format,
    /// Kakao's description of the callback.
    Callback,
    /// Reports by authors of bots and plug-ins.
    Others,
    /// momo's own assumption.
    Momo,
}

impl RuleSource {
    /// Returns a URL or a description.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => {
                "https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format"
            }
            Self::Callback => {
                "https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide"
            }
            Self::Others => "reported by authors of bots, not by Kakao",
            Self::Momo => "momo's own assumption",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct LintRule {
    /// For example `simple-text/length`.
    pub id: &'static str,
    pub level: Severity,
    pub source: RuleSource,
    /// Inclusive maximum of characters, elements, bytes or lines; 0 for a rule without a number.
    pub limit: usize,
    /// A sentence without a full stop.
    pub text: &'static str,
}

macro_rules! rules {
    ($($name:ident: $level:ident $source:ident $id:literal $limit:literal $says:literal;)*) => {
        $(pub(super) const $name: LintRule = LintRule {
            id: $id, level: Severity::$level, source: RuleSource::$source, limit: $limit, text: $says,
        };)*
        /// All rules, in the order of an answer.
        pub const RULES: &[LintRule] = &[$($name),*];
    };
}

rules! {
    JSON: Error Format "answer/json" 0 "an answer is one JSON object";
    TYPE: Error Format "field/type" 0 "a field holds the kind of value that is documented";
    UNKNOWN: Assumption Momo "field/unknown" 0 "a field that no document names does nothing";
    REPEATED: Assumption Momo "field/repeated" 0 "which of repeated fields counts is not documented";
    VERSION: Error Format "answer/version" 0 "`version` must be \"2.0\"; without it Kakao reads the answer as the old format";
    TEMPLATE: Warning Format "answer/template" 0 "without `template` only a block that takes the answer's `data` shows something";
    SIZE: Assumption Others "answer/size" 30_720 "an answer has at most 30,720 bytes";
    CALLBACK_TEMPLATE: Warning Callback "answer/callback-template" 0 "with `useCallback` the `template` is ignored: it belongs into the callback's own answer";
    OUTPUTS: Error Format "template/outputs" 3 "`outputs` holds one to three outputs";
    ONE_COMPONENT: Assumption Momo "output/one" 0 "an output holds one component";
    COMPONENT: Error Format "output/component" 0 "an output is one of the documented components";
    FORWARDABLE: Warning Format "output/forwardable" 0 "the icon to forward is hidden for carousels, for cards with buttons and for list items that lead somewhere";
    FORWARDED_ITEM_CARD: Warning Format "item-card/forwarded" 0 "a forwarded itemCard loses its `head` and its `itemList`";

    QUICK_REPLIES: Error Format "quick-replies/count" 10 "there are at most 10 quick replies";
    QUICK_REPLY_LABEL: Assumption Others "quick-replies/label" 14 "a quick reply has a label of at most 14 characters";
    QUICK_REPLY_ACTION: Error Format "quick-replies/action" 0 "the `action` of a quick reply is `message` or `block`";
    QUICK_REPLY_SPELLING: Warning Format "quick-replies/action-spelling" 0 "Kakao's page spells the action `Message` in one place and `message` in others; `message` is in its examples";
    QUICK_REPLY_BLOCK: Error Format "quick-replies/block" 0 "a quick reply to a block names its `blockId`";

    SIMPLE_TEXT: Error Format "simple-text/text" 0 "a simpleText has a `text`";
    SIMPLE_TEXT_LENGTH: Error Format "simple-text/length" 1_000 "the text of a simpleText has at most 1,000 characters";
    SIMPLE_TEXT_BLANK: Assumption Momo "simple-text/blank" 0 "a text of nothing but white space shows an empty bubble";
    SIMPLE_TEXT_FOLD: Warning Format "simple-text/fold" 500 "KakaoTalk folds a text after 500 characters";
    SIMPLE_IMAGE: Error Format "simple-image/url" 0 "a simpleImage has an `imageUrl`";
    ALT_TEXT: Error Format "image/alt-text" 50 "an `altText` has at most 50 characters";
    IMAGE_URL: Assumption Momo "image/address" 0 "an image's address begins with http:// or https://";

    TEXT_CARD: Error Format "text-card/text" 0 "a textCard has a `title` or a `description`";
    TEXT_CARD_TITLE: Error Format "text-card/title" 50 "the title of a textCard has at most 50 characters";
    TEXT_CARD_DESCRIPTION: Error Format "text-card/description" 400 "the description of a textCard has at most 400 characters";
    TEXT_CARD_IN_CAROUSEL: Error Format "text-card/description-in-carousel" 128 "in a carousel the description of a textCard has at most 128 characters";
    TEXT_CARD_SHOWN: Warning Format "text-card/shown" 400 "of a textCard's title and description together 400 characters are shown";

    BASIC_CARD_TITLE: Error Format "basic-card/title" 50 "the title of a basicCard has at most 50 characters";
    BASIC_CARD_DESCRIPTION: Error Format "basic-card/description" 230 "the description of a basicCard has at most 230 characters";
    BASIC_CARD_LINES: Warning Format "basic-card/lines-in-carousel" 2 "in a carousel two lines of a basicCard's title and of its description are shown";
    BASIC_CARD_THUMBNAIL: Error Format "basic-card/thumbnail" 0 "a basicCard has a `thumbnail`";
    BASIC_CARD_SOCIAL: Warning Format "basic-card/social" 0 "`social` is no longer documented";

    COMMERCE_CARD_TITLE: Error Format "commerce-card/title" 30 "the title of a commerceCard has at most 30 characters";
    COMMERCE_CARD_DESCRIPTION: Error Format "commerce-card/description" 40 "the description of a commerceCard has at most 40 characters";
    COMMERCE_CARD_PRICE: Error Format "commerce-card/price" 0 "a commerceCard has a `price`";
    COMMERCE_CARD_AMOUNT: Assumption Momo "commerce-card/amount" 0 "a price or a discount is not below 0, a `discountRate` from 0 to 100";
    COMMERCE_CARD_CURRENCY: Error Format "commerce-card/currency" 0 "the only `currency` is `won`";
    COMMERCE_CARD_RATE: Error Format "commerce-card/discount-rate" 0 "a `discountRate` needs a `discountedPrice`";
    COMMERCE_CARD_DISCOUNTED: Warning Format "commerce-card/discounted-price" 0 "`discountedPrice` wins over `discount`";
    COMMERCE_CARD_SPELLING: Warning Format "commerce-card/spelling" 0 "Kakao's table spells `dicountedPrice`, its examples `discountedPrice`";
    COMMERCE_CARD_THUMBNAILS: Error Format "commerce-card/thumbnails" 1 "`thumbnails` holds exactly one image";

    LIST_CARD_HEADER: Error Format "list-card/header" 0 "a listCard has a `header` with a `title`";
    LIST_CARD_HEADER_ONLY: Warning Format "list-card/header-only-title" 0 "of a listCard's header only the `title` is shown";
    LIST_CARD_ITEMS: Error Format "list-card/items" 5 "a listCard has at most 5 items";
    LIST_CARD_ITEMS_IN_CAROUSEL: Error Format "list-card/items-in-carousel" 4 "in a carousel a listCard has at most 4 items";
    LIST_CARD_NO_ITEMS: Assumption Momo "list-card/no-items" 0 "a listCard has at least one item";
    LIST_ITEM_TITLE: Error Format "list-card/item-title" 0 "each item of a listCard has a `title`";
    LIST_ITEM_ACTION: Error Format "list-card/item-action" 0 "the `action` of a list item is `block` or `message`";
    LIST_ITEM_BLOCK: Error Format "list-card/item-block" 0 "a list item that leads to a block names its `blockId`";
    LIST_CARD_IN_CAROUSEL: Warning Format "list-card/in-carousel" 0 "Kakao's table says that a listCard cannot stand in a carousel, its section on carousels that it can";

    ITEM_CARD_LIST: Error Format "item-card/list" 10 "an itemCard has an `itemList` of at most 10 items";
    ITEM_CARD_NO_ITEMS: Assumption Momo "item-card/no-items" 0 "the `itemList` of an itemCard has at least one item";
    ITEM_CARD_LIST_IN_CAROUSEL: Error Format "item-card/list-in-carousel" 5 "in a carousel the `itemList` of an itemCard has at most 5 items";
    ITEM_TITLE: Error Format "item-card/item-title" 6 "the title of an item has at most 6 characters";
    ITEM_DESCRIPTION: Error Format "item-card/item-description" 0 "each item of an itemList has a `title` and a `description`";
    ITEM_LINES: Warning Format "item-card/item-lines" 2 "the description of an item is shown in at most two lines";
    ITEM_ALIGNMENT: Error Format "item-card/alignment" 0 "`itemListAlignment` is `left` or `right`";
    ITEM_SUMMARY_TITLE: Error Format "item-card/summary-title" 6 "the title of an itemListSummary has at most 6 characters";
    ITEM_SUMMARY_DESCRIPTION: Error Format "item-card/summary-description" 14 "the description of an itemListSummary has at most 14 characters";
    ITEM_SUMMARY_FORM: Error Format "item-card/summary-form" 0 "the description of an itemListSummary is a number with a currency: digits, commas, at most two decimals";
    ITEM_SUMMARY_COMMAS: Assumption Momo "item-card/summary-commas" 0 "commas part an amount into groups of three digits";
    ITEM_CARD_TEXT: Error Format "item-card/text" 200 "title and description of an itemCard together have at most 200 characters";
    ITEM_CARD_TEXT_IN_CAROUSEL: Error Format "item-card/text-in-carousel" 100 "in a carousel title and description of an itemCard together have at most 100 characters";
    ITEM_CARD_LINES: Error Format "item-card/lines" 12 "title and description of an itemCard together have at most 12 lines";
    ITEM_CARD_NO_TITLE: Error Format "item-card/no-title" 0 "an itemCard with a `description` has a `title`";
    ITEM_CARD_HEAD: Error Format "item-card/head" 0 "an itemCard has a `head` or a `profile`, not both";
    ITEM_PROFILE_TITLE: Error Format "item-card/profile-title" 15 "the title of an itemCard's profile has at most 15 characters";
    ITEM_THUMBNAIL: Error Format "item-card/thumbnail-size" 0 "the thumbnail of an itemCard is 800x400 or 800x800";
    ITEM_THUMBNAIL_IN_CAROUSEL: Error Format "item-card/thumbnail-in-carousel" 0 "in a carousel the thumbnail of an itemCard is 800x400";

    CAROUSEL_TYPE: Error Format "carousel/type" 0 "the `type` of a carousel is basicCard, commerceCard, listCard, itemCard or textCard";
    CAROUSEL_ITEMS: Error Format "carousel/items" 10 "a carousel has at most 10 cards";
    CAROUSEL_LIST_CARDS: Error Format "carousel/list-cards" 5 "a carousel has at most 5 listCards";
    CAROUSEL_FEW: Assumption Others "carousel/few" 0 "a carousel has at least two cards";
    CAROUSEL_TEXT_CARDS: Warning Format "carousel/text-cards" 0 "only one of Kakao's tables lists textCard among the cards of a carousel";
    CAROUSEL_HEADER: Error Format "carousel/header" 0 "the header of a carousel has a `title`, a `description` and a `thumbnail` with an `imageUrl`";
    CAROUSEL_NO_HEADER: Error Format "carousel/no-header" 0 "a carousel of textCards or listCards has no header";
    CAROUSEL_RATIO: Error Format "carousel/ratio" 0 "all images of a carousel have the same ratio";
    CAROUSEL_ALIKE: Error Format "carousel/alike" 0 "in a carousel all itemCards have a thumbnail, head, profile or imageTitle, or none has";

    BUTTONS: Error Format "buttons/count" 3 "a card has at most 3 buttons one below the other";
    BUTTONS_BESIDE: Error Format "buttons/count-beside" 2 "a card has at most 2 buttons side by side";
    BUTTON_LAYOUT: Error Format "buttons/layout" 0 "`buttonLayout` is `vertical` or `horizontal`";
    BUTTON_LABEL: Error Format "buttons/label" 14 "the label of a button has at most 14 characters";
    BUTTON_LABEL_BESIDE: Error Format "buttons/label-beside" 8 "the label of one of two buttons side by side has at most 8 characters";
    BUTTON_NEEDS: Error Format "buttons/needs" 0 "a button has what its action needs: webLink a `webLinkUrl`, message a `messageText`, phone a `phoneNumber`, block a `blockId`";
    BUTTON_PHONE: Assumption Momo "buttons/phone-number" 0 "a `phoneNumber` is made of digits, with `+`, `-`, `*`, `#`, brackets or spaces between them";
    BUTTON_WEB_LINK: Assumption Momo "buttons/web-link" 0 "a `webLinkUrl` begins with http:// or https://";
    BUTTON_ACTION: Error Format "buttons/action" 0 "the `action` of a button is webLink, message, phone, block, share or operator";
    BUTTON_OS_LINK: Warning Format "buttons/os-link" 0 "`osLink` belongs to the old format";

    THUMBNAIL_URL: Error Format "thumbnail/url" 0 "a thumbnail has an `imageUrl`";
    LINK_WEB: Warning Format "link/web" 0 "`web` wins over `pc` and `mobile`";
    CONTEXT: Error Format "context/values" 0 "a context has a `name` and a `lifeSpan`";
    CONTEXT_LIFE: Assumption Momo "context/life" 0 "`lifeSpan` and `ttl` are whole numbers, not below 0";
    CONTEXT_PARAMS: Error Format "context/params" 0 "the `params` of a context are texts; others are written as texts";
}
