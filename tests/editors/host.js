// The extension itself with VS Code's own client of the protocol, in a stand-in for VS Code: what is run, said and asked for is told as JSON.
// The stand-in answers what is looked at here; everything else of VS Code is there and does nothing.
"use strict";

const fs = require("fs");
const Module = require("module");
const path = require("path");

const [extension, modules, folder, searchPath, story] = process.argv.slice(2);
const told = { windows: [], clipboard: "", log: "", opened: 0 };
const commands = {};
const listeners = {};
const uri = (file) => ({ scheme: "file", fsPath: file, path: file, toString: () => `file://${file}`, with: () => uri(file) });

class EventEmitter {
  hears = new Set();
  event = (hear) => (this.hears.add(hear), { dispose: () => this.hears.delete(hear) });
  fire = (value) => this.hears.forEach((hear) => hear(value));
  dispose() {}
}
class Disposable {
  static from = () => new Disposable();
  dispose() {}
}
class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(more) {
    return new CodeActionKind(this.value ? `${this.value}.${more}` : more);
  }
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
}
const event = (name) => (listeners[name] ??= new EventEmitter()).event;

/** What does nothing, whatever is asked of it. */
function nothing(known = {}) {
  const target = Object.assign(function () {}, {});
  return new Proxy(target, {
    get: (of, name) => {
      if (name in known) return known[name];
      if (name === "prototype") return of.prototype;
      if (name === "then" || typeof name === "symbol") return undefined;
      if (/^onDid|^onWill/.test(name)) return event(name);
      return (known[name] = nothing());
    },
    has: (_, name) => name in known,
    apply: () => new Disposable(),
    construct: (_, given, made) => Reflect.construct(Object, given, made),
  });
}

const settings = { command: "", today: "2026-01-31", level: "", lang: "" };
const configuration = () => ({ ...settings, get: (name, other) => settings[name] ?? other, inspect: () => undefined });
const channel = () => ({
  append: (text) => (told.log += text),
  appendLine: (text) => (told.log += `${text}\n`),
  show: () => told.opened++,
  replace() {}, clear() {}, hide() {}, dispose() {},
});
const folders = [{ uri: uri(folder), name: "folder", index: 0 }];
const vscode = nothing({
  version: "1.95.0",
  EventEmitter,
  Disposable,
  CodeActionKind,
  Uri: nothing({ file: uri, parse: (text) => uri(text.replace("file://", "")) }),
  env: nothing({ language: "en", appName: "stand-in", clipboard: { writeText: async (text) => (told.clipboard = text) } }),
  commands: nothing({ registerCommand: (name, run) => ((commands[name] = run), new Disposable()) }),
  window: nothing({
    createOutputChannel: channel,
    showErrorMessage: async (text, ...choices) => (told.windows.push(text), choices[0]),
    visibleTextEditors: [],
    activeTextEditor: undefined,
    tabGroups: nothing({ all: [] }),
  }),
  workspace: nothing({
    isTrusted: story !== "untrusted",
    workspaceFolders: folders,
    textDocuments: [],
    notebookDocuments: [],
    getConfiguration: configuration,
    getWorkspaceFolder: () => folders[0],
  }),
});

const usual = Module._resolveFilename;
Module._resolveFilename = function (name, ...more) {
  return name === "vscode" ? "vscode" : usual.call(this, name, ...more);
};
require.cache.vscode = { id: "vscode", filename: "vscode", loaded: true, exports: vscode };
process.env.NODE_PATH = modules;
Module._initPaths();
process.env.PATH = searchPath;

const children = require("child_process");
const spawn = children.spawn;
const servers = [];
children.spawn = (...given) => {
  const one = spawn(...given);
  servers.push(one);
  return one;
};
const ended = (server) => server.exitCode !== null || server.signalCode !== null;
const until = async (holds) => {
  for (const start = Date.now(); !holds(); await new Promise((go) => setTimeout(go, 20)))
    if (Date.now() - start > 30000) throw new Error(`waited in vain: ${holds}\n${told.log}`);
};

process.on("unhandledRejection", (error) => (told.log += `unhandled: ${error}\n`)); // VS Code logs it, too

async function main() {
  const { activate, deactivate } = require(path.join(extension, "extension.js"));
  await activate({ subscriptions: [] });
  told.first = servers.length;
  if (story === "restart") {
    await Promise.all([commands["kpiRules.restart"](), commands["kpiRules.restart"]()]);
    told.left = servers.filter((one) => !ended(one)).length;
    told.restarted = servers.length;
    commands["kpiRules.showLog"]();
  }
  if (story === "crash") {
    servers[0].kill("SIGKILL");
    await until(() => servers.length === 2);
  }
  if (story === "trust") {
    listeners.onDidGrantWorkspaceTrust.fire();
    await until(() => servers.length === 2);
  }
  await deactivate();
  await until(() => servers.every(ended));
  told.codes = servers.map((one) => one.exitCode);
  fs.writeSync(1, JSON.stringify(told));
  process.exit(0);
}

main().catch((error) => {
  fs.writeSync(2, `${error.stack}\n`);
  process.exit(1);
});
