/**
 * Who is next in a list of a million: what the dialer waits for. Half of them are due; with agents of their own, with a
 * filter that one in a hundred passes. Baseline: one lead by its id. `node build/js/test/bench/leads.js LEADS`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForWriting } from '../../daemon/store/connection.js';
import type { DueAsk } from '../../daemon/store/leads-due.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import { days, list } from '../rig/outbound-rows.js';
import { printFigure, quantile } from './figure.js';

const leads = Number(process.argv[2] ?? 1_000_000);
const asks = 300;
const count = 50;
const goalMs = 10;
const now = 1_800_000_000_000;
const agents = Array.from({ length: 20 }, (_, at) => String(8001 + at));

const folder = mkdtempSync(join(tmpdir(), 'callbox-'));
try {
  const place = { kind: 'sqlite', file: join(folder, 'telephony.db') } as const;
  const store = await TelephonyStore.open(place, { clock: { nowMs: Date.now }, onTrouble: console.error });
  await store.outbound.putList(list);
  await fill();
  const due = store.reader.dueLeads(days);
  const usual = { campaign: 'c1', list: 'l1', ask: 1, count, dueBy: now, filter: [], midnight: now - 86_400_000 };

  const key = await timed(async (n) => void (await store.reader.outbound.lead(idOf(n * 997))));
  const next = async (more: Partial<DueAsk>): Promise<number[]> => {
    let not: string[] = [];
    return timed(async () => {
      const answer = await due.due({ ...usual, agents: [], not, ...more });
      if (answer.leads.length === 0) throw new Error('nobody is due');
      // In hand are the last ones, as in the dialer.
      not = [...answer.leads.map(({ id }) => id), ...not].slice(0, 500);
    });
  };
  const filter = [{ field: 'data.city', operator: '=', value: '100' }] as const;
  const baseline = quantile(key, 0.5);
  const cases = { anybody: {}, 'with 20 agents and their own': { agents }, 'of one in a hundred': { filter } };
  for (const [name, more] of Object.entries(cases)) {
    const cpu = process.cpuUsage();
    const times = await next(more);
    const { user, system } = process.cpuUsage(cpu);
    printFigure('leads', `who is next of ${leads}, ${name}, median`, quantile(times, 0.5), 'ms', baseline);
    printFigure('leads', `who is next of ${leads}, ${name}, p99, of the goal`, quantile(times, 0.99), 'ms', goalMs);
    // On a machine that has other things to do the time says little: the work of all threads does.
    printFigure('leads', `who is next of ${leads}, ${name}, CPU`, (user + system) / 1_000 / asks, 'ms', goalMs);
  }
  const before = performance.now();
  await due.countOpen('l1', []);
  printFigure('leads', 'how many are open', performance.now() - before, 'ms', baseline);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function idOf(n: number): string {
  return `01zz${String(n % leads).padStart(22, '0')}`;
}

async function timed(work: (n: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < asks; n++) {
    const before = performance.now();
    await work(n);
    times.push(performance.now() - before);
  }
  return times;
}

/** A third of them an agent's own, three different numbers of tries. */
async function fill(): Promise<void> {
  const db = openForWriting({ kind: 'sqlite', file: join(folder, 'telephony.db') });
  await db.raw(
    `INSERT INTO leads (id, list, import, number, name, data, area, priority, state, tries, not_before, agent, timed, imported_at)
     WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
     SELECT '01zz' || printf('%022d', n), 'l1', '', '1' || (3000000000 + n), 'N' || n, '{"city":"' || (n % 100 + 1) || '"}',
       '021', 5, 'open', n % 3, CASE WHEN n % 2 = 0 THEN ? ELSE n END,
       CASE WHEN n % 3 = 0 THEN '' || (8001 + n % 20) ELSE '' END, 0, 0 FROM counted`,
    [leads, now + 3_600_000],
  );
  await db.destroy();
}
