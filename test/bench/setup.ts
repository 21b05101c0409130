/**
 * SETUP in → ALERTING out over 1,000 calls, seen from the public exchange. Baseline: the same lines with
 * nobody above them but a listener that says `alert`, so the ratio is what call control costs.
 */
import { join } from 'node:path';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import { addonPath, Box } from '../rig/box.js';
import type { Exchange } from '../rig/exchange.js';
import { serviceNumber } from '../rig/site.js';
import { printFigure, quantile } from './figure.js';

const calls = 1000;

async function alertingMs(exchange: Exchange): Promise<number[]> {
  await exchange.spanUp();
  const times: number[] = [];
  for (let n = 0; n < calls; n++) {
    const before = performance.now();
    const leg = exchange.call({ from: '13900000001', to: serviceNumber });
    await leg.when('alerting');
    times.push(performance.now() - before);
    leg.hangUp();
    await leg.when('cleared');
  }
  return times;
}

async function linesAlone(): Promise<number[]> {
  const box = new Box();
  const exchange = box.openExchange();
  const config = { wirePath: join(box.folder, 'wire.sock'), exchangeEnd: false, spans: 1, lines: 8 };
  const lines = new Driver(loadAddon(addonPath), config, { onListenerError: console.error });
  lines.listen({
    onEvent: (event) => {
      if (event.event === 'incoming') lines.send({ do: 'alert', seizure: event.seizure });
    },
    onSnapshot: () => {},
  });
  const times = await alertingMs(exchange);
  await lines.close();
  await box.close();
  return times;
}

async function wholeDaemon(): Promise<number[]> {
  const box = new Box();
  const exchange = box.openExchange();
  await box.startDaemon();
  const times = await alertingMs(exchange);
  await box.close();
  return times;
}

const baseline = await linesAlone();
const whole = await wholeDaemon();
printFigure('setup', 'SETUP to ALERTING, p99', quantile(whole, 0.99), 'ms', quantile(baseline, 0.99));
printFigure('setup', 'SETUP to ALERTING, median', quantile(whole, 0.5), 'ms', quantile(baseline, 0.5));
