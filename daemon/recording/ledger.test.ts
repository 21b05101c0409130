import { expect, test } from 'vitest';
import { incidentsOf, rowsOf, Steps, toldBy } from '../../test/simulation/step-of.js';
import { endOfRecordingMs, Ledger, maxRecordingMs } from './ledger.js';

function recording() {
  const ledger = new Ledger();
  const steps = new Steps();
  const begun = steps.step();
  ledger.begin('c', '8001', 17, begun);
  const [row] = rowsOf(begun);
  const id = row?.row === 'recording-open' ? row.recording.id : '';
  return { ledger, steps, begun, id };
}

test('the row stands before the recorder begins; the path is of the UTC day', () => {
  const { begun, id } = recording();
  expect(rowsOf(begun)).toMatchObject([
    { row: 'recording-open', recording: { callId: 'c', agent: '8001', state: 'recording', endedAt: null } },
  ]);
  expect(toldBy(begun)).toEqual([`record ${id} 17 2027/01/15/${id}.wav`, 'recording c true']);
  expect(begun.effects).toContainEqual({
    effect: 'set-timer',
    id: `recording limit ${id}#1`,
    delayMs: maxRecordingMs,
  });
});

test.each([
  ['stopped', 'complete', []],
  ['cleared', 'complete', []],
  ['disk-full', 'disk-full', ['recording-disk-full']],
  ['write-error', 'failed', ['recording-write-error']],
  ['file-exists', 'failed', ['recording-file-exists']],
  ['too-slow', 'failed', ['recording-too-slow']],
])('the recorder ended: %s → %s', (reason, state, incidents) => {
  const { ledger, steps, id } = recording();
  const step = steps.step();
  ledger.ended(id, reason, 4_000, step);
  expect(rowsOf(step).at(-1)).toMatchObject({ row: 'recording-close', id, state, samples: 4_000 });
  expect(incidentsOf(step)).toEqual(incidents);
  expect(ledger.openCount).toBe(0);
  expect(steps.timers.names()).toEqual([]);
});

test('a recording is closed once', () => {
  const { ledger, steps, id } = recording();
  ledger.ended(id, 'cleared', 1, steps.step());
  const again = steps.step();
  ledger.ended(id, 'cleared', 1, again);
  expect(rowsOf(again)).toEqual([]);
});

test('after its call a recording must end soon', () => {
  const { ledger, steps, id } = recording();
  const ended = steps.step();
  ledger.callEnded('another', ended);
  expect(ended.effects).toEqual([]);
  ledger.callEnded('c', ended);
  expect(ended.effects.at(-1)).toMatchObject({ effect: 'set-timer', delayMs: endOfRecordingMs });
  const late = steps.step();
  ledger.limit(id, () => false, late);
  expect(incidentsOf(late)).toEqual(['recording-end-missing']);
  expect(rowsOf(late).at(-1)).toMatchObject({ row: 'recording-close', state: 'failed', samples: null });
});
