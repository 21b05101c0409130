/** A step of the switch for the test of one room: what the room says can be read from it. */
import { ManualClock } from '../../daemon/base/clock.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import type { Effect } from '../../daemon/switch/effects.js';
import { ArmedTimers, SwitchStep } from '../../daemon/switch/step.js';
import type { RowChange } from '../../daemon/terms/rows.js';

export class Steps {
  readonly timers = new ArmedTimers();
  private readonly clock = new ManualClock();
  private readonly ids = new SortableIds(this.clock, new SeededRandom(1));

  step(): SwitchStep {
    return new SwitchStep(this.clock.nowMs(), this.timers, () => this.ids.next());
  }

  advance(ms: number): void {
    this.clock.advance(ms);
  }
}

export function rowsOf(step: SwitchStep): readonly RowChange[] {
  return step.effects.flatMap((effect: Effect) => (effect.effect === 'row' ? [effect.row] : []));
}

export function incidentsOf(step: SwitchStep): readonly string[] {
  return rowsOf(step).flatMap((row) => (row.row === 'incident' ? [row.incident.code] : []));
}

/** What the room told others, without events for the call's history. */
export function toldBy(step: SwitchStep): readonly string[] {
  return step.notices.flatMap((notice) => {
    if (notice.notice === 'flow-event') return [];
    const { notice: name, ...rest } = notice;
    return [[name, ...Object.values(rest).map((value) => `${value}`)].join(' ')];
  });
}
