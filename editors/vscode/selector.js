// The files that the server is told of. It knows by itself which of them are its own, and leaves the others alone.
"use strict";

const PATTERNS = [
  "**/*.kpi.{yaml,yml,json,toml}",
  "**/*.rules",
  "**/{pack,kpi-rules,kpi-rules.waivers}.yaml",
  "**/{locales,tests}/*.{yaml,yml}",
];

module.exports = {
  SELECTOR: [
    ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
    ...["kpi-rules", "kpi-plan"].map((language) => ({ scheme: "untitled", language })),
    { scheme: "file", language: "kpi-plan" },
  ],
};
