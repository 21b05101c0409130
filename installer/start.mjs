// @ts-check
/** `npm start`: the demo box with its public network, supervised, until Ctrl-C. */
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { keyFiles, withNew, writeKeys } from './cli/keeping/recording-keys.mjs';
import { calmly } from './cli/training/calmly.mjs';
import { TrainingDoor } from './cli/training/door.mjs';
import { endingLimits, usualLimits } from './cli/training/room.mjs';
import { DataLock } from './run/data-lock.mjs';
import { demoLogins, welcome, writeLogins } from './run/logins.mjs';
import { UsageError } from './run/options.mjs';
import { RotatingLog } from './run/rotating-log.mjs';
import { lookAtSite } from './run/site-file.mjs';
import { places } from './setup/places.mjs';
import { configurationErrorCode, logMessage, Supervisor } from './supervisor.mjs';

const host = '127.0.0.1';
/** sun_path holds 108 octets (unix(7)); some are left for the longest socket name, training/control.sock. */
const maxSocketFolderBytes = 80;
/** Fatal lines, 60, are the last words of a process and are told with its end. */
const pinoError = 50;
const maxErrorsShown = 20;

/** @param {import('./run/options.mjs').StartOptions} options @returns {Promise<number>} exit code */
export async function start(options) {
  const data = resolve(options.data);
  const site = resolve(options.config ?? places.demoSite);
  const { agents, supervisors, warnings } = await lookAtSite(site, places.sounds);
  for (const warning of warnings) console.error(warning);
  makeFolder(data);
  const lock = await DataLock.take(data);
  try {
    await checkPort(options.port);
    return await run({ options, data, site, logins: demoLogins(agents, supervisors), lock });
  } finally {
    lock.release();
  }
}

/**
 * @param {object} about
 * @param {import('./run/options.mjs').StartOptions} about.options
 * @param {string} about.data @param {string} about.site @param {import('./run/logins.mjs').Login[]} about.logins
 * @param {DataLock} about.lock
 */
async function run({ options, data, site, logins, lock }) {
  const url = `http://${host}:${options.port}`;
  const loginsFile = join(data, 'demo-logins.json');
  writeLogins(loginsFile, url, logins);
  const sockets = socketFolder(data);
  const keys = await recordingKeys(data);
  const supervisor = new Supervisor(childrenOf({ options, data, site, loginsFile, keys, sockets }));
  /** @type {readonly number[]} */
  let training = [];
  const note = () => lock.noteChildren([...supervisor.pids(), ...training]);
  supervisor.on('running', note);
  supervisor.on('exited', (name, how, tail, waitMs) => {
    console.error(`${name} ${how}; 重启 / restart ${waitMs === 0 ? '' : `in ${waitMs} ms `}(${join(data, 'logs')})`);
    if (tail) console.error(tail.split('\n').slice(-3).join('\n').replace(/^/gm, '    '));
  });
  let greeted = false;
  supervisor.on('ready', async (name) => {
    if (name !== 'web' || greeted) return;
    greeted = await answers(`${url}/api/v1/health`);
    if (greeted) console.log(welcome(url, relative('', loginsFile) || loginsFile, logins));
  });
  const ended = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => done(0)); // again: still ending
    supervisor.on('configuration-error', (name, message) => {
      console.error(`${name}: ${message || 'configuration error'}`);
      done(configurationErrorCode);
    });
  });
  supervisor.start();
  const door = await trainingDoor({ options, data, sockets }, (pids) => {
    training = pids;
    note();
  });
  const code = await ended;
  if (code === 0) console.log('正在结束 … / ending …');
  await door.close();
  await supervisor.stop();
  if (!sockets.startsWith(data)) rmSync(sockets, { recursive: true, force: true });
  return code;
}

/**
 * @param {object} about
 * @param {import('./run/options.mjs').StartOptions} about.options
 * @param {string} about.data @param {string} about.site @param {string} about.loginsFile
 * @param {string} about.keys @param {string} about.sockets
 * @returns {import('./supervisor.mjs').ChildSpec[]}
 */
function childrenOf({ options, data, site, loginsFile, keys, sockets }) {
  const wire = join(sockets, 'wire.sock');
  const control = join(sockets, 'control.sock');
  const phones = join(sockets, 'phones.sock');
  const shared = ['--wire', wire, '--site', site, '--sounds', places.sounds, '--addon', places.addon];
  const callers = ['--callers', String(options.callers), '--seed', String(randomInt(1, 2 ** 31))];
  /** @param {string} name @param {string} script @param {string[]} args */
  const child = (name, script, args) => ({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(places.js, script), ...args],
    env: { NODE_ENV: 'production' },
    log: logTo(name, join(data, 'logs', `${name}.log`)),
  });
  return [
    child('simulator', 'daemon/simulator/main.js', [...shared, '--phones', phones, ...callers]),
    child('daemon', 'daemon/main.js', [...shared, '--data', data, '--control', control, '--recording-keys', keys]),
    child('web', 'web/server/main.js', [
      ...['--data', data, '--port', String(options.port), '--host', host, '--control', control],
      ...['--pages', places.pages, '--phones', phones, '--demo-logins', loginsFile],
      ...['--recording-keys', keys],
      ...['--training-folder', trainingFolder(data)],
    ]),
  ];
}

/**
 * A second floor for training, when somebody asks for it in the pages (KB-10).
 * @param {{ options: import('./run/options.mjs').StartOptions, data: string, sockets: string }} about
 * @param {(pids: readonly number[]) => void} running
 */
function trainingDoor({ options, data, sockets }, running) {
  const folder = trainingFolder(data);
  const { js, addon, sounds, pages } = places;
  const needs = {
    programs: { node: process.execPath, js, addon, sounds, pages },
    ...{ real: data, folder, run: join(sockets, 'training'), calmly, running },
    port: options.trainingPort ?? options.port + 1,
    realFloor: `http:${options.port}`,
    hosts: [host],
    // No caller from outside is on this floor: a machine that is busy with other work may train all the same.
    limits: { atStart: { ...usualLimits, loadPerCore: Infinity }, later: endingLimits },
    log: (/** @type {string} */ name) => {
      const log = new RotatingLog(join(folder, 'logs', `${name}.log`));
      return (/** @type {string} */ line) => log.write(line);
    },
  };
  return TrainingDoor.open(needs, (error) => console.error('training:', error));
}

/** @param {string} data */
function trainingFolder(data) {
  return join(data, 'training');
}

/** All goes to the file; errors are told in the terminal as well, the first ones. @param {string} name @param {string} path */
function logTo(name, path) {
  const log = new RotatingLog(path);
  let shown = 0;
  return (/** @type {string} */ line) => {
    log.write(line);
    const message = logMessage(line);
    if (message === null || message.level !== pinoError || shown > maxErrorsShown) return;
    shown++;
    console.error(shown > maxErrorsShown ? `${name}: … ${path}` : `${name}: ${message.text}`);
  };
}

/** Beside the data, as on an installed box: made once, so that encryption can be tried in the pages. @param {string} data */
async function recordingKeys(data) {
  const file = `${data}.recording-keys`;
  if (!existsSync(file)) {
    const files = await keyFiles(places.js);
    writeKeys(files, [{ file, owner: null }], withNew(files, [], new Date()).keys);
  }
  return file;
}

/** @param {string} data */
function makeFolder(data) {
  try {
    mkdirSync(data, { recursive: true, mode: 0o750 });
  } catch (error) {
    throw new UsageError(
      `无法建立数据目录 ${data}。 / The data folder ${data} cannot be made: ${/** @type {Error} */ (error).message}`,
    );
  }
}

/** In the data folder, or where the path is short enough for a socket. @param {string} data */
function socketFolder(data) {
  const folder = join(data, 'run');
  if (Buffer.byteLength(folder) > maxSocketFolderBytes) return mkdtempSync(join(tmpdir(), 'callbox-'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  return folder;
}

/** @param {number} port @returns {Promise<void>} */
function checkPort(port) {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `端口 ${port} 已被占用，请用 --port 另选。 / Port ${port} is in use: choose another with --port.`
          : `端口 ${port} 不可用。 / Port ${port} cannot be used: ${error.message}. Choose another with --port.`;
      fail(new UsageError(why));
    });
    probe.listen(port, host, () => probe.close(() => done()));
  });
}

/** @param {string} url @returns {Promise<boolean>} */
function answers(url) {
  return new Promise((done) => {
    get(url, (response) => {
      response.resume();
      done(response.statusCode === 200);
    }).on('error', () => done(false));
  });
}
