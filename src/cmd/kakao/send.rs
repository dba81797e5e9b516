//! `momo kakao send`: a message to a phone number, through NHN Cloud.
use super::image::{ImageArgs, ImageFile};
use super::outbound::{Outbound, OutboundArgs};
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::cmd::words::Words;
use crate::error::{Error, Result, Verdict};
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::nhn::answer::{SendAnswer, Uploaded};
use crate::model::nhn::button::Button;
use crate::model::nhn::image::ImageType;
use crate::model::nhn::message::{Image, Message, Resend};
use crate::model::nhn::phone::Phone;
use crate::model::nhn::{Via, codes, rules, when};
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
    words: Words,
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
    outbound: OutboundArgs,
}

impl Verb for Send {
    const NAME: &'static str = "send";
    const ABOUT: &'static str = "Send a message to a phone number by Friend Talk or Brand Message";
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
        let mut message = self.message(now)?;
        let file = self.image.file()?;
        self.fits(self.outbound.via, "`--via brand`")?;
        let outbound = self.outbound.open(context, self.dry_run, message.at)?;
        let via = outbound.choice.via;
        self.fits(
            Some(via),
            &format!("Brand Message, {}", outbound.choice.reason),
        )?;
        outbound.say_where(context);
        outbound.say_way(context);
        let keys = &outbound.access.keys;
        let body = message.body(via, keys.sender_text());
        let warnings = checked(via, &message, &body, file.as_ref(), now)?;
        for warning in warnings.into_iter().chain(self.night(via, &message, now)) {
            context.terminal.warn(warning);
        }
        self.say_kind(context, via);
        let key = self.idempotency_key.as_deref();
        if self.dry_run {
            return show(context, &outbound, file.as_ref(), &body, key);
        }
        let image = match &file {
            None => None,
            Some(file) => match file.upload(context, &outbound)? {
                Ok(image) => Some(image),
                Err(verdict) => return Ok(verdict),
            },
        };
        if let (Some(own), Some(uploaded)) = (&mut message.image, &image) {
            own.url.clone_from(&uploaded.image_url);
        }
        let body = message.body(via, keys.sender_text());
        let request = outbound.access.send(via, &body, key);
        let (response, id) = outbound.call(context, &request, "nhn.send")?;
        report(context, &outbound, (&message, image), &response, &id)
    }
}

impl Send {
    fn message(&self, now: Timestamp) -> Result<Message> {
        let to = Phone::parse(&self.phone)
            .map_err(|why| Error::usage(format!("`{}` {why}", self.phone.escape_debug())))?;
        let at = match &self.at {
            None => None,
            Some(text) => Some(when::asked(text, now).ok_or_else(|| {
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
        Ok(Message {
            to,
            text: self.words.read()?,
            image: self.image.image()?,
            buttons: self.button.clone(),
            is_ad: !self.no_ad,
            resend: match &self.resend_sms {
                None => Resend::AsSet,
                Some(None) => Resend::Same,
                Some(Some(text)) => Resend::Text(text.clone()),
            },
            at,
        })
    }

    /// What only Friend Talk can is refused where a Brand Message is asked for or chosen.
    fn fits(&self, via: Option<Via>, by: &str) -> Result<()> {
        let (flag, why) = match (self.no_ad, &self.idempotency_key) {
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
            Error::usage(format!("`{flag}` does not go with {by}: {why}"))
                .hint("Friend Talk (`--via friendtalk`) has it, as long as NHN Cloud's compatibility mode lasts."),
        )
    }

    /// Advertising is not delivered by night; the message's own time counts.
    fn night(&self, via: Via, message: &Message, now: Timestamp) -> Option<String> {
        let at = message.at.unwrap_or(now);
        let is_ad = message.is_ad || via == Via::Brand;
        (is_ad && when::is_night(at)).then(|| {
            format!(
                "it is night in Korea then ({}): advertising is delivered from 08:00 to 20:50 only, and fails with the result 3022 unless the console holds it back; `--at '{}'` is the next morning",
                when::written(at),
                when::written(when::morning(at)),
            )
        })
    }

    fn say_kind(&self, context: &mut Context, via: Via) {
        let words = match (via, self.ad, self.no_ad) {
            (Via::Brand, false, _) => "It is advertising, as every Brand Message.",
            (Via::FriendTalk, false, false) => {
                "It is sent as advertising, NHN Cloud's default; `--no-ad` says that it is none."
            }
            _ => return,
        };
        context.terminal.note(words);
    }
}

/// What NHN Cloud would refuse is not sent; where its documents disagree, the warnings say so.
fn checked(
    via: Via,
    message: &Message,
    body: &Value,
    file: Option<&ImageFile>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut body = body.clone();
    let is_wide = |image: &Image| image.kind == ImageType::Wide;
    if via == Via::FriendTalk && message.image.as_ref().is_some_and(is_wide) {
        // What the call does not say, since NHN Cloud knows it of the image.
        body["recipientList"][0]["wide"] = true.into();
    }
    let of_file = file.map(|file| file.faults(via)).unwrap_or_default();
    let all = rules::check(via, &body, now).into_iter().chain(of_file);
    let (errors, warnings): (Vec<_>, Vec<_>) = all.partition(|fault| fault.is_error);
    let plain = |what: &str| what.replace("recipientList[0].", "");
    let Some(first) = errors.first() else {
        return Ok(warnings.iter().map(|fault| plain(&fault.what)).collect());
    };
    let whats: Vec<_> = errors.iter().map(|fault| plain(&fault.what)).collect();
    let error = Error::usage(format!(
        "NHN Cloud would refuse this message ({}): {}",
        first.code,
        whats.join("; ")
    ));
    Err(match codes::advice(first.code) {
        Some(todo) => error.hint(todo),
        None => error,
    })
}

/// What would be sent: the message, and before it the image where it is a file.
fn show(
    context: &mut Context,
    outbound: &Outbound,
    file: Option<&ImageFile>,
    body: &Value,
    key: Option<&str>,
) -> Result<Verdict> {
    let via = outbound.choice.via;
    let request = outbound.access.send(via, body, key);
    let upload = match file {
        None => None,
        Some(file) => Some((file.request(outbound)?, file.form(via))),
    };
    if context.terminal.is_json() {
        let mut shown = json_of(&request);
        shown["body"] = body.clone();
        if let Some((request, form)) = upload {
            shown["upload"] = json_of(&request);
            shown["upload"]["form"] = form;
        }
        context.terminal.print_json(&shown)?;
        return Ok(Verdict::Yes);
    }
    let ink = context.terminal.out_styles();
    if let Some((request, form)) = upload {
        let text = view::upload(&request, &form, ink);
        context.terminal.print(format!("{text}\n"))?;
    }
    context.terminal.print(view::request(&request, ink))?;
    Ok(Verdict::Yes)
}

fn json_of(request: &Request) -> Value {
    let headers = request.headers.iter();
    let headers: serde_json::Map<String, Value> = headers
        .map(|header| {
            let value = String::from_utf8_lossy(&header.value).into_owned();
            (header.name.clone(), value.into())
        })
        .collect();
    json!({ "method": request.method, "url": request.url, "headers": headers })
}

/// What NHN Cloud answered: taken with a request id, or why not.
fn report(
    context: &mut Context,
    outbound: &Outbound,
    (message, image): (&Message, Option<Uploaded>),
    response: &Response,
    id: &str,
) -> Result<Verdict> {
    let via = outbound.choice.via;
    let Some(answer) = SendAnswer::read(response) else {
        return super::outbound::not_understood(context, response, id);
    };
    let explained =
        |refused: Option<(i64, &str)>| refused.map(|(code, says)| view::Refusal::of(code, says));
    let (refusal, by_sms) = (explained(answer.refusal()), explained(answer.by_sms()));
    let first = answer.recipients.first();
    if context.terminal.is_json() {
        context.terminal.print_json(&json!({
            "ok": refusal.is_none(), "via": via.name(), "reason": outbound.choice.reason,
            "to": message.to.written(), "request_id": answer.request_id,
            "recipient_seq": first.map(|it| it.recipient_seq),
            "at": message.at.map(when::written),
            "image": image.map(|image| json!({
                "seq": image.image_seq, "url": image.image_url, "name": image.image_name,
            })),
            "by_sms": by_sms.as_ref().map(view::Refusal::to_json),
            "refusal": refusal.as_ref().map(view::Refusal::to_json),
            "exchange_id": id,
        }))?;
        return Ok(Verdict::from_bool(refusal.is_none()));
    }
    let ink = context.terminal.out_styles();
    let to = message.to.written();
    if let Some(refusal) = refusal {
        let what = format!("the message to {to}");
        context
            .terminal
            .print(view::refused(&what, &refusal, ink))?;
        context
            .terminal
            .note(format!("All of it: momo webhook history show {id}"));
        return Ok(Verdict::No);
    }
    let request_id = answer.request_id.as_deref();
    let at = message.at.map(when::written);
    context
        .terminal
        .print(view::taken(via, &to, request_id, at.as_deref(), ink))?;
    if let Some(by_sms) = by_sms {
        context.terminal.print(view::by_sms(&by_sms, ink))?;
    }
    let next = match message.at {
        Some(_) => "cancel",
        None => "result",
    };
    let then = match request_id {
        Some(request_id) => format!("Then: momo kakao {next} {}; all", escape::line(request_id)),
        None => "What became of it stands in NHN Cloud's console; all".to_owned(),
    };
    context
        .terminal
        .note(format!("{then} of it: momo webhook history show {id}"));
    Ok(Verdict::Yes)
}
