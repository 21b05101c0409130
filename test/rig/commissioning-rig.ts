/** A box whose span is brought up as a technician's page does it: the real daemon, the exchange in this process. */
import { join } from 'node:path';
import type { WireFault } from '../../daemon/driver/wire-fault.js';
import type { CarrierOrder, Commissioning, CommissioningStep, StepResult } from '../../daemon/terms/commissioning.js';
import { type SpanChange, type SpanSetup, usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { Box } from './box.js';
import type { Child } from './child.js';
import { Floor } from './floor.js';
import { type SiteOptions, serviceNumber } from './site.js';
import { writeTone } from './sound.js';

/** The network's side of a span: it is the clock. */
export const farSetup: SpanSetup = { ...usualSpanSetup, side: 'network', clockPriority: 0 };
export const order: CarrierOrder = {
  carrier: 'Telecom',
  numbers: serviceNumber,
  signalling: 'dss1',
  crc4: true,
  impedanceOhm: 120,
  clockFromCarrier: true,
  calledDigits: null,
};
export const mobile = '13800138000';
/** As loud as speech should be. */
const speechDbm0 = -15;
const pollMs = 200;

export class CommissioningRig {
  readonly box: Box;
  readonly floor = new Floor();
  private readonly tone: string;
  private daemon: Child | null = null;

  private constructor(
    readonly spans: number,
    { lines = 2, agents = 2, ...more }: Omit<SiteOptions, 'spans'> = {},
  ) {
    this.box = new Box({ spans, lines, agents, ...more, more: { areaCode: '021', ...more.more } });
    this.tone = join(this.box.sounds, 'music', 'speech.wav');
    writeTone(this.tone, 700, 4_000, speechDbm0);
  }

  static async open(spans = 1, more: Omit<SiteOptions, 'spans'> = {}): Promise<CommissioningRig> {
    const rig = new CommissioningRig(spans, more);
    rig.box.openExchange();
    rig.daemon = await rig.box.startDaemon();
    await rig.floor.open(rig.box.control);
    await rig.well();
    return rig;
  }

  get exchange() {
    return this.box.exchange;
  }

  /** All spans are up and without alarm. */
  async well(): Promise<void> {
    const all = (count: number) => count === this.spans;
    await this.floor.until(({ spans }) => {
      return all(spans.filter(({ dChannel, alarms }) => dChannel === 'up' && alarms.length === 0).length);
    });
  }

  inject(fault: WireFault): () => void {
    const { lines } = this.exchange;
    lines.inject(fault);
    return () => lines.endFault(fault);
  }

  /** The far end of the span speaks so from now on. */
  far(setup: Partial<SpanSetup>, span = 1): () => void {
    const { lines } = this.exchange;
    lines.send({ do: 'set-up-span', span, setup: { ...farSetup, ...setup } });
    return () => lines.send({ do: 'set-up-span', span, setup: farSetup });
  }

  /** kill -9, and a new one at the same data. */
  async restartDaemon(): Promise<void> {
    const up = new Promise<void>((resolve) => this.floor.client.once('up', () => resolve()));
    await this.daemon?.kill('SIGKILL');
    this.daemon = await this.box.startDaemon();
    await up;
  }

  // ---- the wizard

  start(span = 1, by = 'tech'): Promise<Commissioning> {
    return this.floor.client.request('commissioning.start', { by, span });
  }

  get(id: string): Promise<Commissioning> {
    return this.floor.client.request('commissioning.get', { id });
  }

  async order(id: string, ordered: CarrierOrder = order): Promise<Commissioning> {
    return this.floor.client.request('commissioning.order', { ...(await this.deed(id)), order: ordered });
  }

  async check(id: string, step: CommissioningStep, number?: string): Promise<Commissioning> {
    const more = number === undefined ? {} : { number };
    return this.floor.client.request('commissioning.check', { ...(await this.deed(id)), step, ...more });
  }

  /** Until it is applied; throws if it was not. */
  async take(id: string, step: CommissioningStep): Promise<void> {
    await this.floor.client.request('commissioning.take', { ...(await this.deed(id)), step });
    const { notTaken } = await this.step(id, step, ({ taking }) => taking !== true);
    if (notTaken !== undefined && notTaken.en !== '') throw new Error(`the proposal was not taken: ${notTaken.en}`);
  }

  async abandon(id: string): Promise<Commissioning> {
    return this.floor.client.request('commissioning.abandon', await this.deed(id));
  }

  async finish(id: string): Promise<Commissioning> {
    return this.floor.client.request('commissioning.finish', await this.deed(id));
  }

  async deed(id: string, by = 'tech') {
    return { by, id, version: (await this.get(id)).version };
  }

  /** Asks as often as a page does, until the step fits. */
  async step(id: string, step: CommissioningStep, fits: (result: StepResult) => boolean): Promise<StepResult> {
    for (;;) {
      const result = (await this.get(id)).steps.find((each) => each.step === step);
      if (result !== undefined && fits(result)) return result;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  ended(id: string, step: CommissioningStep): Promise<StepResult> {
    return this.step(id, step, ({ state }) => state !== 'checking' && state !== 'open');
  }

  /** Until what comes behind it may begin, or it has failed. */
  goesOn(id: string, step: CommissioningStep): Promise<StepResult> {
    return this.step(id, step, ({ state, mayGoOn }) => state !== 'open' && (state !== 'checking' || mayGoOn === true));
  }

  /** The span is changed, and the change kept. */
  async setUp(setup: SpanSetup, span = 1): Promise<void> {
    const { client } = this.floor;
    const { version } = await client.request('site.get', {});
    const { id } = await client.request('span.change', { by: 'tech', span, setup, version });
    const { state, problem } = await this.spanChange(id);
    if (state !== 'kept') throw new Error(`the span change was ${state}: ${problem}`);
  }

  async spanChangeIs(id: string, state: SpanChange['state']): Promise<void> {
    for (;;) {
      const changes = await this.floor.client.request('span.changes', {});
      if (changes.some((change) => change.id === id && change.state === state)) return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  async spanChange(id: string): Promise<SpanChange> {
    for (;;) {
      const changes = await this.floor.client.request('span.changes', {});
      const found = changes.find((change) => change.id === id);
      if (found !== undefined && found.endedAt !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  // ---- the far end of test calls

  /** Takes the next call out, says something and hangs up first; resolves when it was answered. */
  async answerNext(): Promise<void> {
    const leg = await this.nextCall();
    leg.answer();
    void leg.when('play-ended').then(() => leg.hangUp());
    leg.play(this.tone);
  }

  private async nextCall() {
    const bearers = this.exchange.lines.channels.filter(({ kind }) => kind === 'bearer');
    return Promise.race(bearers.map(({ span, timeslot }) => this.exchange.arrives(span, timeslot)));
  }

  /** Calls in, says something once answered, and hangs up first. */
  async callIn(called = serviceNumber, from = mobile, span = 1): Promise<void> {
    const leg = this.exchange.call({ from, to: called, span });
    await leg.when('answered');
    leg.play(this.tone);
    await leg.when('play-ended');
    leg.hangUp();
  }

  async close(): Promise<void> {
    this.floor.close();
    await this.box.close();
  }
}
