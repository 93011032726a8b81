// VS Code's own protocol library and the extension's own search for the program, against the real server: what a plan that is open gets.
"use strict";

const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");
const { pathToFileURL } = require("url");

const [extension, modules, folder, searchPath, name] = process.argv.slice(2);
const protocol = createRequire(path.join(modules, "here.js"))("vscode-languageserver-protocol/node");
const { findProgram } = require(path.join(extension, "program.js"));

async function main() {
  const found = findProgram({ folders: [folder], trusted: true, searchPath });
  const server = spawn(found.command, ["server"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  const uri = pathToFileURL(path.join(folder, name)).href;
  const published = new Promise((resolve) =>
    connection.onNotification(protocol.PublishDiagnosticsNotification.type, (one) => one.uri === uri && resolve(one.diagnostics)),
  );
  connection.onRequest(protocol.ConfigurationRequest.type, () => [{ today: "2026-01-31", level: "", lang: "" }]);
  connection.listen();
  const begun = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    locale: "en",
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "project" }],
    capabilities: {
      workspace: { configuration: true },
      textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } } },
    },
  });
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  const text = fs.readFileSync(path.join(folder, name), "utf-8");
  const textDocument = { uri, languageId: "yaml", version: 1, text };
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
  const diagnostics = await published;
  const line = text.split("\n").findIndex((one) => one.startsWith("objectives:"));
  const hover = await connection.sendRequest(protocol.HoverRequest.type, {
    textDocument: { uri },
    position: { line, character: 2 },
  });
  const actions = [];
  for (const one of diagnostics) {
    const asked = { textDocument: { uri }, range: one.range, context: { diagnostics: [one] } };
    actions.push(...((await connection.sendRequest(protocol.CodeActionRequest.type, asked)) ?? []).map((action) => action.title));
  }
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  const code = await new Promise((resolve) => server.once("exit", resolve));
  connection.dispose();
  const told = { server: begun.serverInfo.name, codes: diagnostics.map((one) => one.code), hover, actions, code };
  process.stdout.write(JSON.stringify(told));
}

main();
