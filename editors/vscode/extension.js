// Starts `kpi-rules server` and stays out of its way. What fails goes to the log; one window says what to do.
"use strict";

const { spawn } = require("child_process");
const vscode = require("vscode");
const { CloseAction, ErrorAction, LanguageClient, State } = require("vscode-languageclient/node");
const { INSTALL, findProgram, whyItEnded } = require("./program");
const { SELECTOR } = require("./selector");

const SECTION = "kpiRules";
const KEPT_OF_STDERR = 10000;
const ENDING = 10000;

let log;
let client;
let server;
let turn = Promise.resolve();

/** The client of the protocol; its own windows are lines of the log. */
class Client extends LanguageClient {
  error(message, data) {
    super.error(message, data, false);
  }
}

function activate(context) {
  log = vscode.window.createOutputChannel("KPI rules");
  const again = () => inTurn(restart);
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("kpiRules.restart", again),
    vscode.commands.registerCommand("kpiRules.showLog", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(again),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(`${SECTION}.command`) && again()),
  );
  return again();
}

function deactivate() {
  return inTurn(stop);
}

/** One after the other: a restart that is asked for twice does not start two servers. */
function inTurn(work) {
  turn = turn.then(work, work);
  return turn;
}

async function restart() {
  await stop();
  await start();
}

async function stop() {
  const last = client;
  client = undefined;
  if (last?.state === State.Starting) await last.start().catch(() => {}); // a client that is beginning again cannot be stopped
  if (last) await last.dispose(ENDING).catch((error) => log.appendLine(String(error)));
  const gone = server;
  server = undefined;
  if (gone) setTimeout(() => gone.kill(), ENDING).unref(); // no harm where it has gone by itself, as it should have
}

async function start() {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const folders = foldersOnDisk();
  const found = findProgram({
    configured: settings.get("command"),
    folders,
    trusted: vscode.workspace.isTrusted,
    searchPath: process.env.PATH,
  });
  if (found.held) return void askForTrust(found.problem);
  if (found.problem) return void tell(found.problem);
  const heard = { said: "" };
  log.appendLine(`${found.command} server`);
  client = new Client("kpiRules", "KPI rules", () => run(found.command, folders[0], heard), options(settings, heard));
  try {
    await client.start();
  } catch (error) {
    log.appendLine(String(error));
    client = undefined;
    tell(`${found.command} does not serve: ${whyItEnded(heard.said || error.message)}`);
  }
}

function foldersOnDisk() {
  return (vscode.workspace.workspaceFolders ?? []).filter((one) => one.uri.scheme === "file").map((one) => one.uri.fsPath);
}

/** The process; the last of what it says to standard error is kept, to be told where it ends at once. */
function run(command, folder, heard) {
  server = spawn(command, ["server"], { cwd: folder, windowsHide: true });
  server.stderr.on("data", (data) => (heard.said = (heard.said + data).slice(-KEPT_OF_STDERR)));
  return new Promise((resolve, reject) => server.once("spawn", () => resolve(server)).once("error", reject));
}

function options(settings, heard) {
  const { today, level, lang } = settings;
  return {
    documentSelector: SELECTOR,
    outputChannel: log,
    initializationOptions: { [SECTION]: { today, level, lang } },
    synchronize: { configurationSection: SECTION },
    initializationFailedHandler: () => false,
    errorHandler: handler(heard),
  };
}

/** A server that ran is started again, up to four times in three minutes; one that never ran is not. */
function handler(heard) {
  let usual;
  return {
    error: () => ({ action: ErrorAction.Continue }),
    closed: () => {
      if (client?.state !== State.Running) return { action: CloseAction.DoNotRestart, handled: true };
      usual ??= client.createDefaultErrorHandler();
      const next = usual.closed();
      if (next.action === CloseAction.DoNotRestart) tell(`the server has ended again and again: ${whyItEnded(heard.said)}`);
      return { ...next, handled: true };
    },
  };
}

async function tell(problem) {
  log.appendLine(problem);
  const copy = "Copy the install command";
  const show = "Show the log";
  const chosen = await vscode.window.showErrorMessage(`KPI rules: ${problem}. Install it: ${INSTALL}`, copy, show);
  if (chosen === copy) await vscode.env.clipboard.writeText(INSTALL);
  if (chosen === show) log.show();
}

async function askForTrust(problem) {
  log.appendLine(problem);
  const manage = "Look at the folder's trust";
  const chosen = await vscode.window.showInformationMessage(`KPI rules: ${problem}`, manage);
  if (chosen === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}

module.exports = { activate, deactivate };
