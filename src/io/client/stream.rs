//! The byte stream of a connection: TCP, or TLS above it.
use crate::io::os::sockets::READ_NOW;
use rustix::net::{RecvFlags, recv};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A byte stream.
pub(super) enum Stream {
    Tcp(TcpStream),
    /// TLS, with the server, the proxy or both.
    Tls(Pin<Box<dyn ByteStream>>),
}

/// What a stream of TLS can do.
pub(super) trait ByteStream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> ByteStream for T {}

impl Stream {
    pub(super) fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_write(context, bytes),
            Self::Tls(tls) => tls.as_mut().poll_write(context, bytes),
        }
    }

    /// Passes on what TLS has buffered.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(_) => Poll::Ready(Ok(())),
            Self::Tls(tls) => tls.as_mut().poll_flush(context),
        }
    }

    /// Reads into `buffer`. Returns 0 at the end of the stream.
    pub(super) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(buffer);
        let polled = match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_read(context, &mut buffer),
            Self::Tls(tls) => tls.as_mut().poll_read(context, &mut buffer),
        };
        polled.map_ok(|()| buffer.filled().len())
    }

    /// Returns whether the stream is open and nothing waits to be read: a server that sends without a request has
    /// ended the connection, or does not speak HTTP.
    pub(super) async fn is_quiet(&mut self) -> bool {
        match self {
            // Asks the system: the runtime learns of a closed socket only when it next waits for events.
            Self::Tcp(tcp) => {
                let flags = RecvFlags::PEEK | READ_NOW;
                let mut byte = [0];
                matches!(
                    recv(tcp, &mut byte[..], flags),
                    Err(rustix::io::Errno::AGAIN)
                )
            }
            Self::Tls(_) => {
                // The first turn polls the sockets, so that the second sees what has come.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
                let mut context = Context::from_waker(Waker::noop());
                self.poll_read(&mut context, &mut [0]).is_pending()
            }
        }
    }
}
