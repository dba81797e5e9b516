//! Checks of the family `http`: requests as proxies, tunnels and other senders write them.
use super::{BotCheck, CheckLevel, EventMaker, Expected, Procedure, Scenario, Trial, WireForm};
use crate::model::http::{Headers, Request};

const fn check(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    source: &'static str,
    repair: &'static str,
    procedure: Procedure,
) -> BotCheck {
    BotCheck {
        id,
        what,
        why,
        source,
        level: CheckLevel::Fail,
        repair,
        procedure,
    }
}

const FRAMEWORK: &str = "Leave the reading of requests to the framework's server.";

pub(super) const CHECKS: &[BotCheck] = &[
    check(
        "http.chunked",
        "An event whose body comes in chunks is taken, or refused with 411",
        "Proxies and tunnels send bodies so",
        "RFC 9112 section 7.1",
        "Read the body by the framework, not by `Content-Length`.",
        Procedure::Trials(|maker| vec![wired(maker, WireForm::Chunked, Expected::TakenOr(&[411]))]),
    ),
    check(
        "http.slow-body",
        "An event whose body comes in pieces is taken",
        "One read is not one body, as soon as the sender is not on this machine",
        "RFC 9112 section 6.3",
        "Read until the whole body is there, not once.",
        Procedure::Trials(|maker| vec![wired(maker, WireForm::Slow, Expected::Taken)]),
    ),
    check(
        "http.expect",
        "An event that waits for `100 Continue` is taken",
        "curl asks so for bodies above 1 KiB",
        "RFC 9110 section 10.1.1",
        FRAMEWORK,
        Procedure::Trials(|maker| vec![wired(maker, WireForm::Expect, Expected::Taken)]),
    ),
    check(
        "http.header-case",
        "Header names in lower case are known",
        "HTTP/2 and many proxies write them so",
        "RFC 9110 section 5.1",
        "Look headers up by the framework, which ignores case.",
        Procedure::Trials(|maker| vec![wired(maker, WireForm::LowerCase, Expected::Taken)]),
    ),
    BotCheck {
        level: CheckLevel::Warn,
        ..check(
            "http.content-type",
            "An event is taken whatever spelling its Content-Type has",
            "A parser bound to one spelling leaves an empty body, and so a wrong signature",
            "momo's own choice",
            "Read the raw body for every type (Express: `express.raw({ type: () => true })`, Fastify: `addContentTypeParser(\"*\", ...)`).",
            Procedure::Trials(content_types),
        )
    },
    check(
        "http.pipelined",
        "Two events on one connection, the second sent before the first answer, are both answered",
        "Who reads to the end of what has come swallows the second",
        "RFC 9112 section 9.3.2",
        FRAMEWORK,
        Procedure::Scenario(Scenario::Pipelined),
    ),
    check(
        "http.kept",
        "Three events on one connection are all taken, or the connection is said to close",
        "A connection that closes without `Connection: close` loses the next event",
        "RFC 9112 section 9.6",
        FRAMEWORK,
        Procedure::Scenario(Scenario::KeptConnection),
    ),
    BotCheck {
        level: CheckLevel::Warn,
        ..check(
            "http.close",
            "A connection that is asked to close is closed after the answer",
            "A sender that waits for the end waits until its time is up",
            "RFC 9112 section 9.6",
            FRAMEWORK,
            Procedure::Scenario(Scenario::ClosedConnection),
        )
    },
    check(
        "http.after-refusal",
        "A valid event on the connection of a refused one is taken, or the connection is closed",
        "A refusal that leaves the body unread takes it for the next request",
        "RFC 9112 section 9.3",
        "Read the body before refusing, or answer `Connection: close`.",
        Procedure::Scenario(Scenario::AfterRefusal),
    ),
    check(
        "http.methods",
        "GET, HEAD, PUT, PATCH, DELETE and OPTIONS are answered, and not with a server error",
        "Crawlers and monitors call every URL",
        "RFC 9110 section 9.1",
        "Answer 405 to every other method.",
        Procedure::Trials(|maker| {
            ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
                .map(|method| bare(maker, method))
                .into()
        }),
    ),
    BotCheck {
        level: CheckLevel::Warn,
        ..check(
            "http.only-post",
            "An event by GET, PUT or DELETE is not taken; a 405 names what is allowed",
            "Links and forms of strangers can make a browser send a GET",
            "OWASP Webhook Security Cheat Sheet; RFC 9110 section 15.5.6",
            "Route POST alone; answer 405 with `Allow: POST` to the rest.",
            Procedure::Scenario(Scenario::AllowHeader),
        )
    },
    BotCheck {
        level: CheckLevel::Warn,
        ..check(
            "http.too-large",
            "An event of 12 MiB is refused",
            "Without a limit anybody fills the memory, before the signature is known to be wrong",
            "OWASP Webhook Security Cheat Sheet",
            "Limit the body to what an event needs, 1 MiB for example, and answer 413.",
            Procedure::Scenario(Scenario::TooLarge),
        )
    },
    check(
        "http.redirect",
        "No answer to an event is a redirect",
        "No platform follows one with a body and a signature",
        "wire format of Kakao's Share webhook; momo's own choice for MoMoTalk",
        "Register the URL to which the redirect leads; refuse with 401, not with a login page.",
        Procedure::Scenario(Scenario::Redirect),
    ),
];

fn wired(maker: &EventMaker, wire: WireForm, expected: Expected) -> Trial {
    Trial::new(maker.signed(&maker.event()), expected).wire(wire)
}

fn content_types(maker: &EventMaker) -> Vec<Trial> {
    let with = |variant, content_type: Option<&str>| {
        let mut request = maker.signed(&maker.event());
        match content_type {
            Some(content_type) => request.headers.set("Content-Type", content_type.as_bytes()),
            None => request.headers.remove("Content-Type"),
        }
        Trial::new(request, Expected::Taken).variant(variant)
    };
    vec![
        with(
            "application/json; charset=utf-8",
            Some("application/json; charset=utf-8"),
        ),
        with("APPLICATION/JSON", Some("APPLICATION/JSON")),
        with("none", None),
        with("text/plain", Some("text/plain")),
    ]
}

/// Returns a request without body and signature.
fn bare(maker: &EventMaker, method: &'static str) -> Trial {
    let request = Request {
        method: method.into(),
        url: maker.url.clone(),
        headers: Headers::new(),
        body: Vec::new(),
    };
    Trial::new(request, Expected::HandledOr501).variant(method)
}
