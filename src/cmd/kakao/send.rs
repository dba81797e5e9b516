//! `momo kakao send`: sends a message to a phone number through NHN Cloud.
use super::image::{ImageArgs, ImageFile};
use super::nhn_client::{NhnArgs, NhnClient};
use crate::cmd::context::Context;
use crate::cmd::text_arg::TextArg;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::nhn::button::Button;
use crate::model::nhn::image::ImageType;
use crate::model::nhn::message::{MessageImage, NhnMessage, SmsFailover};
use crate::model::nhn::phone::Phone;
use crate::model::nhn::response::{SendResponse, UploadedImage};
use crate::model::nhn::{Via, korean_time, response_codes, rules};
use crate::model::time::Timestamp;
use crate::view::escape;
use crate::view::kakao::nhn as view;
use serde_json::{Value, json};

/// Arguments of `momo kakao send`.
#[derive(clap::Args, Debug)]
pub(crate) struct Send {
    /// The phone number: 010-1234-5678, +821012345678; another country's with its code, as +14155552671
    #[arg(value_name = "PHONE")]
    phone: String,
    #[command(flatten)]
    words: TextArg,
    #[command(flatten)]
    image: ImageArgs,
    /// A button: NAME=URL, BK:NAME, MD:NAME, AL:NAME=ANDROID|IOS|URL, BT:NAME=EVENT, BF:NAME=KEY; up to five
    #[arg(long, value_name = "BUTTON", value_parser = Button::parse)]
    button: Vec<Button>,
    /// It is advertising: NHN Cloud's default, said aloud; not delivered from 20:50 to 08:00 in Korea
    #[arg(long, conflicts_with = "no_ad")]
    ad: bool,
    /// It is no advertising (Friend Talk only)
    #[arg(long)]
    no_ad: bool,
    /// Where KakaoTalk cannot deliver it, send it as SMS: the same text, or this one
    #[arg(long, value_name = "TEXT", num_args = 0..=1, require_equals = true)]
    resend_sms: Option<Option<String>>,
    /// When it is to go out, in Korean time: `2026-11-22 09:00`, or `09:00` today
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Makes the same call within ten minutes fail instead of sending twice (Friend Talk only)
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Print the request, with variables for the keys, and send nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    nhn: NhnArgs,
}

impl Verb for Send {
    const NAME: &'static str = "send";
    const ABOUT: &'static str = "Send a message to a phone number by Friend Talk or Brand Message";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao send 010-1234-5678 '주문하신 상품이 도착했습니다.' --no-ad
  momo kakao send +821012345678 'Sale!' --button '보러 가기=https://example.com' --at '2026-11-22 09:00'
  momo kakao send 010-1234-5678 'Sale!' --via brand --resend-sms
  momo kakao send 010-1234-5678 '이번 주 할인' --image ./sale.png --image-link https://example.com/sale
  momo kakao send 010-1234-5678 'Hello' --dry-run
  echo 안녕하세요 | momo kakao send 010-1234-5678 - --no-ad --idempotency-key order-17

Without keys of NHN Cloud, `momo dev` in another terminal plays it. There 010-0000-NNNN rehearses the result \
NNNN (010-0000-3018), 010-0001-NNNN and 010-0002-NNNN the refusal -NNNN of a recipient and of a call (momo's own choice).
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let now = system::now();
        let mut message = self.build_message(now)?;
        let file = self.image.file()?;
        self.check_flags(self.nhn.via, "`--via brand`")?;
        let nhn = self.nhn.connect(context, self.dry_run, message.send_at)?;
        let via = nhn.via_choice.via;
        self.check_flags(
            Some(via),
            &format!("Brand Message, {}", nhn.via_choice.reason),
        )?;
        nhn.note_destination(context);
        nhn.note_via(context);
        let keys = &nhn.api.keys;
        let body = message.body(via, keys.sender_text());
        let warnings = check_message(via, &message, &body, file.as_ref(), now)?;
        for warning in warnings
            .into_iter()
            .chain(self.night_warning(via, &message, now))
        {
            context.terminal.warn(warning);
        }
        self.note_advertising(context, via);
        let key = self.idempotency_key.as_deref();
        if self.dry_run {
            return print_dry_run(context, &nhn, file.as_ref(), &body, key);
        }
        let image = match &file {
            None => None,
            Some(file) => match file.upload(context, &nhn)? {
                Ok(image) => Some(image),
                Err(verdict) => return Ok(verdict),
            },
        };
        if let (Some(own_image), Some(uploaded)) = (&mut message.image, &image) {
            own_image.url.clone_from(&uploaded.image_url);
        }
        let body = message.body(via, keys.sender_text());
        let request = nhn.api.send(via, &body, key);
        let (response, id) = nhn.call(context, &request, "nhn.send")?;
        print_result(context, &nhn, (&message, image), &response, &id)
    }
}

impl Send {
    fn build_message(&self, now: Timestamp) -> Result<NhnMessage> {
        let to = Phone::parse(&self.phone)
            .map_err(|reason| Error::usage(format!("`{}` {reason}", self.phone.escape_debug())))?;
        let send_at = match &self.at {
            None => None,
            Some(text) => Some(korean_time::parse_user_time(text, now).ok_or_else(|| {
                Error::usage(format!("`{}` is no time", text.escape_debug())).hint(
                    "Write `2026-11-22 09:00` in Korean time, `09:00` for today, or RFC 3339.",
                )
            })?),
        };
        if self.idempotency_key.as_deref().is_some_and(|key| {
            key.is_empty() || !key.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        }) {
            return Err(Error::usage(
                "`--idempotency-key` is empty, or holds a character that no header takes",
            ));
        }
        if self
            .resend_sms
            .as_ref()
            .is_some_and(|text| text.as_ref().is_some_and(|text| text.trim().is_empty()))
        {
            return Err(Error::usage("`--resend-sms=` holds no text").hint(
                "`--resend-sms` alone sends the same text; an empty variable of the shell leaves nothing behind the `=`.",
            ));
        }
        Ok(NhnMessage {
            to,
            text: self.words.read()?,
            image: self.image.image()?,
            buttons: self.button.clone(),
            is_ad: !self.no_ad,
            resend: match &self.resend_sms {
                None => SmsFailover::ConsoleSetting,
                Some(None) => SmsFailover::SameText,
                Some(Some(text)) => SmsFailover::Text(text.clone()),
            },
            send_at,
        })
    }

    /// Rejects flags that only Friend Talk supports if a Brand Message is requested or selected.
    fn check_flags(&self, via: Option<Via>, chosen_by: &str) -> Result<()> {
        let (flag, reason) = match (self.no_ad, &self.idempotency_key) {
            (true, _) => ("--no-ad", "every Brand Message is advertising"),
            (_, Some(_)) => (
                "--idempotency-key",
                "NHN Cloud documents none for Brand Message",
            ),
            _ => return Ok(()),
        };
        if via != Some(Via::Brand) {
            return Ok(());
        }
        Err(
            Error::usage(format!("`{flag}` does not go with {chosen_by}: {reason}"))
                .hint("Friend Talk (`--via friendtalk`) has it, as long as NHN Cloud's compatibility mode lasts."),
        )
    }

    /// Returns a warning if an advertisement would go out at night in Korea.
    fn night_warning(&self, via: Via, message: &NhnMessage, now: Timestamp) -> Option<String> {
        let send_at = message.send_at.unwrap_or(now);
        let is_ad = message.is_ad || via == Via::Brand;
        (is_ad && korean_time::is_night(send_at)).then(|| {
            format!(
                "it is night in Korea then ({}): advertising is delivered from 08:00 to 20:50 only, and fails with the result 3022 unless the console holds it back; `--at '{}'` is the next morning",
                korean_time::formatted(send_at),
                korean_time::formatted(korean_time::next_morning(send_at)),
            )
        })
    }

    fn note_advertising(&self, context: &mut Context, via: Via) {
        let note = match (via, self.ad, self.no_ad) {
            (Via::Brand, false, _) => "It is advertising, as every Brand Message.",
            (Via::FriendTalk, false, false) => {
                "It is sent as advertising, NHN Cloud's default; `--no-ad` says that it is none."
            }
            _ => return,
        };
        context.terminal.note(note);
    }
}

/// Rejects a message that NHN Cloud would refuse. Returns warnings where its documents contradict each other.
fn check_message(
    via: Via,
    message: &NhnMessage,
    body: &Value,
    file: Option<&ImageFile>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut body = body.clone();
    let is_wide = |image: &MessageImage| image.kind == ImageType::Wide;
    if via == Via::FriendTalk && message.image.as_ref().is_some_and(is_wide) {
        // The call omits this field, since NHN Cloud derives it from the image; the rules need it.
        body["recipientList"][0]["wide"] = true.into();
    }
    let image_violations = file.map(|file| file.violations(via)).unwrap_or_default();
    let violations = rules::check(via, &body, now)
        .into_iter()
        .chain(image_violations);
    let (errors, warnings): (Vec<_>, Vec<_>) = violations.partition(|violation| violation.is_error);
    let without_prefix = |problem: &str| problem.replace("recipientList[0].", "");
    let Some(first) = errors.first() else {
        return Ok(warnings
            .iter()
            .map(|violation| without_prefix(&violation.description))
            .collect());
    };
    let problems: Vec<_> = errors
        .iter()
        .map(|violation| without_prefix(&violation.description))
        .collect();
    let error = Error::usage(format!(
        "NHN Cloud would refuse this message ({}): {}",
        first.code,
        problems.join("; ")
    ));
    Err(match response_codes::advice(first.code) {
        Some(advice) => error.hint(advice),
        None => error,
    })
}

/// Prints the requests that would be sent: an upload of the image, if any, and the message.
fn print_dry_run(
    context: &mut Context,
    nhn: &NhnClient,
    file: Option<&ImageFile>,
    body: &Value,
    key: Option<&str>,
) -> Result<Verdict> {
    let via = nhn.via_choice.via;
    let request = nhn.api.send(via, body, key);
    let upload = match file {
        None => None,
        Some(file) => Some((file.upload_request(nhn)?, file.form_json(via))),
    };
    if context.terminal.is_json() {
        let mut output = request_json(&request);
        output["body"] = body.clone();
        if let Some((request, form)) = upload {
            output["upload"] = request_json(&request);
            output["upload"]["form"] = form;
        }
        context.terminal.print_json(&output)?;
        return Ok(Verdict::Yes);
    }
    let styles = context.terminal.out_styles();
    if let Some((request, form)) = upload {
        let text = view::upload(&request, &form, styles);
        context.terminal.print(format!("{text}\n"))?;
    }
    context.terminal.print(view::request(&request, styles))?;
    Ok(Verdict::Yes)
}

fn request_json(request: &Request) -> Value {
    let headers = request.headers.iter();
    let headers: serde_json::Map<String, Value> = headers
        .map(|header| {
            let value = String::from_utf8_lossy(&header.value).into_owned();
            (header.name.clone(), value.into())
        })
        .collect();
    json!({ "method": request.method, "url": request.url, "headers": headers })
}

/// Prints NHN Cloud's response: accepted with a request id, or the refusal.
fn print_result(
    context: &mut Context,
    nhn: &NhnClient,
    (message, image): (&NhnMessage, Option<UploadedImage>),
    response: &Response,
    id: &str,
) -> Result<Verdict> {
    let via = nhn.via_choice.via;
    let Some(answer) = SendResponse::parse(response) else {
        return super::nhn_client::report_unknown_response(context, response, id);
    };
    let to_refusal = |refused: Option<(i64, &str)>| {
        refused.map(|(code, message)| view::NhnRefusal::new(code, message))
    };
    let (refusal, by_sms) = (
        to_refusal(answer.refusal()),
        to_refusal(answer.sms_reason()),
    );
    let first = answer.recipients.first();
    if context.terminal.is_json() {
        context.terminal.print_json(&json!({
            "ok": refusal.is_none(), "via": via.name(), "reason": nhn.via_choice.reason,
            "to": message.to.formatted(), "request_id": answer.request_id,
            "recipient_seq": first.map(|recipient| recipient.recipient_seq),
            "at": message.send_at.map(korean_time::formatted),
            "image": image.map(|image| json!({
                "seq": image.image_seq, "url": image.image_url, "name": image.image_name,
            })),
            "by_sms": by_sms.as_ref().map(view::NhnRefusal::to_json),
            "refusal": refusal.as_ref().map(view::NhnRefusal::to_json),
            "exchange_id": id,
        }))?;
        return Ok(Verdict::from_bool(refusal.is_none()));
    }
    let styles = context.terminal.out_styles();
    let to = message.to.formatted();
    if let Some(refusal) = refusal {
        let subject = format!("the message to {to}");
        context
            .terminal
            .print(view::refused(&subject, &refusal, styles))?;
        context
            .terminal
            .note(format!("All of it: `momo webhook history show {id}`"));
        return Ok(Verdict::No);
    }
    let request_id = answer.request_id.as_deref();
    let send_at = message.send_at.map(korean_time::formatted);
    context.terminal.print(view::accepted(
        via,
        &to,
        request_id,
        send_at.as_deref(),
        styles,
    ))?;
    if let Some(by_sms) = by_sms {
        context.terminal.print(view::sent_as_sms(&by_sms, styles))?;
    }
    let verb = match message.send_at {
        Some(_) => "cancel",
        None => "result",
    };
    let next_step = match request_id {
        Some(request_id) => format!(
            "Then: `momo kakao {verb} {}`; all",
            escape::line(request_id)
        ),
        None => "What became of it stands in NHN Cloud's console; all".to_owned(),
    };
    context.terminal.note(format!(
        "{next_step} of it: `momo webhook history show {id}`"
    ));
    Ok(Verdict::Yes)
}
