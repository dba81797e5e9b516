//! Samples of the Kakao Talk Share webhook: each type of chat room, by POST and GET, and every form of `TEMPLATE_ID`.
//!
//! Without a template, `TEMPLATE_ID` is empty according to Kakao's page, but missing according to an older one.
//! Names of chat rooms, users and products are invented.
//! Source: <https://developers.kakao.com/docs/latest/en/kakaotalk-share/callback>.
use super::Sample;
use crate::model::protocol::Protocol;

const fn post(name: &'static str, file: &'static str, about: &'static str) -> Sample {
    Sample::new(Protocol::KakaoShare, name, file, about)
}

const fn get(name: &'static str, file: &'static str, about: &'static str) -> Sample {
    Sample {
        is_query: true,
        ..post(name, file, about)
    }
}

pub(super) const SAMPLES: &[Sample] = &[
    post(
        "kakao-share/memo_chat",
        include_str!("kakao_share/memo_chat.json"),
        "The documented example: shared to the own chatroom",
    ),
    post(
        "kakao-share/direct_chat",
        include_str!("kakao_share/direct_chat.json"),
        "Shared to a 1:1 chat",
    ),
    post(
        "kakao-share/multi_chat",
        include_str!("kakao_share/multi_chat.json"),
        "Shared to a group chat",
    ),
    post(
        "kakao-share/open_direct_chat",
        include_str!("kakao_share/open_direct_chat.json"),
        "Shared to a 1:1 open chat",
    ),
    post(
        "kakao-share/open_multi_chat",
        include_str!("kakao_share/open_multi_chat.json"),
        "Shared to a group open chat",
    ),
    post(
        "kakao-share/direct_chat.korean",
        include_str!("kakao_share/korean.json"),
        "Parameters with Korean keys and values, spaces, `&`, `=`, `%` and `+`",
    ),
    post(
        "kakao-share/direct_chat.number",
        include_str!("kakao_share/number_argument.json"),
        "A parameter that is a number, as in the documentation; SDKs send texts",
    ),
    post(
        "kakao-share/multi_chat.paid",
        include_str!("kakao_share/paid.json"),
        "The fields of apps with paid usage: members and their range",
    ),
    post(
        "kakao-share/multi_chat.alone",
        include_str!("kakao_share/alone.json"),
        "The same where only the sender is left in the chatroom",
    ),
    post(
        "kakao-share/direct_chat.no_template",
        include_str!("kakao_share/no_template.json"),
        "No `TEMPLATE_ID`: shared without a template",
    ),
    post(
        "kakao-share/direct_chat.empty_template",
        include_str!("kakao_share/empty_template.json"),
        "An empty `TEMPLATE_ID`: shared without a template",
    ),
    post(
        "kakao-share/direct_chat.text_template",
        include_str!("kakao_share/text_template.json"),
        "`TEMPLATE_ID` as text, as a GET has it",
    ),
    get(
        "kakao-share/memo_chat.get",
        include_str!("kakao_share/memo_chat.json"),
        "The documented example; by GET",
    ),
    get(
        "kakao-share/direct_chat.get",
        include_str!("kakao_share/direct_chat.json"),
        "Shared to a 1:1 chat; by GET",
    ),
    get(
        "kakao-share/multi_chat.get",
        include_str!("kakao_share/multi_chat.json"),
        "Shared to a group chat; by GET",
    ),
    get(
        "kakao-share/open_direct_chat.get",
        include_str!("kakao_share/open_direct_chat.json"),
        "Shared to a 1:1 open chat; by GET",
    ),
    get(
        "kakao-share/open_multi_chat.get",
        include_str!("kakao_share/open_multi_chat.json"),
        "Shared to a group open chat; by GET",
    ),
    get(
        "kakao-share/direct_chat.korean.get",
        include_str!("kakao_share/korean.json"),
        "Parameters with Korean keys and values, `&`, `=`, `%` and `+`; by GET",
    ),
    get(
        "kakao-share/multi_chat.paid.get",
        include_str!("kakao_share/paid.json"),
        "The fields of apps with paid usage: members and their range; by GET",
    ),
    get(
        "kakao-share/multi_chat.alone.get",
        include_str!("kakao_share/alone.json"),
        "The same where only the sender is left in the chatroom; by GET",
    ),
    get(
        "kakao-share/direct_chat.no_template.get",
        include_str!("kakao_share/no_template.json"),
        "No `TEMPLATE_ID`: shared without a template; by GET",
    ),
    get(
        "kakao-share/direct_chat.empty_template.get",
        include_str!("kakao_share/empty_template.json"),
        "An empty `TEMPLATE_ID`: shared without a template; by GET",
    ),
];
