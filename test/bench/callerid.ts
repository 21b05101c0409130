/** Caller ID through A-law and noise, FSK and DTMF, against spandsp's receivers on the same samples. */
import { needPackages, runNativeBench } from '../rig/native-bench.js';

needPackages('libspandsp-dev');
runNativeBench('analog', 'bench_caller_id');
