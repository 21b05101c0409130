/**
 * The clips of the answerer bench: espeak-ng's voices and Asterisk's recorded prompts, made once into a folder.
 * No sentence is in both parts; recorded mailboxes differ only in their numbers and order, for all speak the same
 * vm-intro. The first split was by hash, before anything was tuned. Its held-out half was looked at once (business
 * 96.5 %, short 100 %, voicemail 90.0 %), two weights were then changed, it joined the tuning part, and the
 * held-out part was written anew.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerKind, heldOutTexts, tuningTexts } from './texts.js';

export type Half = 'tuning' | 'held-out';
export interface Clip {
  kind: AnswerKind;
  name: string;
  half: Half;
  path: string;
}

const renderingsPerText = 6;
const soundsFolder = '/usr/share/asterisk/sounds';
const promptVoices = ['en', 'es_MX_f_Allison', 'fr_CA_f_June', 'it_IT_m_Carlo', 'ru_RU_f_IvrvoiceRU'];
const bytesPerSecond = 16_000; // 8 kHz, 16 bit
/** Recorded sentences that are no greeting, but as long as one and spoken by a person in a studio. */
const standIns = {
  short: { from: 0.45, to: 1.5, count: 24 },
  business: { from: 1.8, to: 4.5, count: 30 },
} as const;
const voices: Record<string, readonly string[]> = {
  en: ['en-us', 'en-gb', 'en-gb-scotland', 'en-gb-x-rp', 'en-us-nyc', 'en-gb-x-gbclan'],
  cmn: ['cmn'],
  es: ['es', 'es-419'],
  fr: ['fr-fr', 'fr-be'],
  it: ['it'],
  ru: ['ru'],
  de: ['de'],
};
const variants = ['', '+f1', '+f2', '+f3', '+f4', '+m1', '+m2', '+m3', '+m4', '+m7'];

/** Makes what is missing in `folder`; returns every clip. */
export function makeClips(folder: string): Clip[] {
  mkdirSync(folder, { recursive: true });
  return (['tuning', 'held-out'] as const).flatMap((half) => [
    ...spokenClips(folder, half),
    ...greetingPrompts(folder, half),
    ...standInPrompts(half),
  ]);
}

function spokenClips(folder: string, half: Half): Clip[] {
  const clips: Clip[] = [];
  for (const [kind, languages] of Object.entries(half === 'tuning' ? tuningTexts : heldOutTexts)) {
    for (const [language, sentences] of Object.entries(languages)) {
      for (const sentence of sentences) {
        for (let rendering = 0; rendering < renderingsPerText; rendering++) {
          const name = `${kind} ${sentence} ${rendering}`;
          const path = join(folder, `${hash(name).toString('hex').slice(0, 16)}.wav`);
          if (!existsSync(path)) speak(path, language, sentence, hash(name));
          clips.push({ kind: kind as AnswerKind, name, half, path });
        }
      }
    }
  }
  return clips;
}

function speak(path: string, language: string, sentence: string, draw: Buffer): void {
  const pick = <T>(list: readonly T[], at: number): T => list[(draw[at] ?? 0) % list.length] as T;
  const between = (from: number, to: number, at: number) => Math.round(from + ((to - from) * (draw[at] ?? 0)) / 255);
  const raw = `${path}.raw.wav`;
  const voice = pick(voices[language] ?? [language], 1) + pick(variants, 2);
  const speed = String(between(135, 195, 3)); // words a minute
  const pitch = String(between(25, 75, 4));
  execFileSync('espeak-ng', ['-v', voice, '-s', speed, '-p', pitch, '-w', raw, sentence]);
  sox([raw], path);
  rmSync(raw);
}

/** A mailbox as Asterisk itself answers: the person at extension …, is unavailable, please leave your message. */
function greetingPrompts(folder: string, half: Half): Clip[] {
  const clips: Clip[] = [];
  for (const voice of promptVoices) {
    for (const parts of mailboxes[half]) {
      const files = parts.map((part) => join(soundsFolder, voice, `${part}.wav`));
      if (!files.every((file) => existsSync(file))) continue;
      const name = `${voice} ${parts.join(' ')}`;
      const path = join(folder, `${hash(name).toString('hex').slice(0, 16)}.wav`);
      if (!existsSync(path)) sox(files, path);
      clips.push({ kind: 'voicemail', name, half, path });
    }
    const hello = join(soundsFolder, voice, 'hello.wav');
    if (half === 'tuning' && existsSync(hello))
      clips.push({ kind: 'short', name: `${voice} hello`, half, path: hello });
  }
  return clips;
}

const digits = (number: string) => [...number].map((digit) => `digits/${digit}`);
const mailboxes: Record<Half, readonly string[][]> = {
  tuning: [
    ['vm-intro'],
    ['vm-theperson', ...digits('1234'), 'vm-isunavail', 'vm-intro'],
    ['vm-theperson', ...digits('207'), 'vm-isonphone', 'vm-intro'],
    ['vm-theperson', ...digits('8003'), 'vm-isunavail'],
    ['vm-theperson', ...digits('65'), 'vm-isonphone', 'vm-intro'],
    ['vm-nobodyavail', 'vm-intro'],
    ['vm-nobodyavail', 'vm-leavemsg'],
    ['vm-theperson', ...digits('919'), 'vm-isunavail', 'vm-intro'],
    ['tt-allbusy'],
  ],
  'held-out': [
    ['vm-theperson', ...digits('4410'), 'vm-isonphone', 'vm-intro'],
    ['vm-theperson', ...digits('38'), 'vm-isunavail', 'vm-intro'],
    ['vm-theperson', ...digits('602'), 'vm-isonphone', 'vm-intro'],
    ['queue-youarenext', 'queue-thankyou', 'vm-intro'],
  ],
};

function standInPrompts(half: Half): Clip[] {
  const clips: Clip[] = [];
  for (const voice of promptVoices) {
    const folder = join(soundsFolder, voice);
    if (!existsSync(folder)) continue;
    const files = readdirSync(folder).filter((file) => file.endsWith('.wav') && !/beep|tone|silence/.test(file));
    for (const kind of ['short', 'business'] as const) {
      const { from, to, count } = standIns[kind];
      const long = files.filter((file) => {
        const seconds = statSync(join(folder, file)).size / bytesPerSecond;
        return seconds >= from && seconds <= to;
      });
      const chosen = long
        .sort((a, b) => Buffer.compare(hash(`${kind} ${a}`), hash(`${kind} ${b}`)))
        .slice(half === 'tuning' ? 0 : count / 2, half === 'tuning' ? count / 2 : count);
      for (const file of chosen) clips.push({ kind, name: `${voice} ${file}`, half, path: join(folder, file) });
    }
  }
  return clips;
}

function sox(from: readonly string[], to: string): void {
  const half = `${to}.half.wav`;
  execFileSync('sox', ['-V1', '-D', ...from, '-r', '8000', '-c', '1', '-b', '16', half]);
  renameSync(half, to); // a run cut short leaves no broken clip
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
