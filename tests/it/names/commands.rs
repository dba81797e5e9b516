//! A word that is no command where it stands leads to the command that is meant.
use crate::support::Momo;

#[test]
fn word_of_another_group_leads_to_its_command() {
    let momo = Momo::new();
    for (typed, meant) in [
        (&["history"][..], "`momo webhook history`"),
        (&["replay", "last"], "`momo webhook replay`"),
        (&["listen", "--forward-to", "3000"], "`momo webhook listen`"),
        (&["sample"], "`momo webhook sample`"),
        (&["say", "hi"], "`momo room say` or `momo kakao say`"),
        (&["send"], "`momo message send` or `momo kakao send`"),
        (&["rotate"], "`momo bot rotate`"),
        (&["webhook", "say"], "`momo room say` or `momo kakao say`"),
        (&["bot", "replay"], "`momo webhook replay`"),
        (&["webhook", "verify"], "`momo verify`"),
        (&["logs"], "`momo webhook history`"),
        (&["start"], "`momo dev`"),
        (&["histroy"], "`momo webhook history`"),
    ] {
        let output = momo.run(typed).expect(2);
        let wanted = format!("Did you mean {meant}?");
        assert!(output.err().contains(&wanted), "{typed:?}\n{output}");
    }
    let output = momo.run(&["somethingelse"]).expect(2);
    assert!(!output.err().contains("Did you mean"), "{output}");
}
