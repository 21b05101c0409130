/** Body of the thread that simulates a campaign, so that nobody's page waits for it. */
import { parentPort } from 'node:worker_threads';
import { rehearse } from '../../../daemon/dialer/rehearsal/rehearsal.js';
import type { ForecastAnswer, ForecastQuestion } from './forecast-messages.js';

if (!parentPort) throw new TypeError('this is the body of a thread');
const port = parentPort;

port.on('message', ({ day }: ForecastQuestion) => {
  port.postMessage({ rehearsed: rehearse(day) } satisfies ForecastAnswer);
});
