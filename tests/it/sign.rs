//! `momo sign`.
use crate::support::Momo;

#[test]
fn a_text_is_signed() {
    // RFC 4231, test case 2.
    let momo = Momo::new();
    let output = momo.run(&[
        "sign",
        "--secret",
        "Jefe",
        "--body",
        "what do ya want for nothing?",
    ]);
    output.is("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n--- status 0\n");
}
