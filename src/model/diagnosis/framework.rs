//! Recognizes the framework of a bot by traits of its response, to name the line of code that reads a body's raw bytes.
use super::body_text;
use crate::model::http::Response;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;

named! {
    /// A web framework or server library.
    pub enum Framework {
        Express = "express",
        Fastify = "fastify",
        NestJs = "nestjs",
        NextJs = "nextjs",
        /// Node's own `http`.
        Node = "node",
        FastApi = "fastapi",
        Flask = "flask",
        Django = "django",
        /// Python's own `http.server`.
        HttpServer = "http.server",
        Spring = "spring",
        Go = "go",
        Laravel = "laravel",
    }
}

impl Framework {
    /// Recognizes the framework; `None` without a known trait. An answer of the framework itself, such as a 404, has more
    /// traits than one that the bot wrote.
    pub fn recognise(response: &Response) -> Option<Self> {
        let header = |name: &str| response.headers.text(name).unwrap_or_default();
        let (powered, server, body) = (
            header("X-Powered-By"),
            header("Server"),
            body_text(response),
        );
        let has_key = |key: &str| body.contains(&format!("\"{key}\":"));
        let is_json_error = has_key("statusCode") && has_key("message");
        let keep_alive = header("Keep-Alive");
        if powered.starts_with("Next.js") {
            return Some(Self::NextJs);
        }
        if powered.starts_with("Express") {
            return Some(if is_json_error {
                Self::NestJs
            } else {
                Self::Express
            });
        }
        if powered.starts_with("PHP/") || header("Set-Cookie").starts_with("laravel_session=") {
            return Some(Self::Laravel);
        }
        if server.starts_with("uvicorn") || server.starts_with("hypercorn") {
            return Some(Self::FastApi);
        }
        if server.starts_with("Werkzeug") {
            return Some(Self::Flask);
        }
        if server.starts_with("WSGIServer") || has_django_headers(response) {
            return Some(Self::Django);
        }
        if server.starts_with("BaseHTTP") || server.starts_with("SimpleHTTP") {
            return Some(Self::HttpServer);
        }
        // Fastify keeps connections for 72 s, Node itself for 5 s.
        if is_json_error || keep_alive == "timeout=72" {
            return Some(Self::Fastify);
        }
        if keep_alive == "timeout=5" {
            return Some(Self::Node);
        }
        if (has_key("timestamp") && has_key("status") && has_key("path"))
            || keep_alive == "timeout=60"
        {
            return Some(Self::Spring);
        }
        has_go_headers(response).then_some(Self::Go)
    }

    /// Returns how a bot reads the raw bytes of the body.
    pub fn raw_body_hint(self) -> Phrase {
        Phrase::new(match self {
            Self::Express => "raw-body.express",
            Self::Fastify => "raw-body.fastify",
            Self::NestJs => "raw-body.nestjs",
            Self::NextJs => "raw-body.nextjs",
            Self::Node => "raw-body.node",
            Self::FastApi => "raw-body.fastapi",
            Self::Flask => "raw-body.flask",
            Self::Django => "raw-body.django",
            Self::HttpServer => "raw-body.http-server",
            Self::Spring => "raw-body.spring",
            Self::Go => "raw-body.go",
            Self::Laravel => "raw-body.laravel",
        })
    }
}

/// Returns whether the response has the headers of Django's security middleware.
fn has_django_headers(response: &Response) -> bool {
    let has = |name: &str| response.headers.text(name).is_some();
    has("X-Frame-Options") && has("Referrer-Policy") && has("Cross-Origin-Opener-Policy")
}

/// Returns whether the response is of Go's `http.Error`: plain text with `nosniff`, ended by a newline.
fn has_go_headers(response: &Response) -> bool {
    let is = |name: &str, value: &str| response.headers.text(name) == Some(value);
    is("X-Content-Type-Options", "nosniff")
        && is("Content-Type", "text/plain; charset=utf-8")
        && response.headers.text("Server").is_none()
        && response.body.ends_with(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(headers: &[(&str, &str)], body: &str) -> Option<Framework> {
        let mut response =
            Response::new(401, "text/plain; charset=utf-8", body.as_bytes().to_vec());
        for (name, value) in headers {
            response.headers.set(name, value.as_bytes());
        }
        Framework::recognise(&response)
    }

    /// Responses as the frameworks write them to a refused signature.
    #[test]
    fn framework_is_recognised_by_its_response() {
        let express = ("X-Powered-By", "Express");
        let nest = r#"{"message":"invalid signature","error":"Unauthorized","statusCode":401}"#;
        let fastify = r#"{"statusCode":401,"error":"Unauthorized","message":"invalid signature"}"#;
        let spring = r#"{"timestamp":"2026-06-07T12:00:00.000+00:00","status":401,"error":"Unauthorized","path":"/"}"#;
        let json = ("Content-Type", "application/json");
        for (headers, body, framework) in [
            (&[express][..], "invalid signature", Framework::Express),
            (&[express, json], nest, Framework::NestJs),
            (
                &[("X-Powered-By", "Next.js")],
                "invalid signature",
                Framework::NextJs,
            ),
            (
                &[json, ("Keep-Alive", "timeout=72")],
                fastify,
                Framework::Fastify,
            ),
            (&[("Keep-Alive", "timeout=72")], "no", Framework::Fastify),
            (&[("Keep-Alive", "timeout=5")], "no", Framework::Node),
            (
                &[("Server", "uvicorn"), json],
                r#"{"detail":"no"}"#,
                Framework::FastApi,
            ),
            (
                &[("Server", "Werkzeug/3.0.1 Python/3.11.2")],
                "no",
                Framework::Flask,
            ),
            (
                &[("Server", "WSGIServer/0.2 CPython/3.11.2")],
                "no",
                Framework::Django,
            ),
            (
                &[("Server", "BaseHTTP/0.6 Python/3.11.2")],
                "no",
                Framework::HttpServer,
            ),
            (&[json], spring, Framework::Spring),
            (
                &[("X-Content-Type-Options", "nosniff")],
                "no\n",
                Framework::Go,
            ),
            (
                &[("X-Powered-By", "PHP/8.2.1"), json],
                r#"{"message":"no"}"#,
                Framework::Laravel,
            ),
        ] {
            assert_eq!(recognised(headers, body), Some(framework), "{body}");
        }
        assert_eq!(recognised(&[], "invalid signature"), None);
    }
}
