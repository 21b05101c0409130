/**
 * Inside the emulated machine, on the real driver: the box is started on cards that nobody has configured, finds them,
 * shows what would be written, has it applied, starts anew on them, and a call passes.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import type { CardApply, CardPlan } from '../../daemon/terms/cards.js';
import type { ControlClient } from '../../web/server/control-client.js';
import type { Child } from '../rig/child.js';
import type { Exchange } from '../rig/exchange.js';
import { directNumber } from '../rig/site.js';
import {
  byHand,
  connected,
  done,
  layOut,
  must,
  openExchange,
  place,
  pollMs,
  runPart,
  startApplier,
  startDaemon,
  systemConf,
} from './guest-box.js';

const by = 'tech';
const timingSeconds = 3;

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

runPart(run);
