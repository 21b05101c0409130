/**
 * Answering-machine detection against Asterisk's app_amd with its default parameters, both over the same
 * clips. Reports the held-out part; `node build/js/test/bench/answerer.js tuning` shows the part to tune on.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { root } from '../rig/child.js';
import { type Clip, makeClips } from './answerer/clips.js';

const half = process.argv[2] === 'tuning' ? 'tuning' : 'held-out';
const soundFolders = ['es_MX_f_Allison', 'fr_CA_f_June', 'it_IT_m_Carlo', 'ru_RU_f_IvrvoiceRU'];
const soundPackages = ['es', 'fr', 'it', 'ru'].map((language) => `asterisk-core-sounds-${language}-wav`);
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };

installSounds();
const clips = makeClips(`${root}build/bench/answerer`).filter((clip) => clip.half === half);
const list = `${root}build/bench/answerer/${half}.tsv`;
writeFileSync(list, clips.map(lineOf).join(''));
const folder = `${root}build/native-bench`;
execFileSync('cmake', ['-S', root, '-B', folder], quiet);
execFileSync('cmake', ['--build', folder, '--target', 'bench_answerer', '--parallel', '2'], quiet);
execFileSync(`${folder}/native/dsp/bench_answerer`, [list, ...process.argv.slice(3)], { stdio: 'inherit' });

/** Only this bench needs them, so only this bench installs them. */
function installSounds(): void {
  if (soundFolders.every((name) => existsSync(`/usr/share/asterisk/sounds/${name}`))) return;
  try {
    const apt = ['-o', 'DPkg::Lock::Timeout=600', 'install', '-y', '--no-install-recommends', ...soundPackages];
    execFileSync('apt-get', apt, { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    console.error(`The recorded prompts are missing. Run: sudo apt-get install ${soundPackages.join(' ')}`);
    process.exit(1);
  }
}

function lineOf(clip: Clip): string {
  return `${clip.kind}\t${clip.name}\t${clip.path}\n`;
}
