/** Commissioning over the real switch and simulated lines: a technician at his desk, in time that flies. */

import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { Commissionings } from '../../daemon/commissioning/commissionings.js';
import { Taker } from '../../daemon/commissioning/proposals.js';
import { SpanApplier } from '../../daemon/commissioning/span-applier.js';
import { SpanTrials } from '../../daemon/commissioning/span-trials.js';
import type { CardsPort, TestCallsPort } from '../../daemon/commissioning/step-checks.js';
import type { CarrierOrder, Commissioning, CommissioningStep, StepResult } from '../../daemon/terms/commissioning.js';
import { SpanFloor } from './span-desk.js';

export const carrierOrder: CarrierOrder = {
  carrier: 'Telecom',
  numbers: '075526001000',
  signalling: 'dss1',
  crc4: true,
  impedanceOhm: 75,
  clockFromCarrier: true,
  calledDigits: null,
};

type DeskOptions = ConstructorParameters<typeof SpanFloor>[0] & {
  readonly cards?: CardsPort;
  readonly testCalls?: TestCallsPort;
};

export class WizardFloor extends SpanFloor {
  readonly wizard: Commissionings;

  constructor(options: DeskOptions = {}) {
    super(options);
    const { lines, site, keep, changes, floor } = this;
    const { time } = floor;
    const applier = new SpanApplier({ lines, driver: options.driver ?? null, timers: time });
    const ids = new SortableIds(time, new SeededRandom(11));
    const testCalls: TestCallsPort = {
      start: async (by, span, direction, number) => {
        const id = ids.next();
        await floor.runtime.order({ ask: 'test-call', by, id, span, timeslot: null, direction, number });
        return id;
      },
      get: async (id) => {
        const found = floor.runtime.testCalls().find((call) => call.id === id);
        if (found === undefined) throw new Error(`no test call ${id}`);
        return found;
      },
      end: (by, id) => floor.runtime.order({ ask: 'end-test-call', by, id }),
    };
    this.wizard = new Commissionings({
      lines,
      site,
      keep,
      changes,
      trials: new SpanTrials({ lines, applier, clock: time, timers: time }),
      taker: new Taker({ lines, site, applier }),
      driver: options.driver ?? null,
      cards: options.cards ?? null,
      testCalls: options.testCalls ?? testCalls,
      clock: time,
      timers: time,
      ids: new SortableIds(time, new SeededRandom(5)),
      // The simulated exchange acknowledges each at once.
      restarts: () => {
        const sent = floor.lines.commands.filter(({ do: what }) => what === 'restart').length;
        return { sent, acknowledged: sent };
      },
      channelsOf: (span) => floor.lines.channels.filter((each) => each.span === span).map(({ channel }) => channel),
    });
  }

  deed(id: string, by = 'tech') {
    return { by, id, version: this.wizard.get(id).version };
  }

  step(id: string, step: CommissioningStep): StepResult {
    const found = this.wizard.get(id).steps.find((each) => each.step === step);
    if (found === undefined) throw new Error(`no step ${step}`);
    return found;
  }

  /** The order is taken, and all steps before this one are through; a failed one is overruled. */
  async upTo(step: CommissioningStep): Promise<Commissioning> {
    const { id } = await this.wizard.start('tech', 1);
    if (step === 'before') return this.wizard.get(id);
    await this.wizard.order(this.deed(id), carrierOrder);
    for (const before of ['card', 'line', 'signalling', 'clock', 'numbers', 'test-call'] as const) {
      if (before === step) break;
      await this.wizard.check(this.deed(id), before);
      if (before === 'numbers') this.floor.lines.callIn('075526001000');
      await this.passOn(id, before);
    }
    return this.wizard.get(id);
  }

  private async passOn(id: string, step: CommissioningStep): Promise<void> {
    for (let looks = 0; looks < 3_000 && this.step(id, step).state === 'checking'; looks++) await this.pass(250);
    if (this.step(id, step).state === 'bad') await this.wizard.overrule(this.deed(id), step, 'test');
  }
}
