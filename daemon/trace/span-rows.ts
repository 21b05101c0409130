/** What spans do and count, as rows for the chart of a technician. */
import type { RowChange, SpanEventRow, SpanMetersRow } from '../terms/rows.js';

/** A span as the lines tell it, whenever it changes. */
export interface SpanTold {
  readonly span: number;
  readonly alarms: readonly NonNullable<SpanEventRow['alarm']>[];
  readonly dChannel: 'up' | 'down';
}

type Counter = Exclude<keyof SpanMetersRow, 'span' | 'at'>;
/** Counted since the lines were opened. */
export type SpanCounted = { readonly span: number } & { readonly [C in Counter]: number };

/** What has changed on a span since it was told last. */
export class SpanWatch {
  private readonly last = new Map<number, SpanTold>();

  saw({ span, alarms, dChannel }: SpanTold, at: number): RowChange[] {
    const before = this.last.get(span);
    this.last.set(span, { span, alarms, dChannel });
    const was = before?.alarms ?? [];
    const rows: SpanEventRow[] = [];
    if (before === undefined) rows.push({ span, at, what: 'started', alarm: null });
    for (const alarm of alarms) if (!was.includes(alarm)) rows.push({ span, at, what: 'alarm-on', alarm });
    for (const alarm of was) if (!alarms.includes(alarm)) rows.push({ span, at, what: 'alarm-off', alarm });
    if (dChannel !== (before?.dChannel ?? 'down')) {
      rows.push({ span, at, what: dChannel === 'up' ? 'd-channel-up' : 'd-channel-down', alarm: null });
    }
    return rows.map((event) => ({ row: 'span-event', event }));
  }
}

/** Counters of spans as what came in each minute. They go on as long as the lines are open, and may begin anew. */
export class SpanSamples {
  private readonly last = new Map<number, SpanCounted>();

  take(now: readonly SpanCounted[], at: number): RowChange[] {
    return now.flatMap((counted): RowChange[] => {
      const before = this.last.get(counted.span);
      this.last.set(counted.span, counted);
      // Nobody knows over which time the first ones were counted.
      if (before === undefined) return [];
      const since = (name: Counter): number =>
        counted[name] >= before[name] ? counted[name] - before[name] : counted[name];
      const meters: SpanMetersRow = {
        ...{ span: counted.span, at, slips: since('slips'), crcErrors: since('crcErrors') },
        ...{ farEndErrors: since('farEndErrors'), codeViolations: since('codeViolations') },
        ...{ framesIn: since('framesIn'), framesOut: since('framesOut'), framesBadFcs: since('framesBadFcs') },
      };
      return [{ row: 'span-meters', meters }];
    });
  }
}
