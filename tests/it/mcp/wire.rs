//! `momo mcp`, byte by byte: lines that are no calls, and the end of the server.
use super::with_bot;
use crate::support::Momo;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

/// A server and a client that writes bytes.
struct Wire {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Wire {
    /// Starts `momo mcp` and shakes hands.
    fn open(momo: &Momo) -> Self {
        let mut wire = Self::start(momo);
        let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"},
        }});
        wire.send(&hello.to_string());
        assert_eq!(wire.answer()["result"]["serverInfo"]["name"], "momo");
        wire.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        wire
    }

    /// Starts `momo mcp` and says nothing.
    fn start(momo: &Momo) -> Self {
        let mut command = momo.command(&["mcp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    fn send(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"))
    }

    /// Ends its input, at which it ends with 0.
    fn end(mut self) {
        drop(self.input.take());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }

    fn call(&mut self, tool: &str, arguments: Value) {
        let call = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
            "name": tool, "arguments": arguments,
        }});
        self.send(&call.to_string());
    }
}

#[test]
fn mcp_names_what_is_wrong_with_a_call() {
    let momo = with_bot();
    let mut early = Wire::start(&momo);
    for line in [
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sample"}}"#,
    ] {
        early.send(line);
        let answer = early.answer();
        assert_eq!(answer["error"]["message"], "send `initialize` first");
        assert_eq!(answer["id"], 1);
    }
    early.end();
    let mut wire = Wire::open(&momo);
    wire.call("sign", json!({"file": "a\0b"}));
    let error = &wire.answer()["error"];
    assert_eq!(error["code"], -32602);
    assert_eq!(error["message"], "`file` holds a NUL character (U+0000)");
    // A payload may hold one.
    wire.call("sign", json!({"body": "a\0b"}));
    assert_eq!(wire.answer()["result"]["isError"], false);
    wire.end();
}

#[test]
fn mcp_goes_on_after_what_is_no_call() {
    let momo = with_bot();
    let mut wire = Wire::open(&momo);
    let null = Value::Null;
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(17 << 20));
    let deep = "[".repeat(100_000);
    // A line, the id of its answer, and the code of its error.
    let refused: [(&[u8], Value, i64); 19] = [
        (b"{broken", null.clone(), -32700),
        (b"\x00\x01\xfe\xff", null.clone(), -32700),
        (b"\"\\ud800\"", null.clone(), -32700),
        (deep.as_bytes(), null.clone(), -32700),
        (long.as_bytes(), null.clone(), -32600),
        (b"[]", null.clone(), -32600),
        (br#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, null.clone(), -32600),
        (b"7", null.clone(), -32600),
        (b"null", null.clone(), -32600),
        (b"{}", null.clone(), -32600),
        (br#"{"jsonrpc":"1.0","id":4,"method":"ping"}"#, json!(4), -32600),
        (br#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, null.clone(), -32600),
        (br#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, null.clone(), -32600),
        (br#"{"jsonrpc":"2.0","id":7}"#, json!(7), -32600),
        (br#"{"jsonrpc":"2.0","id":"a","method":5}"#, json!("a"), -32600),
        (br#"{"jsonrpc":"2.0","id":8,"method":"no/such"}"#, json!(8), -32601),
        (br#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":7}"#, json!(9), -32602),
        (br#"{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"sign","arguments":[]}}"#, json!(10), -32602),
        (br#"{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"no_such_tool"}}"#, json!(11), -32602),
    ];
    for (line, id, code) in refused {
        // Neither has an answer: the next one that comes is that of the line.
        wire.send_bytes(b"\n \r\n{\"jsonrpc\":\"2.0\",\"method\":\"no/such\"}\n");
        wire.send_bytes(&[line, b"\n"].concat());
        let answer = wire.answer();
        let shown = String::from_utf8_lossy(&line[..line.len().min(90)]);
        assert_eq!(answer["error"]["code"], code, "{shown}: {answer}");
        assert_eq!(answer.get("id"), Some(&id), "{shown}: {answer}");
        assert_eq!(answer["jsonrpc"], "2.0");
    }
    wire.call("sign", json!({"body": "{}"}));
    assert_eq!(wire.answer()["result"]["isError"], false);
    wire.end();
}

#[test]
fn mcp_answers_a_second_request_with_an_id_that_is_not_answered() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = silent.local_addr().unwrap().port().to_string();
    let momo = with_bot();
    let mut wire = Wire::open(&momo);
    let event = "momotalk/message_created";
    wire.call("replay", json!({"what": [event], "to": to}));
    let connection = silent.accept().unwrap();
    wire.call("sign", json!({"body": "{}"}));
    let answer = wire.answer();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(2), &json!(-32600))
    );
    drop((connection, silent));
    assert_eq!(wire.answer()["id"], 2);
    // An id is free again once it is answered.
    wire.call("sign", json!({"body": "{}"}));
    assert_eq!(wire.answer()["result"]["isError"], false);
    wire.end();
}

#[test]
fn mcp_reads_a_last_line_without_an_end() {
    let momo = with_bot();
    for (line, code) in [
        ("{\"jsonrpc\":\"2.0\",\"id\":3,\"meth", -32700),
        ("[1]", -32600),
    ] {
        let mut wire = Wire::open(&momo);
        wire.send_bytes(line.as_bytes());
        drop(wire.input.take());
        assert_eq!(wire.answer()["error"]["code"], code);
        assert_eq!(wire.child.wait().unwrap().code(), Some(0));
    }
    let mut wire = Wire::open(&momo);
    wire.send_bytes(br#"{"jsonrpc":"2.0","id":3,"method":"ping"}"#);
    drop(wire.input.take());
    assert_eq!(wire.answer()["id"], 3);
    assert_eq!(wire.child.wait().unwrap().code(), Some(0));
}

#[test]
fn mcp_ends_with_its_client_and_ends_the_calls_that_run() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let momo = with_bot();
    let mut wire = Wire::open(&momo);
    let events = vec!["momotalk/message_created"; 40];
    wire.call("replay", json!({"what": events, "to": port.to_string()}));
    let _connection = silent.accept().unwrap();
    let started = Instant::now();
    wire.end();
    // 40 deliveries without a response take longer.
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    let children = std::fs::read_dir("/proc").unwrap().flatten();
    let port = port.to_string();
    let left = children.filter(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&format!("127.0.0.1:{port}"))
    });
    assert_eq!(left.count(), 0);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn mcp_ends_with_its_input_and_with_a_signal() {
    let momo = Momo::new();
    let output = momo.run(&["mcp"]).expect(0);
    assert_eq!(output.out(), "");
    let mut wire = Wire::open(&momo);
    let id = wire.child.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert_eq!(wire.child.wait().unwrap().code(), Some(0));
}
