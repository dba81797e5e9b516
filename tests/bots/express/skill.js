// A Kakao skill server and Share webhook on Express; prints its address.
// Answers follow https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format.
import crypto from "node:crypto";
import express from "express";

const app = express();
const key = Buffer.from(`KakaoAK ${process.env.KAKAO_PRIMARY_ADMIN_KEY ?? ""}`);
app.use(express.json());

const text = (words) => ({ version: "2.0", template: { outputs: [{ simpleText: { text: words } }] } });

const menu = () => ({
  version: "2.0",
  template: {
    outputs: [{
      basicCard: {
        title: "오늘의 메뉴",
        description: "무엇을 드릴까요?",
        thumbnail: { imageUrl: "https://example.com/menu.png" },
        buttons: [
          { label: "김밥", action: "message", messageText: "김밥 주세요" },
          { label: "지도", action: "webLink", webLinkUrl: "https://example.com/map" },
        ],
      },
    }],
    quickReplies: [
      { label: "주문", action: "block", blockId: "64a1b2c3d4e5f60718293aff", extra: { menu: "김밥" } },
    ],
  },
  context: { values: [{ name: "order", lifeSpan: 2, params: { menu: "김밥" } }] },
});

async function later(url) {
  for (const words of ["다 생각했어요", "한 번 더"]) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(text(words)) });
    console.log(await response.text());
  }
}

app.post("/skill", (req, res) => {
  const said = req.body.userRequest.utterance.trim();
  if (said === "메뉴") return res.json(menu());
  if (said === "너무 길게") return res.json(text("가".repeat(1001)));
  if (said === "나중에") {
    setTimeout(() => later(req.body.userRequest.callbackUrl).catch(console.error), 500);
    return res.json({ version: "2.0", useCallback: true, data: { text: "생각 중이에요" } });
  }
  res.json(text(`에코: ${said}`));
});

app.all("/share", (req, res) => {
  const given = Buffer.from(req.get("Authorization") ?? "");
  const isKakaos = given.length === key.length && crypto.timingSafeEqual(given, key);
  res.status(isKakaos ? 200 : 401).end();
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`ready on http://127.0.0.1:${server.address().port}/skill`);
});
