// Scopes of every piece of the files that are named, as VS Code's own machinery gives them: JSON, file by file, [start, end, scopes].
"use strict";

const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [grammarFile, modules, ...files] = process.argv.slice(2);
const from = createRequire(path.join(modules, "here.js"));
const oniguruma = from("vscode-oniguruma");
const textmate = from("vscode-textmate");

async function main() {
  await oniguruma.loadWASM(fs.readFileSync(from.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarFile, "utf-8"), grammarFile),
  });
  const grammar = await registry.loadGrammar("source.kpi-rules");
  const told = files.map((file) => pieces(grammar, fs.readFileSync(file, "utf-8")));
  process.stdout.write(JSON.stringify(told));
}

function pieces(grammar, text) {
  const found = [];
  let at = 0;
  let stack = null;
  for (const line of text.split("\n")) {
    const read = grammar.tokenizeLine(line, stack);
    found.push(...read.tokens.map((one) => [at + one.startIndex, at + one.endIndex, one.scopes]));
    stack = read.ruleStack;
    at += line.length + 1;
  }
  return found;
}

main();
