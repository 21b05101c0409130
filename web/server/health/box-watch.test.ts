import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../../daemon/base/timers.js';
import type { HealthFigure } from '../../../daemon/terms/box-health.js';
import { BoxWatch } from './box-watch.js';
import { nothingKnown, type Readings } from './readings.js';

function watched() {
  const time = new ManualTime();
  const told: HealthFigure[] = [];
  const now: { readings: Readings; fails: boolean } = { readings: nothingKnown, fails: false };
  const watch = new BoxWatch({
    clock: time,
    timers: time,
    log: pino({ level: 'silent' }),
    read: async () => {
      if (now.fails) throw new Error('no sensor');
      return now.readings;
    },
    changed: (figure) => told.push(figure),
  });
  const look = async (readings: Partial<Readings>, passMs = 10_000) => {
    now.readings = { ...nothingKnown, ...readings };
    time.advance(passMs);
    await watch.look();
  };
  return { watch, told, look, now };
}

describe('the watch over the machine', () => {
  it('tells a level once when it comes and once when it goes', async () => {
    const { watch, told, look } = watched();
    await look({ diskPercent: 50 });
    await look({ diskPercent: 85 });
    await look({ diskPercent: 86 });
    expect(watch.health.level).toBe('warning');
    await look({ diskPercent: 40 });
    expect(told.map(({ id, level }) => [id, level])).toEqual([
      ['diskPercent', 'warning'],
      ['diskPercent', 'good'],
    ]);
    expect(watch.health.level).toBe('good');
  });

  it('goes on after a reading that failed', async () => {
    const { watch, now, look } = watched();
    await look({ diskPercent: 85 });
    now.fails = true;
    await watch.look();
    expect(watch.health.level).toBe('warning');
    now.fails = false;
    await look({ diskPercent: 20 });
    expect(watch.health.level).toBe('good');
  });

  it('keeps the worst of each minute, for a day', async () => {
    const { watch, look } = watched();
    const at = watch.history.ids.indexOf('diskPercent');
    await look({ diskPercent: 10 }, 1);
    await look({ diskPercent: 60 }, 1);
    await look({ diskPercent: 20 }, 1);
    expect(watch.history.samples.map(({ values }) => values[at])).toEqual([60]);
    for (let minute = 0; minute < 1_500; minute++) await look({ diskPercent: minute % 50 }, 60_000);
    expect(watch.history.samples).toHaveLength(1_440);
  });
});
