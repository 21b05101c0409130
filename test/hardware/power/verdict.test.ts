import { describe, expect, it } from 'vitest';
import type { FoundRecording } from './told.js';
import { costOf } from './verdict.js';

const cutAt = 100_000;
const call = { from: '13810000000', answeredAt: 90_000, talkAt: 91_000, endedAt: null };
const open: FoundRecording = { state: 'recording', startedAt: 91_000, endedAt: null, lengthMs: null, fileMs: 8_200 };

function cost(
  seen: Partial<typeof call> | { endedAt: number },
  recordings: readonly FoundRecording[] | null,
  end = null,
) {
  const calls = recordings === null ? [] : [{ from: call.from, endedAt: end as number | null, recordings }];
  return costOf({ at: cutAt, calls: [{ ...call, ...seen }], deeds: 7 }, { damage: [], calls, deeds: 5 });
}

describe('what a power cut has cost', () => {
  it('counts the end of a recording that was being made', () => {
    expect(cost({}, [open]).soundLostMs).toEqual([800]);
  });

  it('counts a whole recording whose file has no head or whose row is gone', () => {
    expect(cost({}, [{ ...open, fileMs: null }]).soundLostMs).toEqual([9_000]);
    expect(cost({}, null).soundLostMs).toEqual([9_000]);
  });

  it('counts what a closed recording lacks by its row, and how late its sound was', () => {
    const closed = { ...open, state: 'complete', endedAt: 99_000, lengthMs: 7_900, fileMs: 7_000 };
    expect(cost({ endedAt: 99_000 }, [closed])).toMatchObject({ soundLostMs: [900], lateMs: [100] });
  });

  it('counts calls that were over and whose row is gone or does not say so, with their age', () => {
    expect(cost({ endedAt: 99_400 }, null)).toMatchObject({ ended: 1, cdrsLostMs: [600] });
    expect(cost({ endedAt: 99_900 }, [open])).toMatchObject({ ended: 1, cdrsLostMs: [100] });
  });

  it('counts deeds that were acknowledged', () => {
    expect(cost({}, [open]).deedsLost).toBe(2);
  });
});
