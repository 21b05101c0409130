// @ts-check
/** Keeps a set of processes running: starts them, starts them again when they die, ends them cleanly. */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';

/** EX_CONFIG of sysexits.h: the process will not run with this configuration, however often it is started. */
export const configurationErrorCode = 78;

const maxLineLength = 16_384;
const tailLines = 20;

/**
 * @typedef {object} ChildSpec
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string | undefined>} [env] added to ours
 * @property {(line: string) => void} [log] each line it writes to stderr, and to stdout after the ready line
 *
 * @typedef {object} Policy
 * @property {readonly number[]} backOffMs wait before the 1st, 2nd, … restart in a row; the last goes on
 * @property {number} settledMs who ran that long begins at the first again
 * @property {number} endWithinMs how long SIGTERM may take before SIGKILL
 */

/** The first restart at once; a crash in a loop costs little, and calls are still answered within 5 s of it. @type {Policy} */
const defaultPolicy = { backOffMs: [0, 250, 500, 1000, 2000], settledMs: 10_000, endWithinMs: 10_000 };

/**
 * Events: `ready` (name, the JSON of the ready line), `exited` (name, how, tail of stderr, ms until the
 * restart), `running` (pids), `configuration-error` (name, message). After the last one nothing is
 * restarted: the owner calls stop().
 */
export class Supervisor extends EventEmitter {
  /** @param {readonly ChildSpec[]} children in starting order; ended in reverse @param {Partial<Policy>} [policy] */
  constructor(children, policy = {}) {
    super();
    this.policy = { ...defaultPolicy, ...policy };
    this.children = children.map((spec) => new Child(spec, this));
    this.stopping = false;
  }

  start() {
    for (const child of this.children) child.start();
  }

  /** Ends all in reverse order; resolves when no process is left. */
  async stop() {
    this.stopping = true;
    for (const child of this.children.toReversed()) await child.stop();
  }

  /** @returns {number[]} */
  pids() {
    return this.children.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  /** @param {string} name @returns {number | null} */
  pidOf(name) {
    return this.children.find((child) => child.spec.name === name)?.pid ?? null;
  }
}

class Child {
  /** @param {ChildSpec} spec @param {Supervisor} supervisor */
  constructor(spec, supervisor) {
    this.spec = spec;
    this.supervisor = supervisor;
    /** @type {import('node:child_process').ChildProcess | null} */
    this.process = null;
    /** @type {Promise<void>} */
    this.ended = Promise.resolve();
    /** @type {NodeJS.Timeout | null} */
    this.restart = null;
    this.deathsInRow = 0;
  }

  /** @returns {number | null} */
  get pid() {
    return this.process?.pid ?? null;
  }

  start() {
    this.restart = null;
    const { command, args, env = {}, log = () => {} } = this.spec;
    const startedAt = performance.now();
    // In a group of its own: Ctrl-C in the terminal reaches only the supervisor, which ends all in order.
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      detached: true,
    });
    this.process = child;
    /** @type {string[]} */
    const tail = [];
    let ready = false;
    forEachLine(child.stdout, (line) => {
      const message = ready ? null : readyMessage(line);
      if (message === null) return log(line);
      ready = true;
      this.supervisor.emit('ready', this.spec.name, message);
    });
    forEachLine(child.stderr, (line) => {
      tail.push(line);
      if (tail.length > tailLines) tail.shift();
      log(line);
    });
    this.ended = new Promise((resolve) => {
      const end = (/** @type {number | null} */ code, /** @type {string} */ how) => {
        if (this.process !== child) return;
        this.process = null;
        resolve();
        this.onEnd(code, how, tail, performance.now() - startedAt);
      };
      child.on('error', (error) => {
        tail.push(error.message);
        if (child.pid === undefined) end(null, 'could not be started');
      });
      child.on('close', (code, signal) => end(code, signal ? `was ended by ${signal}` : `ended with code ${code}`));
    });
    this.supervisor.emit('running', this.supervisor.pids());
  }

  /** @param {number | null} code @param {string} how @param {string[]} tail @param {number} ranMs */
  onEnd(code, how, tail, ranMs) {
    const { supervisor, spec } = this;
    supervisor.emit('running', supervisor.pids());
    if (supervisor.stopping) return;
    if (code === configurationErrorCode) {
      supervisor.stopping = true;
      supervisor.emit('configuration-error', spec.name, plain(tail));
      return;
    }
    const { backOffMs, settledMs } = supervisor.policy;
    if (ranMs >= settledMs) this.deathsInRow = 0;
    const waitMs = backOffMs[Math.min(this.deathsInRow, backOffMs.length - 1)] ?? 0;
    this.deathsInRow++;
    supervisor.emit('exited', spec.name, how, plain(tail), waitMs);
    this.restart = setTimeout(() => {
      if (!supervisor.stopping) this.start();
    }, waitMs);
  }

  async stop() {
    if (this.restart) clearTimeout(this.restart);
    const child = this.process;
    if (child === null) return;
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), this.supervisor.policy.endWithinMs);
    await this.ended;
    clearTimeout(force);
  }
}

/** @param {string} line @returns {object | null} */
function readyMessage(line) {
  try {
    const message = JSON.parse(line);
    return message?.ready === true ? message : null;
  } catch {
    return null;
  }
}

/** pino: 40 warns. */
const worthTelling = 40;

/**
 * Last words as a person reads them: of a JSON line its message, if it is more than a note.
 * @param {readonly string[]} lines
 */
function plain(lines) {
  return lines
    .map((line) => logMessage(line) ?? { level: worthTelling, text: line })
    .filter(({ level }) => level >= worthTelling)
    .map(({ text }) => text)
    .join('\n');
}

/**
 * @param {string} line one line of pino
 * @returns {{ level: number, text: string } | null}
 */
export function logMessage(line) {
  try {
    const { level, msg, err } = JSON.parse(line);
    if (typeof level !== 'number') return null;
    return { level, text: [msg, err?.message].filter(Boolean).join(': ') };
  } catch {
    return null;
  }
}

/** @param {import('node:stream').Readable | null} stream @param {(line: string) => void} take */
function forEachLine(stream, take) {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) if (line !== '') take(line.slice(0, maxLineLength));
  });
  stream?.on('close', () => {
    if (rest !== '') take(rest);
  });
}
