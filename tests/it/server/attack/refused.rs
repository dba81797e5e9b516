//! What is refused is shown all the same, with the reason.
