//! Checks of the families `skill` and `callback`: a skill server of a Kakao chatbot.
//!
//! Sources: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format> and
//! <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use super::{BotCheck, CheckLevel, EventMaker, Expected, Procedure, Scenario, Trial};
use crate::model::http::{Headers, Request};
use crate::model::kakao::dialogue::Utterance;
use crate::model::kakao::payload::{CallOrigin, SkillPayload, SkillUser};

const FORMAT: &str = "Kakao's skill guide, answer_json_format";
const CALLBACK: &str = "Kakao's skill guide, ai_chatbot_callback_guide";
const OWN: &str = "momo's own choice";

use CheckLevel::{Fail, Warn};
use Procedure::{Scenario as Play, Trials};

pub(super) const CHECKS: &[BotCheck] = &[
    BotCheck::new(
        "skill.valid",
        Fail,
        [
            "A skill call is answered 2xx within five seconds",
            "It is the control: without it nothing else can be told",
            FORMAT,
            "Answer before the five seconds are over; a block with a callback gives a minute.",
        ],
        Play(Scenario::Control),
    ),
    BotCheck::new(
        "skill.answer",
        Fail,
        [
            "The answer is a SkillResponse that Kakao can show",
            "An answer that is not is no bubble: the user sees nothing, and the console counts an error",
            FORMAT,
            "`momo kakao lint` says what is wrong with an answer, with line and column.",
        ],
        Trials(|maker| vec![answered(maker.skill_call("user", &maker.text, None))]),
    ),
    BotCheck::new(
        "skill.odd-utterances",
        Fail,
        [
            "Odd utterances get a valid answer",
            "A 5xx leaves the user with nothing: what failed has to be said in an answer",
            OWN,
            "Catch what an utterance causes, and answer with a text.",
        ],
        Trials(odd_utterances),
    ),
    BotCheck::new(
        "skill.bot-test",
        Fail,
        [
            "A call of the console's bot test gets a valid answer",
            "There the utterance ends with a newline, and the bot's id with `!`",
            "captured calls of Kakao's console",
            "Trim the utterance; expect no field that a test leaves out.",
        ],
        Trials(|maker| vec![from_console(maker, CallOrigin::BotTest)]),
    ),
    BotCheck::new(
        "skill.skill-test",
        Fail,
        [
            "A call of the console's skill test gets a valid answer",
            "It has almost no data about the user, and `null` where a call has values",
            "captured calls of Kakao's console",
            "Read `userRequest.user.id` and `userRequest.utterance`, and expect nothing else.",
        ],
        Trials(|maker| vec![from_console(maker, CallOrigin::SkillTest)]),
    ),
    BotCheck::new(
        "skill.short-payload",
        Fail,
        [
            "A call with nothing but utterance, user and bot gets a valid answer",
            "Documents and gateways show such calls, without `action`, `timezone` and `block`",
            "the payload of Moltbot's KakaoTalk channel",
            "Read each field with a default.",
        ],
        Trials(|maker| {
            let body = short_payload(maker);
            vec![answered(maker.skill_request(body.into_bytes()))]
        }),
    ),
    BotCheck::new(
        "skill.unknown-fields",
        Fail,
        [
            "A call with fields that nobody knows yet gets a valid answer",
            "Kakao adds fields without a word",
            OWN,
            "Let the model ignore fields that it does not know.",
        ],
        Trials(|maker| {
            let mut request = maker.skill_call("user", &maker.text, None);
            let text = String::from_utf8_lossy(&request.body).into_owned();
            request.body = text
                .replacen('{', "{\"momoCheck\":{\"a\":[1, null]},", 1)
                .into_bytes();
            vec![answered(request)]
        }),
    ),
    BotCheck::new(
        "skill.wrong-payload",
        Fail,
        [
            "A payload that is none is answered, and not with a server error",
            "The URL is public: scanners call it",
            OWN,
            "Validate the payload, and answer 400.",
        ],
        Trials(wrong_payloads),
    ),
    BotCheck::new(
        "skill.methods",
        Fail,
        [
            "GET, HEAD and PUT are answered, and not with a server error",
            "Crawlers and monitors call every URL",
            "RFC 9110 section 9.1",
            "Answer 405 to every other method.",
        ],
        Trials(|maker| {
            ["GET", "HEAD", "PUT"]
                .map(|method| bare(maker, method))
                .into()
        }),
    ),
    BotCheck::new(
        "skill.secret-missing",
        Warn,
        [
            "A call without the secret header is refused",
            "Kakao signs no call: without a secret in a header that the console sends, anybody can call the skill as any user",
            "momo's own choice: a header that the owner sets in Kakao's console",
            "Add a header to the skill in Kakao's console, compare it in the bot, and give it with `--skill-header` and `--skill-secret-file`.",
        ],
        Play(Scenario::SkillSecretMissing),
    ),
    BotCheck::new(
        "skill.secret-wrong",
        Fail,
        [
            "A call with another secret in the header is refused",
            "A header that is only looked for is no secret",
            "momo's own choice: a header that the owner sets in Kakao's console",
            "Compare the header's value, with a function for it.",
        ],
        Play(Scenario::SkillSecretWrong),
    ),
    BotCheck::new(
        "skill.users-apart",
        Fail,
        [
            "Two users who talk at once get their own answers",
            "What one request writes into a global variable another one reads",
            OWN,
            "Keep what belongs to a call in variables of its handler.",
        ],
        Play(Scenario::SkillUsersApart),
    ),
    BotCheck::new(
        "skill.at-once",
        Fail,
        [
            "Fifty calls at once are all answered within five seconds",
            "Kakao does not call again: a late answer is a lost turn",
            OWN,
            "Let the server handle calls concurrently.",
        ],
        Play(Scenario::AtOnce),
    ),
    BotCheck::new(
        "skill.headroom",
        Warn,
        [
            "95 of 100 answers come within 80 % of five seconds",
            "Distance takes the rest",
            OWN,
            "Answer by a callback where the work takes long.",
        ],
        Play(Scenario::Headroom),
    ),
    BotCheck::new(
        "callback.acknowledged",
        Fail,
        [
            "A call with a callback URL is answered with `useCallback` and without a template",
            "The template of such an answer is ignored",
            CALLBACK,
            "Answer `{\"version\":\"2.0\",\"useCallback\":true,\"data\":{\"text\":\"...\"}}`.",
        ],
        Play(Scenario::CallbackAcknowledged),
    ),
    BotCheck::new(
        "callback.once",
        Fail,
        [
            "One answer is posted to the callback URL, within the minute",
            "The URL takes one, and is worth nothing after a minute",
            CALLBACK,
            "Post one SkillResponse, and give up after 55 seconds.",
        ],
        Play(Scenario::CallbackOnce),
    ),
    BotCheck::new(
        "callback.answer",
        Fail,
        [
            "What is posted to the callback URL is a SkillResponse that Kakao can show",
            "A wrong one spends the URL, and the user waits for nothing",
            CALLBACK,
            "`momo kakao lint` says what is wrong with an answer.",
        ],
        Play(Scenario::CallbackAnswer),
    ),
    BotCheck::new(
        "callback.after-answer",
        Fail,
        [
            "Nothing is posted before the call was answered",
            "Kakao refuses a callback that overtakes its own announcement",
            "NousResearch/hermes-agent, plugins/platforms/kakao",
            "Answer first; post a second later.",
        ],
        Play(Scenario::CallbackAfterAcknowledgement),
    ),
    BotCheck::new(
        "callback.not-asked",
        Fail,
        [
            "A call without a callback URL is not answered with `useCallback`",
            "The user would wait for an answer that has nowhere to go",
            CALLBACK,
            "Look for `userRequest.callbackUrl` before announcing a callback.",
        ],
        Play(Scenario::CallbackNotAsked),
    ),
    BotCheck::new(
        "callback.foreign-host",
        Fail,
        [
            "Nothing is posted to a callback URL of a foreign host",
            "Nobody signs a skill call: whoever posts one makes the bot call any address inside its network (SSRF)",
            "OWASP Server-Side Request Forgery Prevention Cheat Sheet; NousResearch/hermes-agent",
            "Post to hosts of kakao.com alone, and to those of KAKAO_CALLBACK_HOSTS in tests.",
        ],
        Play(Scenario::CallbackForeignHost),
    ),
    BotCheck::new(
        "callback.newest",
        Warn,
        [
            "The newest of two questions is answered",
            "Who asks again wants the new answer, and a queue that is full of old ones never gives it",
            "NousResearch/hermes-agent",
            "Give up the older question of a user when a newer one comes.",
        ],
        Play(Scenario::CallbackNewest),
    ),
    BotCheck::new(
        "errors.skill-secret",
        Fail,
        [
            "No answer holds the skill's secret",
            "Whoever knows it can call",
            "OWASP Error Handling Cheat Sheet",
            "Answer with a fixed text.",
        ],
        Play(Scenario::LeakedSecret),
    ),
    BotCheck::new(
        "errors.skill-stack-trace",
        Fail,
        [
            "No answer holds a stack trace",
            "It names paths, versions and code to a stranger",
            "OWASP Error Handling Cheat Sheet",
            "Switch off debug pages and answer with a fixed text.",
        ],
        Play(Scenario::LeakedTrace),
    ),
    BotCheck::new(
        "alive.skill",
        Fail,
        [
            "A call is still answered after all that came before",
            "A crash is the finding",
            OWN,
            "Its log says what ended it.",
        ],
        Play(Scenario::Alive),
    ),
];

fn answered(request: Request) -> Trial {
    Trial::new(request, Expected::SkillAnswer)
}

fn odd_utterances(maker: &EventMaker) -> Vec<Trial> {
    let say = |variant, text: &str| answered(maker.skill_call("user", text, None)).variant(variant);
    let mut surrogate = maker.skill_call("user", "momo check text", None);
    let text = String::from_utf8_lossy(&surrogate.body).into_owned();
    surrogate.body = text.replacen("momo check text", r"\ud83d", 1).into_bytes();
    vec![
        say("empty", ""),
        say("a newline", "안녕\n"),
        say("1,200 letters", &"가나다 ".repeat(300)),
        say("emoji", "👩‍👩‍👧 👋🏽 😀"),
        say("a NUL", "a\0b"),
        answered(surrogate).variant("half of a surrogate pair"),
    ]
}

fn from_console(maker: &EventMaker, variant: CallOrigin) -> Trial {
    let user = SkillUser::from_name("momo check user");
    let payload = SkillPayload {
        variant,
        user: &user,
        utterance: &Utterance::typed(&*maker.text),
        last_block: None,
        contexts: &[],
        callback_url: None,
    };
    answered(maker.skill_request(payload.to_body()))
}

fn short_payload(maker: &EventMaker) -> String {
    let user = SkillUser::from_name("momo check user");
    let text = serde_json::Value::from(&*maker.text);
    format!(
        r#"{{"userRequest":{{"utterance":{text},"user":{{"id":"{}","type":"botUserKey"}}}},"bot":{{"id":"bot","name":"bot"}}}}"#,
        user.id
    )
}

fn wrong_payloads(maker: &EventMaker) -> Vec<Trial> {
    let send = |variant, body: &str| {
        let request = maker.skill_request(body.as_bytes().to_vec());
        Trial::new(request, Expected::Handled).variant(variant)
    };
    vec![
        send("broken JSON", "{\"userRequest\": {"),
        send("an empty body", ""),
        send("an empty object", "{}"),
        send("a list", "[]"),
        send("userRequest is null", "{\"userRequest\":null}"),
        send(
            "utterance is a number",
            "{\"userRequest\":{\"utterance\":7,\"user\":{\"id\":7}}}",
        ),
    ]
}

fn bare(maker: &EventMaker, method: &'static str) -> Trial {
    let request = Request {
        method: method.into(),
        url: maker.url.clone(),
        headers: Headers::new(),
        body: Vec::new(),
    };
    Trial::new(request, Expected::HandledOr501).variant(method)
}
