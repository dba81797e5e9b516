//! Lines of JSON-RPC over standard input and output.
//!
//! The SDK's own reader answers a line that is no JSON with silence. JSON-RPC 2.0 asks for an error with the id `null`
//! (<https://www.jsonrpc.org/specification#error_object>); the client would otherwise wait for an answer that never comes.
use rmcp::RoleServer;
use rmcp::model::{ClientNotification, ClientRequest, GetMeta, JsonRpcError, RequestId};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use tokio::sync::{mpsc as async_mpsc, oneshot};

/// Maximum length of a line, in bytes.
const MAX_LINE_BYTES: usize = 16 << 20;
/// Lines that are read before the ones before them are answered.
const MAX_LINES_AHEAD: usize = 16;

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const INVALID_PARAMS: i64 = -32602;

/// A line with the channel that tells its end on standard output.
type Written = (Vec<u8>, oneshot::Sender<()>);

enum Line {
    Text(Vec<u8>),
    TooLong,
}

/// What is in a line.
enum Content {
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    /// The answer to what is no message.
    Refused(Value),
    /// An empty line, or a notification that there is not: neither has an answer.
    Nothing,
}

/// Messages of one client, a line each.
pub(super) struct Lines {
    input: async_mpsc::Receiver<Line>,
    output: mpsc::Sender<Written>,
    /// Completes when the last refusal is written.
    refusal: Option<oneshot::Receiver<()>>,
    /// Whether the client has said which version it speaks. The SDK ends if anything but a request comes before.
    has_begun: bool,
    /// Ids of the requests that are not answered yet. Of two with one id the SDK answers one.
    open_ids: HashSet<RequestId>,
}

impl Lines {
    /// Starts a thread that reads standard input, and one that writes standard output. They end with these streams.
    pub(super) fn open() -> Self {
        let (read, input) = async_mpsc::channel(MAX_LINES_AHEAD);
        std::thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            while let Some(line) = read_line(&mut stdin) {
                if read.blocking_send(line).is_err() {
                    break;
                }
            }
        });
        let (output, lines) = mpsc::channel::<Written>();
        std::thread::spawn(move || {
            let mut stdout = io::stdout().lock();
            for (line, done) in lines {
                if stdout
                    .write_all(&line)
                    .and_then(|()| stdout.flush())
                    .is_err()
                {
                    break; // the client does not read any more
                }
                // Fails if nobody waits for it.
                let _ = done.send(());
            }
        });
        Self {
            input,
            output,
            refusal: None,
            has_begun: false,
            open_ids: HashSet::new(),
        }
    }

    /// Returns whether a message goes to the SDK.
    ///
    /// # Errors
    /// Returns the answer to a request whose id is that of another which is not answered yet.
    fn admit(&mut self, message: &RxJsonRpcMessage<RoleServer>) -> Result<bool, Value> {
        match message {
            RxJsonRpcMessage::<RoleServer>::Request(request) => {
                let (begins, needs_begin) = match &request.request {
                    ClientRequest::InitializeRequest(_) => (true, false),
                    ClientRequest::DiscoverRequest(_) | ClientRequest::PingRequest(_) => {
                        (false, false)
                    }
                    request => (request.get_meta().protocol_version().is_some(), true),
                };
                if needs_begin && !begins && !self.has_begun {
                    let why = "send `initialize` first";
                    return Err(error(INVALID_REQUEST, why, &json!(request.id)));
                }
                if !self.open_ids.insert(request.id.clone()) {
                    let why = "a request with this `id` is not answered yet";
                    return Err(error(INVALID_REQUEST, why, &json!(request.id)));
                }
                self.has_begun |= begins;
                Ok(true)
            }
            RxJsonRpcMessage::<RoleServer>::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.open_ids.remove(id);
                }
                Ok(self.has_begun)
            }
            _ => Ok(self.has_begun),
        }
    }

    /// Writes a message as a line; the channel completes when it is written, and fails if it cannot be.
    fn write(&self, message: &impl serde::Serialize) -> io::Result<oneshot::Receiver<()>> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        let (done, written) = oneshot::channel();
        self.output.send((line, done)).map_err(|_| closed())?;
        Ok(written)
    }
}

impl Transport<RoleServer> for Lines {
    type Error = io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        match &item {
            TxJsonRpcMessage::<RoleServer>::Response(response) => {
                self.open_ids.remove(&response.id);
            }
            TxJsonRpcMessage::<RoleServer>::Error(JsonRpcError { id: Some(id), .. }) => {
                self.open_ids.remove(id);
            }
            _ => {}
        }
        let written = self.write(&item);
        async move { written?.await.map_err(|_| closed()) }
    }

    /// Returns the next message; `None` at the end of the input. May be dropped at any time without losing a line.
    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(written) = &mut self.refusal {
                // Fails if the client does not read any more, which its end tells too.
                let _ = written.await;
                self.refusal = None;
            }
            match content(self.input.recv().await?) {
                Content::Message(message) => match self.admit(&message) {
                    Ok(true) => return Some(*message),
                    Ok(false) => {}
                    Err(error) => self.refusal = self.write(&error).ok(),
                },
                Content::Refused(error) => self.refusal = self.write(&error).ok(),
                Content::Nothing => {}
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn closed() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

/// Reads a line without its end; the last one may have none. Drops what is beyond [`MAX_LINE_BYTES`]. `None` at the end of the
/// input, and where it cannot be read.
fn read_line(input: &mut impl BufRead) -> Option<Line> {
    let (mut line, mut is_too_long, mut has_some) = (Vec::new(), false, false);
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return None,
        };
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        has_some |= !available.is_empty();
        is_too_long |= line.len() + part.len() > MAX_LINE_BYTES;
        match is_too_long {
            true => line = Vec::new(),
            false => line.extend_from_slice(part),
        }
        let is_last = available.is_empty() || end.is_some();
        let consumed = end.map_or(available.len(), |end| end + 1);
        input.consume(consumed);
        if is_last {
            return has_some.then_some(match is_too_long {
                true => Line::TooLong,
                false => Line::Text(line),
            });
        }
    }
}

fn content(line: Line) -> Content {
    let Line::Text(bytes) = line else {
        let why = format!("the line is longer than {} MiB", MAX_LINE_BYTES >> 20);
        return Content::Refused(error(INVALID_REQUEST, &why, &Value::Null));
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if bytes.trim_ascii().is_empty() {
        return Content::Nothing;
    }
    let value = match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => value,
        Err(why) => {
            let why = format!("the line is no JSON: {why}");
            return Content::Refused(error(PARSE_ERROR, &why, &Value::Null));
        }
    };
    if let Some(why) = wrong_call(&value) {
        return Content::Refused(error(INVALID_PARAMS, why, &value["id"]));
    }
    if let Ok(message) = serde_json::from_slice(bytes) {
        return Content::Message(Box::new(message));
    }
    let id = value.get("id");
    let why = match &value {
        Value::Array(_) => "the line is a list; there are no batches in MCP: one message a line",
        Value::Object(_) if value["jsonrpc"] != "2.0" => "`jsonrpc` is not \"2.0\"",
        Value::Object(_) if id.is_none() && value["method"].is_string() => return Content::Nothing,
        Value::Object(_) if id.is_some_and(|id| !is_id(id)) => {
            "`id` is neither a text nor a whole number"
        }
        Value::Object(_) => "the line is neither a request nor a notification nor an answer",
        _ => "the line is no object",
    };
    Content::Refused(error(INVALID_REQUEST, why, id.unwrap_or(&Value::Null)))
}

/// Returns what is wrong with the parameters of a tool's call, which the SDK takes for a call of another method. `None` for any other
/// message.
fn wrong_call(value: &Value) -> Option<&'static str> {
    let params = &value["params"];
    if value["jsonrpc"] != "2.0" || value["method"] != "tools/call" || !is_id(&value["id"]) {
        return None;
    }
    match &params["arguments"] {
        _ if !params["name"].is_string() => Some("`params` has no `name`, the name of a tool"),
        Value::Object(_) | Value::Null => None,
        _ => Some("`params.arguments` is no object"),
    }
}

fn is_id(value: &Value) -> bool {
    value.is_string() || value.is_i64()
}

/// Returns the answer to what is no message. An id that is none is answered as `null`.
fn error(code: i64, why: &str, id: &Value) -> Value {
    let id = if is_id(id) { id } else { &Value::Null };
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": why } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<Option<usize>> {
        let mut input = io::BufReader::with_capacity(7, input);
        let read = std::iter::from_fn(|| read_line(&mut input));
        read.map(|line| match line {
            Line::Text(text) => Some(text.len()),
            Line::TooLong => None,
        })
        .collect()
    }

    #[test]
    fn lines_end_with_their_input_and_the_longest_is_dropped() {
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"\n"), [Some(0)]);
        assert_eq!(lines(b"a\n\nbcd"), [Some(1), Some(0), Some(3)]);
        let mut long = vec![b'x'; MAX_LINE_BYTES];
        assert_eq!(lines(&long), [Some(MAX_LINE_BYTES)]);
        long.extend(b"x\nab\n");
        assert_eq!(lines(&long), [None, Some(2)]);
    }
}
