// @ts-check
/** Makes the sounds folder: prompts, callers' phrases, music on hold; 8 kHz mono A-law WAV. */
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { phraseSound, phrases, prompts } from './sounds/catalogue.mjs';
import { holdMusic } from './sounds/music.mjs';
import { activeLevelDbm0, alawWav, atLevel } from './sounds/wav.mjs';

/** Mean level of speech, about what a good line carries (ITU-T P.56, G.223 plan with -16 dBm0 for prompts). */
const speechDbm0 = -16;
/** Music waits in the background. */
const musicDbm0 = -22;
const recordedFolder = '/usr/share/asterisk/sounds/en_US_f_Allison';
const maxSoundBytes = 4_000_000;

/**
 * @param {string} folder made anew as a whole: a broken run leaves the old one
 * @param {(text: string, percent: number) => void} progress
 */
export async function makeSounds(folder, progress) {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  for (const part of ['zh', 'en', 'music', 'callers']) mkdirSync(join(fresh, part), { recursive: true });
  const sounds = [...prompts, ...phrases.map(phraseSound)];
  let done = 0;
  const queue = sounds.values();
  const worker = async () => {
    for (const sound of queue) {
      writeFileSync(join(fresh, `${sound.name}.wav`), alawWav(atLevel(await speech(sound), speechDbm0)));
      progress(sound.name, Math.round((100 * ++done) / (sounds.length + 1)));
    }
  };
  await Promise.all([worker(), worker()]); // one per core of a small box
  writeFileSync(join(fresh, 'music/hold-1.wav'), alawWav(atLevel(holdMusic(), musicDbm0)));
  const list = phrases.map(({ id, language, by, text }) => ({ id, language, by, text }));
  writeFileSync(join(fresh, 'callers/phrases.json'), `${JSON.stringify(list, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(fresh, folder);
  progress('music/hold-1', 100);
}

/** @param {import('./sounds/catalogue.mjs').Sound} sound @returns {Promise<Int16Array>} */
async function speech(sound) {
  const samples = 'say' in sound ? await spoken(sound) : await recorded(sound);
  if (activeLevelDbm0(samples) === Number.NEGATIVE_INFINITY) throw new Error(`${sound.name} came out silent`);
  return samples;
}

/** @param {import('./sounds/catalogue.mjs').Spoken} sound */
async function spoken({ say, voice }) {
  const wav = await output('espeak-ng', ['-v', voice, '-s', voice === 'cmn' ? '165' : '150', '--stdout', say]);
  return telephone(['-t', 'wav', '-'], [], wav);
}

/** @param {import('./sounds/catalogue.mjs').Recorded} sound */
async function recorded({ recorded: parts }) {
  const cut = await Promise.all(
    parts.map(({ file, fromMs = 0, toMs }) => {
      const until = toMs === undefined ? [] : [`=${toMs / 1000}`];
      return telephone([join(recordedFolder, `${file}.wav`)], ['trim', `${fromMs / 1000}`, ...until], undefined);
    }),
  );
  return Int16Array.from(cut.flatMap((part) => [...part]));
}

/**
 * Through sox to the telephone's rate, without rumble below speech (ITU-T G.712 passes 200 Hz up), with
 * silence at both ends taken off.
 * @param {string[]} input @param {string[]} effects @param {Buffer | undefined} stdin
 */
async function telephone(input, effects, stdin) {
  const quiet = ['silence', '1', '0.01', '-55d'];
  const trimEnds = [...quiet, 'reverse', ...quiet, 'reverse', 'pad', '0.05', '0.12'];
  const raw = await output(
    'sox',
    ['-V1', ...input, '-t', 'raw', '-r', '8000', '-c', '1', '-e', 'signed', '-b', '16', '-L', '-']
      .concat(effects)
      .concat(['gain', '-6', 'highpass', '200', ...trimEnds]),
    stdin,
  );
  return new Int16Array(new Uint8Array(raw).buffer, 0, raw.length >> 1);
}

/** @param {string} command @param {string[]} args @param {Buffer} [stdin] @returns {Promise<Buffer>} */
function output(command, args, stdin) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const parts = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (part) => {
      bytes += part.length;
      if (bytes > maxSoundBytes) child.kill();
      else parts.push(part);
    });
    child.stderr.on('data', (part) => {
      complaint = (complaint + part).slice(-2000);
    });
    child.stdin.on('error', () => {}); // it ended early: its exit code tells
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new Error(`${command} failed (${code}): ${complaint.trim()}`));
    });
    child.stdin.end(stdin);
  });
}
