//! The time that the signatures alone take: a million bodies of 300 bytes in memory, one thread, no input, no output.
//!
//! `benches/sign.py` compares `momo sign --lines` with it: what is above is reading, splitting and writing.
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use momo::model::secret::Secret;
use momo::model::secret::signature::Signer;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let signer = Signer::new(&Secret::new("test-webhook-secret-0123456789").unwrap());
    let bodies: Vec<[u8; 300]> = (0..1000).map(|n: usize| [n as u8; 300]).collect();
    let begin = Instant::now();
    for _ in 0..1000 {
        for body in &bodies {
            black_box(signer.sign(black_box(body)));
        }
    }
    println!("{}", begin.elapsed().as_nanos());
}
