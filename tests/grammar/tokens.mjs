// Tokenises conversation files as VS Code does, and prints one line of JSON for each line of a file: its tokens as [text, scopes].
//
//   node tokens.mjs FOLDER-OF-THE-EXTENSION FOLDER-OF-THE-PACKAGES FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [extension, packages, ...files] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");

const { contributes } = JSON.parse(readFileSync(`${extension}/package.json`, "utf8"));
await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
// Stands for VS Code's own grammar of Markdown, into which the fences are injected.
const markdown = { scopeName: "text.html.markdown", patterns: [{ match: "^# .*$", name: "markup.heading.markdown" }] };

const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  }),
  getInjections: (scope) => contributes.grammars.filter((it) => it.injectTo?.includes(scope)).map((it) => it.scopeName),
  loadGrammar: async (scope) => {
    if (scope === markdown.scopeName) return markdown;
    const found = contributes.grammars.find((it) => it.scopeName === scope);
    if (!found) throw new Error(`no grammar of ${scope}`);
    const path = `${extension}/${found.path}`;
    return parseRawGrammar(readFileSync(path, "utf8"), path);
  },
});

for (const file of files) {
  const grammar = await registry.loadGrammar(file.endsWith(".md") ? markdown.scopeName : "source.momo-chat");
  let stack = INITIAL;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    console.log(JSON.stringify(tokens.map((it) => [line.slice(it.startIndex, it.endIndex), it.scopes.slice(1)])));
  }
}
