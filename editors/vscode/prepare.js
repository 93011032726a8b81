// Before packaging: what the extension shares with the rest of the repository is put in its place.
"use strict";

const fs = require("fs");
const path = require("path");

const top = path.join(__dirname, "..", "..");
const CLOSING = ["additionalProperties", "unevaluatedProperties"];

/** The plan's schema, left open: packs add fields, and only the server knows which ones a folder's packs add. */
function openSchema(text) {
  const opened = (name, value) => (value === false && CLOSING.includes(name) ? undefined : value);
  return `${JSON.stringify(JSON.parse(text, opened), null, 1)}\n`;
}

function prepare() {
  fs.mkdirSync(path.join(__dirname, "schemas"), { recursive: true });
  const schema = openSchema(fs.readFileSync(path.join(top, "schemas", "plan.schema.json"), "utf-8"));
  fs.writeFileSync(path.join(__dirname, "schemas", "plan.schema.json"), schema);
  fs.copyFileSync(path.join(top, "LICENSE"), path.join(__dirname, "LICENSE"));
}

if (require.main === module) prepare();

module.exports = { openSchema };
