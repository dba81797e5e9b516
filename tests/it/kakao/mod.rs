//! KakaoTalk.
mod chunk;
mod config;
mod lint;
mod lint_table;
mod samples;
mod share;
