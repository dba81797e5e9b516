//! Reports of a run, and files that it writes anew.
use super::play;
use crate::replay::report::cases;
use crate::support::Momo;

const MIXED: &str = "\
# a greeting
## 인사 <&> \"둘\"
앨리스: 안녕
# exact
bot:   안녕하세요
## 주문
앨리스: 주문할게요
bot: 잠깐만요
bot =~ /주문번호 (?<id>[0-9]+)/
앨리스 taps 취소
bot: {id}번 취소!
## 무늬
앨리스: 안녕
bot ~ *하세요
";

#[test]
fn reports_tell_of_each_conversation() {
    let momo = Momo::new();
    let reports = "junit=a.xml,html=a.html,json=a.json";
    let Some(output) = play(&momo, MIXED, &["--report", reports]) else {
        return;
    };
    output.expect_notes(1);
    let text = |name: &str| std::fs::read_to_string(momo.home().join(name)).unwrap();
    let (xml, page) = (text("a.xml"), text("a.html"));
    assert!(
        xml.contains("<testsuite name=\"a.chat\" tests=\"3\" failures=\"3\" errors=\"0\" time="),
        "{xml}"
    );
    assert!(
        xml.contains(
            "<testcase name=\"인사 &lt;&amp;&gt; &quot;둘&quot;\" classname=\"a.chat\" time="
        ),
        "{xml}"
    );
    assert!(
        xml.contains("message=\"a.chat:5: the bot says something else\" type=\"unexpected\""),
        "{xml}"
    );
    assert!(xml.contains("momo webhook history show ex_"), "{xml}");
    let cases = cases(&momo, "a.xml");
    let kinds: Vec<_> = cases
        .iter()
        .map(|case| case["wrong"][0][0].clone())
        .collect();
    assert_eq!(kinds, ["failure", "failure", "failure"]);
    assert!(page.contains("인사 &lt;&amp;&gt; &quot;둘&quot;"), "{page}");
    assert_eq!(
        page.matches("class=\"bubble bot unclaimed\"").count(),
        4,
        "{page}"
    );
    let report = momo.json_file("a.json");
    assert_eq!(report["summary"]["failed"], 3);
    assert_eq!(report["conversations"].as_array().unwrap().len(), 3);
}

#[test]
fn flaky_conversation_passes_in_the_report_where_it_may() {
    let momo = Momo::new();
    let text = "## 가끔\n앨리스: 가끔\nbot: 홀수\n";
    for (flags, failures) in [(&[][..], "1"), (&["--allow-flaky"], "0")] {
        let flags = [&["--repeat", "2", "--report", "junit=a.xml"], flags].concat();
        let Some(output) = play(&momo, text, &flags) else {
            return;
        };
        output.expect_notes(i32::from(failures == "1"));
        let xml = std::fs::read_to_string(momo.home().join("a.xml")).unwrap();
        assert!(xml.contains(&format!("failures=\"{failures}\"")), "{xml}");
    }
}

#[test]
fn exact_lines_that_failed_are_written_anew_and_then_pass() {
    let momo = Momo::new();
    let Some(output) = play(&momo, MIXED, &["--update"]) else {
        return;
    };
    let output = output.expect_notes(1);
    assert!(
        output
            .out()
            .ends_with("a.chat: lines 5, 8, 11 written anew\n"),
        "{output}"
    );
    let text = std::fs::read_to_string(momo.home().join("a.chat")).unwrap();
    let expected = MIXED
        .replace("bot:   안녕하세요", "bot: 안녕")
        .replace("bot: 잠깐만요", "bot: 잠시만요")
        .replace("bot: {id}번 취소!", "bot: {id}번을 취소했어요");
    assert_eq!(text, expected);
    let output = play(&momo, &text, &[]).unwrap().expect_notes(1);
    assert!(
        output
            .out()
            .contains("3 conversations: 2 passed, 1 failed; "),
        "{output}"
    );
}

#[test]
fn value_of_a_variable_is_not_shown() {
    let momo = Momo::new().with("SHOP_NAME", "a-long-value");
    let text = "## a\n앨리스: {env:SHOP_NAME}\nbot: no {env:SHOP_NAME}\n";
    let Some(output) = play(&momo, text, &["--json"]) else {
        return;
    };
    let output = output.expect_notes(1);
    assert!(!output.out().contains("a-long-value"), "{output}");
    let failure = &output.json_lines()[0]["failure"];
    assert_eq!(
        (&failure["expected"], &failure["got"]),
        (&"no {env:SHOP_NAME}".into(), &"{env:SHOP_NAME}".into())
    );
}
