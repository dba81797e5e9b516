//! Bots in containers: callback URLs that lead to them, and the platform as they reach it.
mod hosts;
mod namespaces;
