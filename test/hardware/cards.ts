/**
 * Inside the emulated machine, on the real driver: the box is started on cards that nobody has configured, finds them,
 * shows what would be written, has it applied, starts anew on them, and a call passes.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import type { CardApply, CardPlan } from '../../daemon/terms/cards.js';
import type { Site } from '../../daemon/terms/site.js';
import { ControlClient } from '../../web/server/control-client.js';
import { addonPath } from '../rig/box.js';
import { Child, root } from '../rig/child.js';
import { Exchange } from '../rig/exchange.js';
import { directNumber, testSite, writeSite } from '../rig/site.js';
import { writeTone } from '../rig/sound.js';

const by = 'tech';
const systemConf = '/etc/dahdi/system.conf';
const byHand = `${root}test/hardware/guest/cards.conf`;
/** Between two looks at something that only tells when asked. */
const pollMs = 100;
const timingSeconds = 3;

const folder = mkdtempSync(join(tmpdir(), 'callbox-cards-'));
const place = (name: string): string => join(folder, name);
const startedAt = performance.now();

function done(what: string): void {
  console.log(`✓ ${what} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
}

function must(what: string, holds: boolean, seen: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

function site(): Site {
  const card = { spans: [1], telephones: [63, 64, 65, 66], exchangeLines: [] };
  return testSite({ agents: 2, more: { board: { kind: 'dahdi', spans: 1, lines: 4, card } } });
}

function layOut(): void {
  mkdirSync('/etc/dahdi', { recursive: true });
  cpSync(byHand, systemConf);
  for (const name of ['data', 'sounds/zh', 'sounds/music']) mkdirSync(place(name), { recursive: true });
  for (const name of ['zh/welcome', 'zh/menu', 'zh/wrong-key', 'music/hold-1'])
    writeTone(place(`sounds/${name}.wav`), 620, 400);
  writeSite(place('site.json'), site());
  const built = `${root}build/hardware/packages/usr`;
  // While a file "hold" is there it says so and does nothing: that is when the applier is killed.
  const held = `[ -e ${place('hold')} ] && touch ${place('held')} && exec sleep 600`;
  const program = `LD_LIBRARY_PATH=${built}/lib/x86_64-linux-gnu exec ${built}/sbin/dahdi_cfg "$@"`;
  writeFileSync(place('dahdi_cfg'), `#!/bin/sh\n${held}\n${program}\n`, { mode: 0o755 });
}

async function startDaemon(): Promise<Child> {
  const paths = ['--data', place('data'), '--site', place('site.json'), '--sounds', place('sounds')];
  const sockets = ['--wire', place('no.sock'), '--control', place('control.sock'), '--applier', place('apply.sock')];
  const daemon = new Child('daemon', 'daemon/main.js', [...paths, ...sockets, '--addon', addonPath]);
  await daemon.ready();
  return daemon;
}

async function connected(): Promise<ControlClient> {
  const control = new ControlClient({ timeLimitMs: 60_000 });
  const up = new Promise<void>((resolve) => control.once('up', () => resolve()));
  control.connect(place('control.sock'));
  await up;
  return control;
}

async function apply(control: ControlClient, { plan }: CardPlan, span: number | null): Promise<CardApply> {
  const { id } = await control.request('cards.apply', { by, plan, span });
  for (;;) {
    const seen = await control.request('cards.applied', { id });
    if (seen.state !== 'applying') return seen;
    await pause(pollMs);
  }
}

async function configure(control: ControlClient): Promise<void> {
  const scan = await control.request('cards.scan', {});
  const places = scan.cards.map((card) => card.place);
  must('both pairs are found', places.join() === 'dynamic loc 1,dynamic loc 2', places);
  const spans = scan.spans.map(({ span, kind, firstChannel, channels }) =>
    [span, kind, firstChannel, channels].join(' '),
  );
  must('their spans too', spans.join() === '1 dynamic 1 31,2 dynamic 32 31,3 dynamic 63 4,4 dynamic 67 4', spans);
  done(
    `found: driver ${scan.dahdiVersion}, ${places.join(' and ')}, spans ${scan.spans.map(({ span }) => span).join(', ')}`,
  );

  const plan = await control.request('cards.plan', {});
  must('the plan can be applied', plan.refused.length === 0, plan.refused);
  const file = plan.files.find((each) => each.file === systemConf);
  must('it says that somebody wrote the file', file?.writtenByHand === true, file);
  done('planned; the difference that is shown:');
  for (const { mark, text } of file?.diff ?? []) console.log(`      ${mark} ${text}`);

  const applied = await apply(control, plan, null);
  must('it is applied', applied.state === 'applied', applied);
  const now = readFileSync(systemConf, 'utf8');
  for (const line of ['dynamic=loc,1:0,31,0', 'bchan=32-46,48-62', 'fxsks=67-70', 'bchan=1-15,17-31', 'fxoks=63-66'])
    must(`the file has ${line}`, now.split('\n').includes(line), now);
  const [copy = ''] = applied.copies;
  must('the file before is kept', readFileSync(copy, 'utf8') === readFileSync(byHand, 'utf8'), copy);
  done(`applied by dahdi_cfg; before: ${copy}`);
}

/** Its far end: the driver's span 2, and the telephones at 67-70. */
function openExchange(): Exchange {
  const lines = { dahdiSpans: [2], dahdiLines: [67, 68, 69, 70] };
  const size = { exchangeEnd: true, spans: 1, lines: 4, country: 'cn', maxQueuedEvents: 65_536 };
  return new Exchange(new Driver(loadAddon(addonPath), { board: 'dahdi', wirePath: '', ...size, ...lines }));
}

async function callPasses(control: ControlClient, exchange: Exchange): Promise<void> {
  await exchange.spanUp();
  done('the D-channel is up');
  await control.request('agent.sign-in', { agentId: '8001' });
  await control.request('agent.ready', { agentId: '8001' });
  const caller = exchange.call({ from: '13900000001', to: directNumber });
  const telephone = await exchange.rings(1);
  telephone.answer();
  await caller.when('answered');
  done('a call from span 2 rings the telephone at channel 67 and is answered');

  // One span is given to the driver again under the call: what has not changed goes on.
  const again = await apply(control, await control.request('cards.plan', {}), 1);
  must('the span is applied once more', again.state === 'applied', again);
  must('the call goes on', !caller.has('cleared'), exchange.story);
  done('the span was applied once more under the call, which goes on');
  caller.hangUp();
  await caller.when('cleared');
}

async function conflicts(control: ControlClient): Promise<void> {
  const plan = await control.request('cards.plan', {});
  writeFileSync(systemConf, `${readFileSync(systemConf, 'utf8')}# one more line\n`);
  const refused = await apply(control, plan, null).catch((error: { code?: string }) => error.code);
  must('a file that changed since is a conflict', refused === 'conflict', refused);
  done('a plan of before somebody edited the file is refused');
}

async function startApplier(): Promise<Child> {
  const paths = ['--socket', place('apply.sock'), '--dahdi-cfg', place('dahdi_cfg'), '--modprobe', '/bin/false'];
  const applier = new Child('applier', 'firmware-scripts/apply/main.js', paths);
  await applier.ready();
  return applier;
}

/** Between the new files and the driver. */
async function killed(control: ControlClient, applier: Child): Promise<Child> {
  const before = readFileSync(systemConf, 'utf8');
  writeFileSync(place('hold'), '');
  const { plan } = await control.request('cards.plan', {});
  const { id } = await control.request('cards.apply', { by, plan, span: null });
  while (!existsSync(place('held'))) await pause(pollMs);
  must('the new file is there', readFileSync(systemConf, 'utf8') !== before, before);
  await applier.kill('SIGKILL');
  rmSync(place('hold'));
  const next = await startApplier();
  must('the old file is back', readFileSync(systemConf, 'utf8') === before, readFileSync(systemConf, 'utf8'));
  const { state, problem } = await control.request('cards.applied', { id });
  must('the technician is told', state === 'failed' && problem === 'failed', { state, problem });
  done('the applier was killed between file and driver: the next one has put the old file back');
  return next;
}

async function timing(control: ControlClient): Promise<void> {
  const { id } = await control.request('cards.timing-test', { by, seconds: timingSeconds });
  for (;;) {
    const test = await control.request('cards.timing', { id });
    if (test.state === 'running') await pause(pollMs);
    else {
      must('the clock could be tested', test.state === 'done', test);
      // In an emulated processor the figure judges this machine, so it is only shown.
      done(`the driver's clock: ${test.meanPercent} % in the mean, ${test.worstPercent} % in the worst second`);
      return;
    }
  }
}

async function run(): Promise<void> {
  layOut();
  const applier = await startApplier();
  const first = await startDaemon();
  let control = await connected();
  must('nobody has configured the card: the box is up all the same', first.process.exitCode === null, first.logTail);
  done('the box is up without its card');
  await configure(control);
  control.close();
  must('the daemon ends by itself when its card is there', (await first.ended) === 0, first.logTail);
  done('the daemon has seen that its card is there, and ended to start anew');

  const second = await startDaemon();
  control = await connected();
  const exchange = openExchange();
  await callPasses(control, exchange);
  await conflicts(control);
  const nextApplier = await killed(control, applier);
  await timing(control);
  control.close();
  must('the daemon ends well', (await second.kill()) === 0, second.logTail);
  await exchange.lines.close();
  await nextApplier.kill();

  const reader = openTelephonyReader({ kind: 'sqlite', file: place('data/telephony.db') }, { nowMs: () => Date.now() });
  const calls = await reader.calls({ limit: 10 });
  await reader.close();
  must('one call is in the books, answered', calls.length === 1, calls);
  done('its CDR is in the database');
}

run().then(
  () => process.exit(0),
  (error: Error) => {
    console.log(`✗ ${error.message}`);
    process.exit(1);
  },
);
