//! A server of the Model Context Protocol over standard input and output, by its official SDK. The tools are given.
//!
//! Each call runs on a thread of its own, since a tool blocks. A call is cancelled when the client gives it up or goes away.
mod lines;

use crate::error::{Error, Result};
use lines::Lines;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, serve_server};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// How long running calls may take to end when the server does.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// A tool as clients see it.
#[derive(Debug, Clone)]
pub struct McpTool {
    pub name: &'static str,
    pub title: &'static str,
    pub description: String,
    /// JSON Schema of the arguments.
    pub schema: Map<String, Value>,
    pub is_read_only: bool,
    pub is_destructive: bool,
    /// Whether it may reach more than this machine.
    pub is_open_world: bool,
}

/// What a tool answers.
#[derive(Debug, Clone)]
pub struct McpAnswer {
    pub value: Value,
    pub is_error: bool,
}

/// The tools of a server.
pub trait McpTools: Send + Sync + 'static {
    /// Returns what the server is for, for the client's model.
    fn instructions(&self) -> String;
    fn tools(&self) -> Vec<McpTool>;
    /// Runs a tool, which polls `is_cancelled`.
    ///
    /// # Errors
    /// Says why the parameters of the call are none, such as a name that no tool has.
    fn call(
        &self,
        name: &str,
        arguments: Map<String, Value>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> std::result::Result<McpAnswer, String>;
}

struct Handler {
    tools: Arc<dyn McpTools>,
    /// Set when the server ends.
    is_ending: Arc<AtomicBool>,
    /// Each running call has a clone.
    running: Sender<()>,
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("momo", env!("CARGO_PKG_VERSION")))
            .with_instructions(self.tools.instructions())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.tools.tools().into_iter().map(sdk_tool).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tools = Arc::clone(&self.tools);
        let (is_ending, running) = (Arc::clone(&self.is_ending), self.running.clone());
        let (sender, answer) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let arguments = request.arguments.unwrap_or_default();
            let is_cancelled = || context.ct.is_cancelled() || is_ending.load(Ordering::Relaxed);
            // Fails if the client gave the call up.
            let _ = sender.send(tools.call(&request.name, arguments, &is_cancelled));
            drop(running);
        });
        match answer.await {
            Ok(Ok(answer)) => Ok(sdk_answer(answer).into()),
            Ok(Err(why)) => Err(ErrorData::invalid_params(why, None)),
            Err(_) => Err(ErrorData::internal_error("the tool panicked", None)),
        }
    }
}

fn sdk_tool(tool: McpTool) -> Tool {
    let annotations = ToolAnnotations::with_title(tool.title)
        .read_only(tool.is_read_only)
        .destructive(tool.is_destructive)
        .open_world(tool.is_open_world);
    Tool::new(tool.name, tool.description, tool.schema).with_annotations(annotations)
}

fn sdk_answer(answer: McpAnswer) -> CallToolResult {
    let text = vec![ContentBlock::text(answer.value.to_string())];
    match answer.is_error {
        true => CallToolResult::error(text),
        false => CallToolResult::success(text),
    }
}

/// Serves until the client closes standard input or a stop signal arrives; returns that, `None` without one.
///
/// # Errors
/// Fails if the client does not speak the protocol.
pub fn serve<S: Send + 'static>(tools: Arc<dyn McpTools>, stops: Receiver<S>) -> Result<Option<S>> {
    let failed = |error: &dyn std::fmt::Display| {
        Error::unknown("the MCP client cannot be served").because(error)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| failed(&error))?;
    let (sender, stop) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        if let Ok(signal) = stops.recv() {
            // Fails if the server has ended.
            let _ = sender.send(signal);
        }
    });
    let is_ending = Arc::new(AtomicBool::new(false));
    let (running, all_ended) = mpsc::channel();
    let handler = Handler {
        tools,
        is_ending: Arc::clone(&is_ending),
        running,
    };
    let result = runtime.block_on(async {
        let serving = async {
            let server = serve_server(handler, Lines::open()).await;
            match server {
                Ok(server) => server
                    .waiting()
                    .await
                    .map(drop)
                    .map_err(|error| failed(&error)),
                // The client left before it said anything, such as `momo mcp </dev/null`.
                Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
                Err(error) => Err(failed(&error)),
            }
        };
        futures_util::pin_mut!(serving);
        match futures_util::future::select(serving, stop).await {
            futures_util::future::Either::Left((result, _)) => result.map(|()| None),
            futures_util::future::Either::Right((signal, _)) => Ok(signal.ok()),
        }
    });
    runtime.shutdown_background();
    is_ending.store(true, Ordering::Relaxed);
    // Fails once no call runs.
    let _ = all_ended.recv_timeout(MAX_WAIT);
    result
}
