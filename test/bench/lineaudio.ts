/** Echo control and gain of analog lines over stored echo paths: its own program, built here if need be. */
import { execFileSync } from 'node:child_process';
import { root } from '../rig/child.js';

const prompts = '/usr/share/asterisk/sounds/en_US_f_Allison'; // asterisk-core-sounds-en-wav, which start needs too
const folder = `${root}build/native-bench`;
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
execFileSync('cmake', ['-S', root, '-B', folder], quiet);
execFileSync('cmake', ['--build', folder, '--target', 'bench_lineaudio', '--parallel', '2'], quiet);
execFileSync(`${folder}/native/dsp/bench_lineaudio`, [prompts], { stdio: 'inherit' });
