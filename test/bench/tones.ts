/**
 * Call-progress, hang-up, fax and modem tones against spandsp's detectors of the same function, on tones made
 * as the standards allow them and on recorded speech and music: its own program, built here if need be.
 * `node build/js/test/bench/tones.js TRIALS SEED` for another draw.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { root } from '../rig/child.js';

const prompts = '/usr/share/asterisk/sounds';
const voices = ['en_US_f_Allison', 'es_MX_f_Allison', 'fr_CA_f_June', 'it_IT_m_Carlo', 'ru_RU_f_IvrvoiceRU'];
const packages = [
  ...['es', 'fr', 'it', 'ru'].map((language) => `asterisk-core-sounds-${language}-wav`),
  'libspandsp-dev',
];
const library = `${root}build/bench/tones`;
const raw = ['-t', 'raw', '-r', '8000', '-c', '1', '-e', 'signed', '-b', '16'];
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };

install();
if (!existsSync(library)) makeLibrary();
const folder = `${root}build/native-bench`;
execFileSync('cmake', ['-S', root, '-B', folder], quiet);
execFileSync('cmake', ['--build', folder, '--target', 'bench_tones', '--parallel', '2'], quiet);
const [trials = '500', seed] = process.argv.slice(2);
const draw = seed === undefined ? [] : ['-', seed];
execFileSync(`${folder}/native/dsp/bench_tones`, [library, trials, ...draw], { stdio: 'inherit' });

/** Only this bench needs them, so only this bench installs them. */
function install(): void {
  if (voices.every((name) => existsSync(`${prompts}/${name}`)) && existsSync('/usr/include/spandsp.h')) return;
  try {
    execFileSync(
      'apt-get',
      ['-o', 'DPkg::Lock::Timeout=600', 'install', '-y', '--no-install-recommends', ...packages],
      quiet,
    );
  } catch {
    console.error(`Prompts or spandsp are missing. Run: sudo apt-get install ${packages.join(' ')}`);
    process.exit(1);
  }
}

/** Whole or not at all: made beside its place, then moved there. */
function makeLibrary(): void {
  const made = `${library}.new`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(`${made}/speech`, { recursive: true });
  mkdirSync(`${made}/music`, { recursive: true });
  for (const voice of voices) addPrompts(voice, `${made}/speech`);
  addSynthesis(`${made}/speech`);
  addMusic(`${made}/music`);
  renameSync(made, library);
}

function addPrompts(voice: string, into: string): void {
  for (const name of readdirSync(`${prompts}/${voice}`, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.wav')) sox(`${prompts}/${voice}/${name}`, `${into}/${voice}_${name.replaceAll('/', '_')}.raw`);
  }
}

/** Text of every phrase in both voices, so that Mandarin is there too. */
function addSynthesis(into: string): void {
  const texts = {
    cmn: '您好，这里是客户服务中心。请问有什么可以帮您？您的订单明天上午送到，请您保持电话畅通。您拨打的用户正在通话中，请稍后再拨。',
    en: 'Hello, how can I help you? Your order will be there tomorrow morning. The number you have dialled is not in service.',
  };
  for (const [voice, text] of Object.entries(texts)) {
    for (const pitch of [20, 50, 80, 99]) {
      for (const speed of [110, 160, 220]) {
        const name = `${into}/synth-${voice}-${pitch}-${speed}`;
        execFileSync('espeak-ng', ['-v', voice, '-p', `${pitch}`, '-s', `${speed}`, '-w', `${name}.wav`, text], quiet);
        sox(`${name}.wav`, `${name}.raw`);
        rmSync(`${name}.wav`);
      }
    }
  }
}

/** Hold music higher, lower, faster and slower; and melodies of pure and rich notes about 450 Hz. */
function addMusic(into: string): void {
  const hold = `${root}build/sounds/music/hold-1.wav`;
  sox(hold, `${into}/hold.raw`);
  for (const cents of [-500, -350, -200, 200, 400]) sox(hold, `${into}/hold-pitch${cents}.raw`, ['pitch', `${cents}`]);
  for (const tempo of [0.7, 1.4]) sox(hold, `${into}/hold-tempo${tempo}.raw`, ['tempo', `${tempo}`]);
  const notes = [440, 494, 523, 587, 440, 659, 440, 392, 440, 523, 349, 440, 415, 466, 440, 440];
  for (const wave of ['pluck', 'sine', 'triangle', 'sawtooth', 'trapezium']) {
    for (const seconds of [0.2, 0.35, 0.5, 1]) melody(into, wave, seconds, notes);
  }
}

function melody(into: string, wave: string, seconds: number, notes: readonly number[]): void {
  const parts = notes.map((hz, index) => {
    const part = `${into}/note-${index}.wav`;
    const effects = ['synth', `${seconds}`, wave, `${hz}`, 'gain', '-10', 'fade', 'q', '0.01', `${seconds}`, '0.05'];
    execFileSync('sox', ['-R', '-n', '-r', '8000', '-c', '1', '-b', '16', part, ...effects], quiet);
    return part;
  });
  execFileSync('sox', [...parts, ...raw, `${into}/melody-${wave}-${seconds}.raw`, 'repeat', '2'], quiet);
  for (const part of parts) rmSync(part);
}

function sox(from: string, to: string, effects: readonly string[] = []): void {
  execFileSync('sox', ['-R', from, ...raw, to, ...effects], { stdio: 'ignore' });
}
