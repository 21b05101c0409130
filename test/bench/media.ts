/** The media kernel alone, without board, threads or Node, against a plain loop per channel over spandsp. */
import { readdirSync } from 'node:fs';
import { root } from '../rig/child.js';
import { benchFolder, needPackages, runNativeBench } from '../rig/native-bench.js';

needPackages('libspandsp-dev');
const speech = ['zh', 'en', 'callers'].flatMap((kind) =>
  readdirSync(`${root}build/sounds/${kind}`)
    .filter((name) => name.endsWith('.wav'))
    .map((name) => `${root}build/sounds/${kind}/${name}`),
);
runNativeBench('media', 'bench_media', [benchFolder('media'), ...speech]);
