//! KakaoTalk.
mod config;
mod lint;
mod lint_table;
