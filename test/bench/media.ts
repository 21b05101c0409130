/** The media kernel alone, without board, threads or Node: its own program, built here if need be. */
import { execFileSync } from 'node:child_process';
import { root } from '../rig/child.js';

const folder = `${root}build/native-bench`;
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
execFileSync('cmake', ['-S', root, '-B', folder], quiet);
execFileSync('cmake', ['--build', folder, '--target', 'bench_media', '--parallel', '2'], quiet);
execFileSync(`${folder}/native/media/bench_media`, { stdio: 'inherit' });
