/**
 * 100,000 leads from a CSV file on the page to rows in the database: upload, parsing, the control socket, the daemon.
 * Baseline: the same rows given straight to the store in this process. Meanwhile the daemon and the web server are asked
 * something small over and over; baseline: the same before the import. `node build/js/test/bench/import.js LEADS`.
 */
import { join } from 'node:path';
import type { ImportShown } from '../../daemon/contract/pages-imports.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import { ControlClient } from '../../web/server/control-client.js';
import { Box } from '../rig/box.js';
import { batchOf, list, read } from '../rig/outbound-rows.js';
import { Visitor } from '../rig/pages.js';
import { printFigure, quantile } from './figure.js';

const leads = Number(process.argv[2] ?? 100_000);
const goalMs = 10_000;
const batchRows = 1_000;
const everyMs = 20;
const idleMs = 3_000;
const lookMs = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks over and over until told to stop; how long each answer took, ms. */
async function answersUntil(stop: Promise<unknown>, ask: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  const ended = stop.finally(() => {
    over = true;
  });
  while (!over) {
    const before = performance.now();
    await ask();
    times.push(performance.now() - before);
    await Promise.race([pause(everyMs), ended.catch(() => {})]);
  }
  return times;
}

function csv(count: number): string {
  const lines = ['号码,姓名,城市,生日'];
  for (let n = 0; n < count; n++) {
    lines.push(`139${String(n).padStart(8, '0')},客户${n},"上海, 浦东",19${60 + (n % 40)}-05-${10 + (n % 20)}`);
  }
  return lines.join('\r\n');
}

async function straight(folder: string): Promise<number> {
  const place = { kind: 'sqlite', file: join(folder, 'straight.db') } as const;
  const store = await TelephonyStore.open(place, { clock: { nowMs: Date.now }, onTrouble: console.error });
  await store.outbound.putList(list);
  const before = performance.now();
  for (let from = 0; from < leads; from += batchRows) {
    const rows = Array.from({ length: Math.min(batchRows, leads - from) }, (_, at) => {
      const number = `139${String(from + at).padStart(8, '0')}`;
      return read(from + at, { number, data: { city: '上海, 浦东', birthday: '1960-05-10' } });
    });
    await store.outbound.importLeads(batchOf(rows, { batch: from / batchRows + 1, last: false }));
  }
  const took = performance.now() - before;
  await store.close();
  return took;
}

async function accepted(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

/** From the first byte of the file until it is told that all is stored. */
async function imported(visitor: Visitor, file: string): Promise<{ readonly ms: number; readonly shown: ImportShown }> {
  const before = performance.now();
  const upload = await fetch(`${visitor.url}/api/v1/imports?kind=leads&name=may.csv`, {
    method: 'POST',
    headers: { cookie: visitor.cookieHeader, origin: visitor.url, 'content-type': 'application/octet-stream' },
    body: file,
  });
  const { id } = (await (await accepted(upload)).json()) as ImportShown;
  const columns = ['number', 'name', 'data', 'data'];
  await accepted(await visitor.request('POST', `/api/v1/imports/${id}/start`, { list: list.id, columns }));
  for (;;) {
    const shown = await visitor.get<ImportShown>(`/api/v1/imports/${id}`);
    if (shown.state === 'done') return { ms: performance.now() - before, shown };
    if (shown.state !== 'running') throw new Error(`the import is ${shown.state}: ${shown.failed}`);
    await pause(lookMs);
  }
}

const box = new Box({ agents: 2 });
try {
  box.openExchange();
  await box.startDaemon();
  const url = await box.startWeb();
  const visitor = new Visitor(url);
  await visitor.signIn(box.logins.of('admin'));
  const { id, createdAt: _at, createdBy: _by, columns: _columns, ...asked } = list;
  await accepted(await visitor.request('PUT', `/api/v1/lists/${id}`, { ...asked, columns: [] }));
  const control = new ControlClient();
  const up = new Promise<void>((resolve) => control.once('up', () => resolve()));
  control.connect(box.control);
  await up;

  const file = csv(leads);
  const askDaemon = (): Promise<unknown> => control.request('meters', {});
  const askWeb = (): Promise<unknown> => visitor.get('/api/v1/session');
  const idle = pause(idleMs);
  const [daemonIdle, webIdle] = await Promise.all([answersUntil(idle, askDaemon), answersUntil(idle, askWeb)]);
  const cpuUs = async (): Promise<number> => (await control.request('meters', {})).process.cpuUs;
  const cpuBefore = await cpuUs();
  const importing = imported(visitor, file);
  const [{ ms, shown }, daemonBusy, webBusy] = await Promise.all([
    importing,
    answersUntil(importing, askDaemon),
    answersUntil(importing, askWeb),
  ]);
  const daemonCpuMs = ((await cpuUs()) - cpuBefore) / 1_000;
  if (shown.added !== leads) throw new Error(`${shown.added} of ${leads} were added: ${JSON.stringify(shown.refused)}`);
  const stored = await visitor.get<{ counts: { leads: number } }>(`/api/v1/lists/${id}`);
  if (stored.counts.leads !== leads) throw new Error(`the list has ${stored.counts.leads} leads, not ${leads}`);
  printFigure(
    'import',
    `${leads} leads, ${(file.length / 1e6).toFixed(1)} million characters`,
    ms,
    'ms',
    await straight(box.folder),
  );
  printFigure('import', 'share of the goal', ms, 'ms', (goalMs * leads) / 100_000);
  printFigure(
    'import',
    'answer of the daemon meanwhile, p99',
    quantile(daemonBusy, 0.99),
    'ms',
    quantile(daemonIdle, 0.99),
  );
  printFigure(
    'import',
    'answer of the daemon meanwhile, longest',
    Math.max(...daemonBusy),
    'ms',
    Math.max(...daemonIdle),
  );
  printFigure(
    'import',
    'answer of the web server meanwhile, p99',
    quantile(webBusy, 0.99),
    'ms',
    quantile(webIdle, 0.99),
  );
  // On a machine that has other things to do the time says little; its work does.
  printFigure('import', 'CPU of the daemon, all threads', daemonCpuMs, 'ms', (goalMs * leads) / 100_000);
  control.close();
} finally {
  await box.close();
}
