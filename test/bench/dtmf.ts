/**
 * How well and how fast DTMF is heard, against spandsp's `dtmf_rx` on the same samples: every condition of the
 * table (A-law, all sixteen keys), talk-off over recorded prompts of five languages and an hour and more of
 * synthetic speech, and the cost per channel. `node build/js/test/bench/dtmf.js DIGITS SEED`: 2,000 and 1.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../rig/child.js';
import { benchFolder, needPackages, runNativeBench } from '../rig/native-bench.js';

const [digits = '2000', seed = '1'] = process.argv.slice(2);
const languages = ['en', 'es', 'fr', 'it', 'ru'];
needPackages('libspandsp-dev', ...languages.map((language) => `asterisk-core-sounds-${language}-wav`));
const prompts = '/usr/share/asterisk/sounds';
const recorded = ['en_US_f_Allison', 'es_MX_f_Allison', 'fr_CA_f_June', 'it_IT_m_Carlo', 'ru_RU_f_IvrvoiceRU'];
const speech = benchFolder('dtmf/synthetic');
speak('en', englishText(), ['en', 'en+f3', 'en+m4']);
speak('cmn', chineseText(), ['cmn', 'cmn+f2', 'cmn+m3']);
runNativeBench('dsp', 'bench_dtmf', [digits, seed, ...recorded.map((folder) => join(prompts, folder)), speech]);

/** One file a voice, made once. */
function speak(language: string, text: string, voices: readonly string[]): void {
  for (const voice of voices) {
    const wav = join(speech, `${voice}.wav`);
    if (existsSync(wav)) continue;
    const textFile = join(speech, `${language}.txt`);
    const wide = join(speech, 'wide.tmp');
    writeFileSync(textFile, text);
    execFileSync('espeak-ng', ['-v', voice, '-f', textFile, '-w', wide]);
    execFileSync('sox', ['-V1', '-v', '0.8', '-t', 'wav', wide, '-r', '8000', '-c', '1', '-b', '16', wav]);
    rmSync(wide);
  }
}

/** About 35 minutes of it: a licence that every Debian carries. */
function englishText(): string {
  return readFileSync('/usr/share/common-licenses/GPL-3', 'utf8').replace(/[^a-zA-Z ,.\n]/g, ' ');
}

/** What the product itself says in Chinese, again and again: about 30 minutes a voice. */
function chineseText(): string {
  const sources = ['daemon', 'web', 'installer'].flatMap((folder) => filesBelow(join(root, folder)));
  const said = sources.flatMap((file) => readFileSync(file, 'utf8').match(/[\u4e00-\u9fff，、]{3,}/g) ?? []);
  const text = [...new Set(said)].join('。\n');
  return text.repeat(Math.ceil(9000 / Math.max(text.length, 1)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|yaml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
