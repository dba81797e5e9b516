//! KakaoTalk.
mod lint;
mod lint_table;
