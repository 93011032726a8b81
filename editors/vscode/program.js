// Which `kpi-rules` is run, and what is said where there is none. Knows nothing of VS Code, so that it is tested without.
"use strict";

const fs = require("fs");
const path = require("path");

const INSTALL = "pip install 'kpi-rules[server]'";
const NAMES = process.platform === "win32" ? ["kpi-rules.exe"] : ["kpi-rules"];
const IN_VENV = process.platform === "win32" ? "Scripts" : "bin";

/**
 * The program: what is configured, else what a folder's `.venv` holds, else what is on the PATH.
 * The PATH is looked through here, folder by folder, because Windows would begin with the folder that the program runs in.
 * In a workspace that is not trusted nothing that lies in one of its folders is run, whatever leads there.
 *
 * @param {{configured?: string, folders: string[], trusted: boolean, searchPath?: string}} given
 * @returns {{command: string} | {problem: string, held?: boolean}} `held`: there is one, which waits for the folder to be trusted
 */
function findProgram({ configured = "", folders, trusted, searchPath = "" }) {
  const allowed = (file) => isProgram(file) && (trusted || !folders.some((folder) => lies(file, folder)));
  const onPath = (names) =>
    searchPath
      .split(path.delimiter)
      .filter((folder) => path.isAbsolute(folder))
      .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const wanted = configured.trim();
  if (wanted) {
    const isName = !/[\\/]/.test(wanted);
    const candidates = isName ? onPath([wanted, `${wanted}.exe`]) : inFolders(wanted, folders);
    const command = candidates.find(allowed);
    return command ? { command } : { problem: `\`kpiRules.command\` is \`${wanted}\`, where no program is that may be run` };
  }
  const own = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, ".venv", IN_VENV, name)));
  const candidates = [...own, ...onPath(NAMES)];
  const command = candidates.find(allowed);
  if (command) return { command };
  if (candidates.some(isProgram)) return { problem: "the `kpi-rules` of this folder is not run before you trust the folder", held: true };
  return { problem: "`kpi-rules` was not found: it is in no `.venv` of this workspace and not on the PATH" };
}

/** A configured path, seen from each folder. */
function inFolders(wanted, folders) {
  if (path.isAbsolute(wanted)) return [wanted];
  return folders.map((folder) => path.resolve(folder, wanted.replace(/^\$\{workspaceFolder\}[\\/]?/, "")));
}

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether a file lies in a folder, by its name or where its links lead. */
function lies(file, folder) {
  const within = (one, top) => {
    const way = path.relative(top, one);
    return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  };
  return within(file, folder) || within(fs.realpathSync(file), fs.realpathSync(folder));
}

/** What a program that ended at once has said, in one sentence: its first line, without the word before it. */
function whyItEnded(said) {
  const lines = said.split(/\r?\n/).filter((line) => line.trim());
  const told = lines.find((line) => /^\s*(error|Error)\b/.test(line)) ?? lines[lines.length - 1];
  return told ? told.replace(/^\s*error:\s*/i, "").trim() : "it ended without a word";
}

module.exports = { INSTALL, findProgram, whyItEnded };
