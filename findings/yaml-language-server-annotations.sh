#!/usr/bin/env bash
# yaml-language-server, VS Code's YAML, inserts a text without the quotes that it needs where a keyword of one's own stands beside `$ref`, though what the
# reference leads to says that it is a text; without that keyword, or with the keyword where the reference leads, the quotes are there.
#
# Who meets it: whoever annotates a JSON Schema that is given to editors (`x-…` keywords of forms, documentation or code generators). Since 2019-09 JSON Schema lets
# any keyword stand beside `$ref` and changes no meaning by one that nobody knows. One would expect both fields to be completed alike.
# Seen with yaml-language-server 1.25.0, Node 20. Needs npm.
set -eu
command -v npm >/dev/null || { echo "skipped: npm is not installed"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" yaml-language-server@1.25.0 >/dev/null
cat > "$folder/schema.json" <<'JSON'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
  "plain": {"$ref": "#/$defs/target", "title": "Target", "examples": [">= 5"]},
  "annotated": {"$ref": "#/$defs/target", "title": "Target", "examples": [">= 5"], "x-note": "ours"},
  "annotated_there": {"$ref": "#/$defs/noted", "title": "Target", "examples": [">= 5"]}
}, "$defs": {
  "target": {"type": ["string", "number"]},
  "noted": {"type": ["string", "number"], "x-note": "ours"}
}}
JSON
cat > "$folder/ask.js" <<'JS'
const { spawn } = require("child_process");
const folder = process.argv[2];
const server = spawn(`${folder}/node_modules/.bin/yaml-language-server`, ["--stdio"]);
const settings = { yaml: { schemas: { [`file://${folder}/schema.json`]: "*.yaml" }, completion: true, schemaStore: { enable: false } } };
const waiting = new Map();
let seen = Buffer.alloc(0), last = 0;
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const ask = (method, params) => new Promise((done) => { waiting.set(++last, done); send({ id: last, method, params }); });
server.stdout.on("data", (data) => {
  seen = Buffer.concat([seen, data]);
  for (;;) {
    const head = seen.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(seen.subarray(0, head))[1]);
    if (seen.length < head + 4 + length) return;
    const message = JSON.parse(seen.subarray(head + 4, head + 4 + length));
    seen = seen.subarray(head + 4 + length);
    if (message.method === "workspace/configuration") {
      send({ id: message.id, result: message.params.items.map((item) => settings[item.section] ?? {}) });
    } else if (message.method && message.id !== undefined) send({ id: message.id, result: null });
    else waiting.get(message.id)?.(message.result);
  }
});
const EXPECTED = { plain: '">= 5"', annotated: ">= 5", annotated_there: '">= 5"' };
(async () => {
  await ask("initialize", { processId: null, rootUri: null, capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } }, workspace: { configuration: true, didChangeConfiguration: {} } } });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const uri = `file:///${name}.yaml`, text = `${name}: `;
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    let found = [];
    for (let times = 0; times < 20 && !(found.items ?? found).length; times++) {  // until it has read the schema
      await new Promise((done) => setTimeout(done, 200));
      found = await ask("textDocument/completion", { textDocument: { uri }, position: { line: 0, character: text.length } });
    }
    const inserted = (found.items ?? found).map((item) => (item.textEdit?.newText ?? item.insertText).replace(/\$\{\d+:([^}]*)\}/g, "$1"));
    console.log(`${name}: ${JSON.stringify(inserted)}`);
    if (!inserted.includes(expected)) throw new Error(`this has changed: ${JSON.stringify(expected)} is not offered`);
  }
  process.exit(0);
})().catch((error) => { console.error(error.message); process.exit(1); });
JS
timeout 60 node "$folder/ask.js" "$folder"
