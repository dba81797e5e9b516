//! Samples of a Kakao chatbot's skill call, modelled on captured traffic, with invented ids and names.
//!
//! The documented fields: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>, and for
//! `callbackUrl` <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>. Known only
//! from captures: the console's skill test (github.com/Git-Push-Gang/chat-jeju, http-clients/curl/chat_kakao.md), the
//! uploaded picture (github.com/wooqqq/curio), the validation of an entity (github.com/distrue/openbuilder-node).
use super::Sample;
use crate::model::protocol::Protocol;

const fn sample(name: &'static str, file: &'static str, about: &'static str) -> Sample {
    Sample::new(Protocol::KakaoSkill, name, file, about)
}

pub(super) const SAMPLES: &[Sample] = &[
    sample(
        "kakao-skill/text",
        include_str!("kakao_skill/text.json"),
        "What a user typed, with a context that an earlier answer set",
    ),
    sample(
        "kakao-skill/first_message",
        include_str!("kakao_skill/first_message.json"),
        "The first message: no contexts, no last block",
    ),
    sample(
        "kakao-skill/quick_reply",
        include_str!("kakao_skill/quick_reply.json"),
        "A tap on a quick reply that sends its text",
    ),
    sample(
        "kakao-skill/quick_reply.block",
        include_str!("kakao_skill/quick_reply_block.json"),
        "A tap on a quick reply that leads to a block, with `extra`",
    ),
    sample(
        "kakao-skill/button.block",
        include_str!("kakao_skill/button_block.json"),
        "A tap on a card's button that leads to a block, with `extra`",
    ),
    sample(
        "kakao-skill/list_item",
        include_str!("kakao_skill/list_item.json"),
        "A tap on a line of a listCard",
    ),
    sample(
        "kakao-skill/image",
        include_str!("kakao_skill/image.json"),
        "An uploaded picture; Kakao documents none, captures show it",
    ),
    sample(
        "kakao-skill/callback",
        include_str!("kakao_skill/callback.json"),
        "A block with callback: `callbackUrl` is there, and leads to Kakao",
    ),
    sample(
        "kakao-skill/entities",
        include_str!("kakao_skill/entities.json"),
        "Parameters of system entities: JSON written as text",
    ),
    sample(
        "kakao-skill/knowledge",
        include_str!("kakao_skill/knowledge.json"),
        "An answer that Knowledge+ has found",
    ),
    sample(
        "kakao-skill/bot_test",
        include_str!("kakao_skill/bot_test.json"),
        "The console's bot test: a newline behind the text, `!` behind the bot's id",
    ),
    sample(
        "kakao-skill/skill_test",
        include_str!("kakao_skill/skill_test.json"),
        "The console's skill test: no language, no bot user key, no contexts",
    ),
    sample(
        "kakao-skill/validation",
        include_str!("kakao_skill/validation.json"),
        "The check of an entity while slots are filled: a flat form that captures show",
    ),
    sample(
        "kakao-skill/old",
        include_str!("kakao_skill/old.json"),
        "As calls of 2019 looked: `lang` is `kr`, `skillOption`",
    ),
];
