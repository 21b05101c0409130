// @ts-check
/** The training floor of an installed box: asked for here or in the pages, run by the unit callbox-training (KB-10). */
import { X509Certificate } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';
import { TrainingFiles, trainingContract } from '../training/files.mjs';
import { TrainingFloor } from '../training/floor.mjs';
import { endingLimits, usualLimits } from '../training/room.mjs';

const usage = 'callbox training start [--callers-per-hour N] [--hours H] [--keep] | stop | status';
export const summary = {
  zh: '培训 start [--callers-per-hour 数] [--hours 小时] [--keep] | stop | status',
  en: 'training floor: start [--callers-per-hour N] [--hours H] [--keep] | stop | status',
};
export const needsRoot = false;

const usualPort = 8443;
const upWithinMs = 180_000;
const goneWithinMs = 60_000;
const lookEveryMs = 300;

/** @param {readonly string[]} args */
export async function run([verb, ...args]) {
  if (verb === 'run' && args.length === 0) return runFloor();
  const contract = await trainingContract(box.js);
  const files = new TrainingFiles(box.training, contract);
  if (process.getuid?.() !== 0 && (verb === 'start' || verb === 'stop' || verb === 'status')) {
    throw new Refusal(`请用 root 运行 / run as root:  sudo callbox training ${verb}`);
  }
  if (verb === 'status' && args.length === 0) return tell(standing(files));
  if (!existsSync(files.asks)) {
    throw new Refusal(`没有 ${files.asks}：请重新安装软件包。 / There is no ${files.asks}: install the package again.`);
  }
  if (verb === 'start') return start(files, asked(args, contract));
  if (verb === 'stop' && args.length === 0) return stop(files);
  throw new Refusal(usage, 2);
}

/** @param {readonly string[]} args @param {import('../training/files.mjs').Contract} contract */
function asked(args, contract) {
  /** @type {Record<string, string | boolean | undefined>} */
  let values;
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const options = { 'callers-per-hour': text, hours: text, keep: /** @type {const} */ ({ type: 'boolean' }) };
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw new Refusal(`${/** @type {Error} */ (error).message}\n${usage}`, 2);
  }
  const { keep, hours, 'callers-per-hour': callers } = values;
  const ask = contract.trainingAskFile.safeParse({
    ...(callers === undefined ? {} : { callersPerHour: Number(callers || Number.NaN) }),
    ...(hours === undefined ? {} : { hours: Number(hours || Number.NaN) }),
    ...(keep === undefined ? {} : { keep }),
    by: 'root',
  });
  if (ask.success) return ask.data;
  const what = ask.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n');
  throw new Refusal(`${what}\n${usage}`, 2);
}

/** @param {TrainingFiles} files @param {import('../training/files.mjs').Ask} ask */
async function start(files, ask) {
  const before = standing(files);
  if (works(before)) throw new Refusal(`培训已在进行（${before?.state}）。 / Training is ${before?.state} already.`);
  files.ask('start', ask);
  const silent = performance.now() + files.contract.trainingSilentMs;
  const late = performance.now() + upWithinMs;
  for (;;) {
    const now = standing(files);
    const taken = !existsSync(files.start);
    const isNews = now !== null && now.since !== before?.since;
    if (taken && isNews && now.state !== 'starting' && now.state !== 'stopping') return tell(now);
    if (!taken && performance.now() > silent) {
      files.forget();
      throw new Refusal(
        '没有进程接收请求：请查看 systemctl status callbox-training.path。 / Nothing took up the request: look at systemctl status callbox-training.path',
      );
    }
    if (performance.now() > late) {
      throw new Refusal('培训没有启动。 / Training did not start: journalctl -u callbox-training');
    }
    await wait(lookEveryMs);
  }
}

/** @param {TrainingFiles} files */
async function stop(files) {
  if (!works(standing(files))) throw new Refusal('培训没有开启。 / Training is not running.');
  files.ask('stop', { by: 'root' });
  const late = performance.now() + goneWithinMs;
  while (works(standing(files))) {
    if (performance.now() > late)
      throw new Refusal('培训没有结束。 / Training did not end: journalctl -u callbox-training');
    await wait(lookEveryMs);
  }
  return tell(standing(files));
}

/** What the keeper said last; one that is silent is no more. @param {TrainingFiles} files @returns {import('../training/files.mjs').State | null} */
function standing(files) {
  const state = files.state();
  if (state === null || !works(state) || files.silentMs() < files.contract.trainingSilentMs) return state;
  const words = { zh: '培训进程意外结束。', en: 'The training floor ended unexpectedly.' };
  return { ...state, state: 'failed', words, port: null, ends: null };
}

/** @param {import('../training/files.mjs').State | null} state */
function works(state) {
  return state !== null && state.state !== 'off' && state.state !== 'failed';
}

/** @param {import('../training/files.mjs').State | null} state @returns {number} exit code */
function tell(state) {
  if (state === null) {
    console.log('培训未开启。 / Training is off.');
    return 0;
  }
  console.log(`${state.words.zh} / ${state.words.en}`);
  if (state.port !== null) console.log(`${state.tls ? 'https' : 'http'}://${hostname()}:${state.port}/`);
  if (state.ends !== null) console.log(`最迟结束于 / ends at the latest: ${new Date(state.ends).toLocaleString('sv')}`);
  return state.state === 'failed' ? 1 : 0;
}

/** What the unit runs, as its own user. */
async function runFloor() {
  const share = (/** @type {string} */ name) => join(box.share, name);
  const { js, addon, node } = box;
  const floor = await TrainingFloor.open({
    programs: { node, js, addon, sounds: share('sounds'), pages: share('pages') },
    real: box.data,
    folder: box.training,
    run: box.trainingRun,
    port: portOf(process.env.CALLBOX_TRAINING_PORT),
    realFloor: 'https:443', // callbox-web.socket
    hosts: ['::', '0.0.0.0'],
    tls: layCertificate,
    limits: {
      atStart: { ...usualLimits, loadPerCore: loadOf(process.env.CALLBOX_TRAINING_LOAD) },
      later: endingLimits,
    },
    log: () => (line) => console.error(line),
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => floor.end({ zh: '系统结束了培训。', en: 'The system ended the training.' }));
  }
  await floor.run(); // a training that is refused says so in its state: the unit has not failed
  return 0;
}

/** @param {string | undefined} text */
function portOf(text) {
  const port = text === undefined || text === '' ? usualPort : Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`CALLBOX_TRAINING_PORT=${text}: 1-65535`, 2);
}

/** @param {string | undefined} text */
function loadOf(text) {
  const load = text === undefined || text === '' ? usualLimits.loadPerCore : Number(text);
  if (load > 0) return load;
  throw new Refusal(`CALLBOX_TRAINING_LOAD=${text}: 1.5`, 2);
}

/**
 * The real floor's certificate, which colleagues' computers trust already: systemd hands key and certificate to the unit
 * (LoadCredential=), never those of the authority. Without any the training floor makes its own.
 * @param {string} data
 */
function layCertificate(data) {
  const folder = join(data, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const given = process.env.CREDENTIALS_DIRECTORY;
  if (given === undefined) return folder;
  const name = ['customer', 'box'].find((pair) => isValid(join(given, `${pair}.pem`)));
  if (name !== undefined) {
    for (const kind of ['key', 'pem']) copyFileSync(join(given, `${name}.${kind}`), join(folder, `customer.${kind}`));
  }
  return folder;
}

/** @param {string} file */
function isValid(file) {
  try {
    return Date.parse(new X509Certificate(readFileSync(file)).validTo) > Date.now();
  } catch {
    return false; // none, or the word that stands for none
  }
}
