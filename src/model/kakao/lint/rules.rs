//! The rules for answers: id, severity, source, limit, and text.
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;

named! {
    /// The severity of a finding, highest first.
    #[derive(PartialOrd, Ord)]
    pub enum Severity {
        /// Forbidden by Kakao's documents.
        Error = "error",
        /// Allowed but misleading, contradictory in Kakao's documents, or against the standard that they name.
        Warning = "warning",
        /// In no document of Kakao's: reported by other developers or assumed by momo.
        Assumption = "assumption",
    }
}

/// The source of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSource {
    /// Kakao's description of the answer.
    Format,
    /// Kakao's description of the callback.
    Callback,
    /// The standard of JSON.
    Json,
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
            Self::Json => "https://www.rfc-editor.org/rfc/rfc8259#section-8.1",
            Self::Others => "reported by authors of bots, not by Kakao",
            Self::Momo => "momo's own assumption",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct LintRule {
    /// For example `simple-text/length`.
    pub id: &'static str,
    /// `rule.ID`: the code of the rule as a sentence without a full stop.
    code: &'static str,
    pub level: Severity,
    pub source: RuleSource,
    /// Inclusive maximum of characters, elements, bytes or lines; 0 for a rule without a number.
    pub limit: usize,
    /// Length that an example on Kakao's page has although it exceeds `limit`; 0 without such an example.
    pub(super) example: usize,
}

impl LintRule {
    /// Returns the rule as a sentence without a full stop.
    pub fn phrase(&self) -> Phrase {
        Phrase::new(self.code)
    }

    /// Returns the phrase of `code`, which ends with the rule.
    pub(super) fn phrase_in(&self, code: &'static str) -> Phrase {
        Phrase::new(code).with("says", self.phrase())
    }
}

macro_rules! rules {
    ($($name:ident: $level:ident $source:ident $id:literal $limit:literal $($example:literal)?;)*) => {
        $(pub(super) const $name: LintRule = LintRule {
            id: $id, code: concat!("rule.", $id), level: Severity::$level, source: RuleSource::$source, limit: $limit,
            example: 0 $(+ $example)?,
        };)*
        /// All rules, in the order of an answer.
        pub const RULES: &[LintRule] = &[$($name),*];
    };
}

rules! {
    JSON: Error Format "answer/json" 0;
    BYTE_ORDER_MARK: Warning Json "answer/byte-order-mark" 0;
    TYPE: Error Format "field/type" 0;
    MISSPELLED: Error Format "field/misspelled" 0;
    UNKNOWN: Assumption Momo "field/unknown" 0;
    REPEATED: Assumption Momo "field/repeated" 0;
    WRAPPED: Error Format "answer/wrapped" 0;
    OLD_FORMAT: Error Format "answer/old-format" 0;
    PLACE: Error Format "answer/place" 0;
    VERSION: Error Format "answer/version" 0;
    TEMPLATE: Warning Format "answer/template" 0;
    SIZE: Assumption Others "answer/size" 30_720;
    CALLBACK_TEMPLATE: Warning Callback "answer/callback-template" 0;
    OUTPUTS: Error Format "template/outputs" 3;
    ONE_COMPONENT: Assumption Momo "output/one" 0;
    UNNAMED: Error Format "output/unnamed" 0;
    COMPONENT: Error Format "output/component" 0;
    FORWARDABLE: Warning Format "output/forwardable" 0;
    FORWARDED_ITEM_CARD: Warning Format "item-card/forwarded" 0;

    QUICK_REPLIES: Error Format "quick-replies/count" 10;
    QUICK_REPLY_LABEL: Assumption Others "quick-replies/label" 14;
    QUICK_REPLY_ACTION: Error Format "quick-replies/action" 0;
    QUICK_REPLY_SPELLING: Warning Format "quick-replies/action-spelling" 0;
    QUICK_REPLY_BLOCK: Error Format "quick-replies/block" 0;

    SIMPLE_TEXT: Error Format "simple-text/text" 0;
    SIMPLE_TEXT_LENGTH: Error Format "simple-text/length" 1_000;
    SIMPLE_TEXT_NEWLINES: Warning Format "simple-text/newlines" 1_000;
    SIMPLE_TEXT_BLANK: Assumption Momo "simple-text/blank" 0;
    SIMPLE_TEXT_FOLD: Warning Format "simple-text/fold" 500;
    SIMPLE_IMAGE: Error Format "simple-image/url" 0;
    ALT_TEXT: Error Format "image/alt-text" 50;
    IMAGE_URL: Assumption Momo "image/address" 0;

    TEXT_CARD: Error Format "text-card/text" 0;
    TEXT_CARD_TITLE: Error Format "text-card/title" 50;
    TEXT_CARD_DESCRIPTION: Error Format "text-card/description" 400;
    TEXT_CARD_IN_CAROUSEL: Error Format "text-card/description-in-carousel" 128;
    TEXT_CARD_SHOWN: Warning Format "text-card/shown" 400;

    BASIC_CARD_TITLE: Error Format "basic-card/title" 50;
    BASIC_CARD_DESCRIPTION: Error Format "basic-card/description" 230;
    BASIC_CARD_LINES: Warning Format "basic-card/lines-in-carousel" 2;
    BASIC_CARD_THUMBNAIL: Warning Format "basic-card/thumbnail" 0;
    BASIC_CARD_SOCIAL: Warning Format "basic-card/social" 0;

    COMMERCE_CARD_TITLE: Error Format "commerce-card/title" 30;
    COMMERCE_CARD_DESCRIPTION: Error Format "commerce-card/description" 40;
    COMMERCE_CARD_PRICE: Error Format "commerce-card/price" 0;
    COMMERCE_CARD_AMOUNT: Assumption Momo "commerce-card/amount" 0;
    COMMERCE_CARD_CURRENCY: Error Format "commerce-card/currency" 0;
    COMMERCE_CARD_RATE: Error Format "commerce-card/discount-rate" 0;
    COMMERCE_CARD_DISCOUNTED: Warning Format "commerce-card/discounted-price" 0;
    COMMERCE_CARD_SPELLING: Warning Format "commerce-card/spelling" 0;
    COMMERCE_CARD_THUMBNAILS: Error Format "commerce-card/thumbnails" 1;

    LIST_CARD_HEADER: Error Format "list-card/header" 0;
    LIST_CARD_HEADER_ONLY: Warning Format "list-card/header-only-title" 0;
    LIST_CARD_ITEMS: Error Format "list-card/items" 5;
    LIST_CARD_ITEMS_IN_CAROUSEL: Error Format "list-card/items-in-carousel" 4;
    LIST_CARD_NO_ITEMS: Error Format "list-card/no-items" 0;
    LIST_ITEM_TITLE: Error Format "list-card/item-title" 0;
    LIST_ITEM_ACTION: Error Format "list-card/item-action" 0;
    LIST_ITEM_BLOCK: Error Format "list-card/item-block" 0;
    LIST_ITEM_MESSAGE: Error Format "list-card/item-message" 0;
    LIST_CARD_IN_CAROUSEL: Warning Format "list-card/in-carousel" 0;

    ITEM_CARD_LIST: Error Format "item-card/list" 10;
    ITEM_CARD_NO_ITEMS: Error Format "item-card/no-items" 0;
    ITEM_CARD_LIST_IN_CAROUSEL: Error Format "item-card/list-in-carousel" 5;
    ITEM_TITLE: Error Format "item-card/item-title" 6 8;
    ITEM_DESCRIPTION: Error Format "item-card/item-description" 0;
    ITEM_LINES: Warning Format "item-card/item-lines" 2;
    ITEM_ALIGNMENT: Error Format "item-card/alignment" 0;
    ITEM_SUMMARY_TITLE: Error Format "item-card/summary-title" 6;
    ITEM_SUMMARY_DESCRIPTION: Error Format "item-card/summary-description" 14;
    ITEM_SUMMARY_FORM: Error Format "item-card/summary-form" 0;
    ITEM_SUMMARY_COMMAS: Assumption Momo "item-card/summary-commas" 0;
    ITEM_CARD_TEXT: Error Format "item-card/text" 200;
    ITEM_CARD_TEXT_IN_CAROUSEL: Error Format "item-card/text-in-carousel" 100;
    ITEM_CARD_LINES: Error Format "item-card/lines" 12;
    ITEM_CARD_NO_TITLE: Error Format "item-card/no-title" 0;
    ITEM_CARD_HEAD: Error Format "item-card/head" 0;
    ITEM_HEAD_TITLE: Error Format "item-card/head-title" 0;
    ITEM_HEAD_LINES: Warning Format "item-card/head-lines" 1;
    ITEM_IMAGE_TITLE: Error Format "item-card/image-title" 0;
    ITEM_IMAGE_TITLE_LINES: Warning Format "item-card/image-title-lines" 2;
    ITEM_IMAGE_DESCRIPTION_LINES: Warning Format "item-card/image-description-lines" 1;
    ITEM_BUTTON_LABEL: Error Format "item-card/button-label" 14 18;
    ITEM_PROFILE_TITLE: Error Format "item-card/profile-title" 15;
    ITEM_THUMBNAIL: Error Format "item-card/thumbnail-size" 0;
    ITEM_THUMBNAIL_IN_CAROUSEL: Error Format "item-card/thumbnail-in-carousel" 0;

    CAROUSEL_TYPE: Error Format "carousel/type" 0;
    CAROUSEL_ITEMS: Error Format "carousel/items" 10;
    CAROUSEL_LIST_CARDS: Error Format "carousel/list-cards" 5;
    CAROUSEL_WRAPPED: Error Format "carousel/wrapped-card" 0;
    CAROUSEL_MIXED: Error Format "carousel/mixed" 0;
    CAROUSEL_FEW: Assumption Others "carousel/few" 0;
    CAROUSEL_TEXT_CARDS: Warning Format "carousel/text-cards" 0;
    CAROUSEL_HEADER: Error Format "carousel/header" 0;
    CAROUSEL_HEADER_TITLE_LINES: Warning Format "carousel/header-title-lines" 2;
    CAROUSEL_HEADER_LINES: Warning Format "carousel/header-description-lines" 3;
    CAROUSEL_NO_HEADER: Error Format "carousel/no-header" 0;
    CAROUSEL_RATIO: Error Format "carousel/ratio" 0;
    CAROUSEL_ALIKE: Error Format "carousel/alike" 0;

    BUTTONS: Error Format "buttons/count" 3;
    BUTTONS_BESIDE: Error Format "buttons/count-beside" 2;
    BUTTON_LAYOUT: Error Format "buttons/layout" 0;
    BUTTON_LABEL: Error Format "buttons/label" 14;
    BUTTON_LABEL_BESIDE: Error Format "buttons/label-beside" 8 9;
    BUTTON_NEEDS: Error Format "buttons/needs" 0;
    BUTTON_PHONE: Assumption Momo "buttons/phone-number" 0;
    BUTTON_WEB_LINK: Assumption Momo "buttons/web-link" 0;
    BUTTON_ACTION: Error Format "buttons/action" 0;
    BUTTON_OS_LINK: Warning Format "buttons/os-link" 0;

    THUMBNAIL_URL: Error Format "thumbnail/url" 0;
    PROFILE_NAME: Error Format "profile/nickname" 0;
    LINK_WEB: Warning Format "link/web" 0;
    CONTEXT: Error Format "context/values" 0;
    CONTEXT_LIFE: Assumption Momo "context/life" 0;
    CONTEXT_PARAMS: Error Format "context/params" 0;
}
