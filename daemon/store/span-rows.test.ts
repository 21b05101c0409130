import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import type { SpanMetersRow } from '../terms/rows.js';
import { keepSpanRowsMs } from './apply-span.js';
import { maxSpanEvents } from './span-reader.js';
import { TelephonyStore } from './telephony-store.js';

/** Both databases, beside whatever else the machine does. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const minuteMs = 60_000;
const clock = { nowMs: () => 0 };
const meters = (span: number, at: number, more: Partial<SpanMetersRow> = {}): SpanMetersRow => ({
  ...{ span, at, slips: 1, crcErrors: 2, farEndErrors: 3, codeViolations: 4, framesIn: 5, framesOut: 6 },
  framesBadFcs: 7,
  ...more,
});

describeOnBothDatabases('rows of spans', (emptyPlace) => {
  let store: TelephonyStore;
  beforeEach(async () => {
    store = await TelephonyStore.open(await emptyPlace(), { clock, onTrouble: () => {} });
  });
  afterEach(() => store.close(5_000));

  test('events are told in order, of this span and this time alone', async () => {
    const row = (span: number, at: number, what: 'alarm-on' | 'alarm-off') =>
      ({ row: 'span-event', event: { span, at, what, alarm: 'LOS' } }) as const;
    store.writer.apply([
      row(1, 20, 'alarm-off'),
      row(1, 10, 'alarm-on'),
      row(2, 15, 'alarm-on'),
      row(1, 30, 'alarm-on'),
    ]);
    await store.writer.flush(30_000);
    expect(await store.reader.spans.events(1, 10, 30)).toEqual([
      { span: 1, at: 10, what: 'alarm-on', alarm: 'LOS' },
      { span: 1, at: 20, what: 'alarm-off', alarm: 'LOS' },
    ]);
    expect((await store.reader.spans.before(1, 30)).map(({ at }) => at)).toEqual([10, 20]);
  });

  test('a flapping span is told to be cut', async () => {
    store.writer.apply(
      Array.from({ length: maxSpanEvents + 5 }, (_, at) => ({
        row: 'span-event' as const,
        event: { span: 1, at, what: 'd-channel-up' as const, alarm: null },
      })),
    );
    await store.writer.flush(30_000);
    expect(await store.reader.spans.events(1, 0, 10_000)).toHaveLength(maxSpanEvents + 1);
  });

  test('samples are added up in steps', async () => {
    store.writer.apply(
      [1, 2, 3, 5].map((minute) => ({ row: 'span-meters' as const, meters: meters(1, minute * minuteMs) })),
    );
    store.writer.apply([{ row: 'span-meters', meters: meters(2, minuteMs, { slips: 99 }) }]);
    await store.writer.flush(30_000);
    const told = await store.reader.spans.meters(1, minuteMs, 10 * minuteMs, 2 * minuteMs);
    expect(told).toEqual([
      meters(1, 2 * minuteMs, {
        ...{ slips: 2, crcErrors: 4, farEndErrors: 6, codeViolations: 8, framesIn: 10 },
        ...{ framesOut: 12, framesBadFcs: 14 },
      }),
      meters(1, 3 * minuteMs),
      meters(1, 5 * minuteMs),
    ]);
  });

  test('what is older than five weeks goes with the next sample', async () => {
    store.writer.apply([
      { row: 'span-meters', meters: meters(1, 1) },
      { row: 'span-meters', meters: meters(2, 1) },
      { row: 'span-event', event: { span: 1, at: 1, what: 'started', alarm: null } },
      { row: 'span-meters', meters: meters(1, 2 + keepSpanRowsMs) },
    ]);
    await store.writer.flush(30_000);
    expect(await store.reader.spans.meters(1, 0, 9e12, minuteMs)).toHaveLength(1);
    expect(await store.reader.spans.meters(2, 0, 9e12, minuteMs)).toHaveLength(1);
    expect(await store.reader.spans.events(1, 0, 9e12)).toEqual([]);
  });
});
