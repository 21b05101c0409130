/**
 * Inside the emulated machine, on the real driver: a line is brought up by the wizard, from a card that nobody has
 * configured to the signed report; what the local bus cannot carry is said so, and overruled with a note. Then a change
 * of the span that doesn't fit takes itself back.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DiffLine } from '../../daemon/terms/cards.js';
import type { CarrierOrder, Commissioning, CommissioningStep, StepResult } from '../../daemon/terms/commissioning.js';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import type { ControlClient } from '../../web/server/control-client.js';
import type { Exchange, FarLeg } from '../rig/exchange.js';
import { serviceNumber } from '../rig/site.js';
import { writeTone } from '../rig/sound.js';
import {
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
const span = 1;
const order: CarrierOrder = {
  carrier: 'Local bus',
  numbers: serviceNumber,
  signalling: 'dss1',
  crc4: null,
  impedanceOhm: null,
  clockFromCarrier: null,
  calledDigits: serviceNumber.length,
};
const mobile = '13800138000';
/** As loud as speech should be. */
const speechDbm0 = -15;
/** Nothing the wizard asks for takes longer, on a machine that is some ten times slower than a box. */
const stepWithinMs = 240_000;

/** The technician, at the control socket. */
class Technician {
  private id = '';

  constructor(private control: ControlClient) {}

  async starts(): Promise<void> {
    this.id = (await this.control.request('commissioning.start', { by, span })).id;
  }

  /** The daemon has started anew. */
  async goesOn(control: ControlClient): Promise<void> {
    this.control = control;
    const [open] = await control.request('commissioning.list', {});
    must('the wizard is where it was', open?.id === this.id && open.endedAt === null, open);
  }

  get now(): Promise<Commissioning> {
    return this.control.request('commissioning.get', { id: this.id });
  }

  async orders(): Promise<StepResult> {
    await this.control.request('commissioning.order', { ...(await this.deed()), order });
    return this.found('before');
  }

  async checks(step: CommissioningStep, number?: string): Promise<void> {
    const more = number === undefined ? {} : { number };
    await this.control.request('commissioning.check', { ...(await this.deed()), step, ...more });
  }

  async takes(step: CommissioningStep): Promise<StepResult> {
    await this.control.request('commissioning.take', { ...(await this.deed()), step });
    return this.until(step, ({ taking }) => taking !== true);
  }

  /** Only of a step that has failed; it is shown with its words. */
  async overrules(step: CommissioningStep, fault: string, reason: string): Promise<void> {
    const result = await this.found(step);
    must(`'${step}' is not green`, result.state === 'bad' && result.fault === fault, result);
    await this.control.request('commissioning.overrule', { ...(await this.deed()), step, reason });
    done(`${step} overruled, "${reason}": ${result.words.en} [${result.seen.en}]`);
  }

  async found(step: CommissioningStep): Promise<StepResult> {
    return this.until(step, ({ state }) => state !== 'checking' && state !== 'open');
  }

  /** Until what comes behind it may begin, or it has failed. */
  async mayGoOn(step: CommissioningStep): Promise<StepResult> {
    return this.until(step, ({ state, mayGoOn }) => state !== 'open' && (state !== 'checking' || mayGoOn === true));
  }

  async good(step: CommissioningStep): Promise<void> {
    const result = await this.found(step);
    must(`'${step}' is good`, result.state === 'good', result);
    done(`${step} good: ${result.seen.en}`);
  }

  async finishes(): Promise<string> {
    await this.control.request('commissioning.finish', await this.deed());
    return (await this.control.request('commissioning.report', { id: this.id })).text.en;
  }

  private async deed() {
    return { by, id: this.id, version: (await this.now).version };
  }

  private async until(step: CommissioningStep, fits: (result: StepResult) => boolean): Promise<StepResult> {
    const limit = performance.now() + stepWithinMs;
    for (;;) {
      const result = (await this.now).steps.find((each) => each.step === step);
      if (result !== undefined && fits(result)) return result;
      must(`'${step}' comes to an end`, performance.now() < limit, result);
      await pause(pollMs);
    }
  }
}

/** From a card that nobody has configured to one that is the box's. */
async function card(technician: Technician): Promise<void> {
  await technician.checks('card');
  const { fault, seen, words, proposal } = await technician.found('card');
  must('the card is there, and its driver not configured', fault === 'driver-not-configured', { fault, words });
  must('it is the dynamic pair', seen.en.includes('dynamic loc 1'), seen);
  const { driver } = proposal as { readonly driver: { readonly changes: readonly DiffLine[] } };
  const shown = driver.changes.map(({ mark, text }) => `${mark} ${text}`);
  must('what would be written is shown', shown.includes('+ bchan=1-15,17-31'), shown);
  done(`card: ${words.en} [${seen.en}]`);
  for (const line of shown) console.log(`      ${line}`);
  const taken = await technician.takes('card');
  must('the step is open again', taken.state === 'open', taken);
  const now = readFileSync(systemConf, 'utf8').split('\n');
  for (const line of ['dynamic=loc,1:1,31,0', 'bchan=1-15,17-31', 'dchan=16', 'fxoks=63-66'])
    must(`the file has ${line}`, now.includes(line), now);
  done(`${systemConf} is written and the driver has it`);
}

/** Both ends user side: found by trying, told, and mended by the "carrier". */
async function bothUserSide(technician: Technician, exchange: Exchange): Promise<void> {
  await technician.checks('signalling');
  const { fault, words, seen, proposal } = await technician.found('signalling');
  must('the same side at both ends is named', fault === 'both-user-side', { fault, seen });
  must('the other side is proposed', JSON.stringify(proposal).includes('"network"'), proposal);
  done(`signalling, both ends user: ${words.en} [${seen.en}]`);
  exchange.lines.send({ do: 'set-up-span', span: 1, setup: { ...usualSpanSetup, side: 'network' } });
}

function nextCall(exchange: Exchange): Promise<FarLeg> {
  const bearers = exchange.lines.channels.filter(({ kind }) => kind === 'bearer');
  return Promise.race(bearers.map((each) => exchange.arrives(each.span, each.timeslot)));
}

async function speaksAndHangsUp(leg: FarLeg): Promise<void> {
  leg.play(place('speech.wav'));
  await leg.when('play-ended');
  leg.hangUp();
}

async function callIn(exchange: Exchange): Promise<void> {
  const leg = exchange.call({ from: mobile, to: serviceNumber });
  await leg.when('answered');
  await speaksAndHangsUp(leg);
}

async function testCalls(technician: Technician, control: ControlClient, exchange: Exchange): Promise<void> {
  const arrives = nextCall(exchange);
  await technician.checks('test-call', mobile);
  const out = await arrives;
  out.answer();
  await speaksAndHangsUp(out);
  for (;;) {
    const { testCalls: calls } = await control.request('test-call.list', {});
    if (calls.some(({ state }) => state === 'waiting')) break;
    await pause(pollMs);
  }
  await callIn(exchange);
  await technician.good('test-call');
}

async function doctor(control: ControlClient): Promise<void> {
  const { id } = await control.request('doctor.start', { by, kind: 'trunk', span });
  for (;;) {
    const { verdict, checks } = await control.request('doctor.get', { id });
    if (verdict === null) {
      await pause(pollMs);
      continue;
    }
    const skipped = checks.filter(({ state }) => state === 'skipped').map((check) => check.id);
    for (const each of ['framing', 'errors', 'clock'])
      must(`the doctor says that nobody tells ${each}`, skipped.includes(each), checks);
    must('the doctor finds nothing wrong', verdict.fault === 'well', verdict);
    done(`doctor: ${verdict.words.en}`);
    return;
  }
}

/** The D-channel doesn't come back with the same side at both ends. */
async function rollsBack(control: ControlClient, exchange: Exchange): Promise<void> {
  const { version } = await control.request('site.get', {});
  const setup = { ...usualSpanSetup, side: 'network' as const };
  const { id } = await control.request('span.change', { by, span, setup, version });
  for (;;) {
    const change = (await control.request('span.changes', {})).find((each) => each.id === id);
    if (change !== undefined && change.endedAt !== null) {
      must('the change took itself back', change.state === 'rolled-back', change);
      must('and says why', change.problem === 'd-channel-not-back', change);
      await exchange.spanUp();
      done(`a change to the network side took itself back after ${(change.endedAt - change.startedAt) / 1_000} s`);
      return;
    }
    await pause(pollMs);
  }
}

async function run(): Promise<void> {
  layOut({ areaCode: '021' });
  writeTone(place('speech.wav'), 700, 4_000, speechDbm0);
  const applier = await startApplier();
  const first = await startDaemon();
  const before = await connected();
  const technician = new Technician(before);
  await technician.starts();
  must('the order is complete', (await technician.orders()).state === 'good', await technician.now);
  await card(technician);
  must('the daemon ends to start anew with its card', (await first.ended) === 0, first.logTail);
  before.close();

  const second = await startDaemon();
  const control = await connected();
  await technician.goesOn(control);
  const exchange = openExchange('user');
  await technician.checks('card');
  const { state } = await technician.found('card');
  // An emulated processor loses interrupts: the figure judges this machine.
  if (state === 'good') await technician.good('card');
  else await technician.overrules('card', 'timing-bad', 'emulated processor');
  await technician.checks('line');
  await technician.mayGoOn('line');
  await bothUserSide(technician, exchange);
  await technician.found('line');
  await technician.overrules('line', 'line-not-told', 'wired by software');
  await technician.checks('signalling');
  await technician.mayGoOn('signalling');
  await technician.checks('clock');
  await technician.found('clock');
  await technician.overrules('clock', 'clock-not-told', 'wired by software');
  await technician.checks('numbers');
  await callIn(exchange);
  await technician.good('numbers');
  await testCalls(technician, control, exchange);
  await technician.good('signalling');
  const report = await technician.finishes();
  done('finished and signed:');
  for (const line of report.split('\n')) console.log(`      ${line}`);

  await doctor(control);
  await rollsBack(control, exchange);
  control.close();
  must('the daemon ends well', (await second.kill()) === 0, second.logTail);
  await exchange.lines.close();
  await applier.kill();
}

runPart(run);
