//! How bots, rooms, commands and callback URLs are named, and what is said where a name is missing or leads nowhere.
mod bots;
mod callbacks;
mod commands;
mod rooms;
