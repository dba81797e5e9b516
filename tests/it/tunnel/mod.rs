//! `--tunnel` of `webhook listen`, `kakao serve` and `dev`: against OpenSSH's server, and against stand-ins that print
//! what the documentation of other programs shows.
mod ssh;
mod standins;
