// @ts-check
/**
 * The files of daemon/contract/training-files.ts, read as what anybody may have put there: the folder of asks is open to
 * the pages' process.
 */
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TrainingRefusal } from './refusal.mjs';

/** @typedef {import('../../../daemon/contract/training-files.js').TrainingAskFile} Ask */
/** @typedef {import('../../../daemon/contract/training-files.js').TrainingStateFile} State */
/** @typedef {typeof import('../../../daemon/contract/training-files.js')} Contract */

/** @param {string} js compiled programs @returns {Promise<Contract>} */
export function trainingContract(js) {
  return import(pathToFileURL(join(js, 'daemon/contract/training-files.js')).href);
}

export class TrainingFiles {
  /** @param {string} folder @param {Contract} contract */
  constructor(folder, contract) {
    const { asks, start, stop, state } = contract.trainingFiles;
    this.contract = contract;
    this.folder = folder;
    this.asks = join(folder, asks);
    this.start = join(this.asks, start);
    this.stop = join(this.asks, stop);
    this.stateFile = join(folder, state);
  }

  /** For a folder that no package has made. */
  make() {
    mkdirSync(this.asks, { recursive: true, mode: 0o700 });
  }

  /** Whole or not at all; as who asks. @param {'start' | 'stop'} what @param {object} content */
  ask(what, content) {
    put(this[what], content);
  }

  /** Taken away whatever it says, so that no ask is carried out twice. @returns {Ask} throws a TrainingRefusal */
  takeStart() {
    const text = this.take(this.start);
    const ask = this.contract.trainingAskFile.safeParse(parsed(text));
    if (ask.success) return ask.data;
    const what = ask.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
    throw new TrainingRefusal(
      `开启培训的请求无法理解：${what}`,
      `The request to start training is not understood: ${what}`,
    );
  }

  /** Who asks for the end; null: nobody. */
  takeStop() {
    const text = this.take(this.stop);
    if (text === null) return null;
    const stop = this.contract.trainingStopFile.safeParse(parsed(text));
    return stop.success ? stop.data.by : '?';
  }

  /** What was asked for while it ran, or before it began, is none. */
  forget() {
    for (const file of [this.start, this.stop]) rmSync(file, { force: true, recursive: true });
  }

  /** @param {State} state */
  say(state) {
    put(this.stateFile, state);
  }

  /** Still here. */
  beat() {
    try {
      utimesSync(this.stateFile, new Date(), new Date());
    } catch {
      // somebody has taken it away: the next word makes it anew
    }
  }

  /** How long ago the keeper last said something or beat. */
  silentMs() {
    return Date.now() - (statSync(this.stateFile, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  }

  /** @returns {State | null} null: none, or nothing that can be believed */
  state() {
    const state = this.contract.trainingStateFile.safeParse(parsed(this.read(this.stateFile)));
    return state.success ? state.data : null;
  }

  /** @param {string} file @returns {string | null} */
  take(file) {
    const text = this.read(file);
    rmSync(file, { force: true, recursive: true });
    return text;
  }

  /** A plain file of that size at most. @param {string} file @returns {string | null} */
  read(file) {
    try {
      const opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const about = fstatSync(opened);
        const fits = about.isFile() && about.size <= this.contract.maxTrainingFileBytes;
        return fits ? readFileSync(opened, 'utf8') : '';
      } finally {
        closeSync(opened);
      }
    } catch (error) {
      return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT' ? null : '';
    }
  }
}

/** @param {string} file @param {object} content */
function put(file, content) {
  const part = `${file}.part`;
  rmSync(part, { force: true, recursive: true });
  writeFileSync(part, `${JSON.stringify(content)}\n`, { mode: 0o660, flag: 'wx' });
  renameSync(part, file);
}

/** @param {string | null} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
