/** What conferences of 3, 10 and 32 cost, against bridging the same channels; without board, threads or Node. */
import { runNativeBench } from '../rig/native-bench.js';

runNativeBench('media', 'bench_mix');
