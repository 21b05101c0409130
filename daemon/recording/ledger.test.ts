import { describe, expect, test } from 'vitest';
import { incidentsOf, rowsOf, Steps, toldBy } from '../../test/simulation/step-of.js';
import type { RecordingMode } from '../terms/recordings.js';
import type { RowChange } from '../terms/rows.js';
import { maxPauseMs } from './gaps.js';
import { againAfterMs, type Conversation, endOfRecordingMs, Ledger, maxBegunAnew, maxRecordingMs } from './ledger.js';

const lives = () => true;
const over = () => false;

function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    callId: 'c',
    agent: '8001',
    seizure: 17,
    direction: 'inbound',
    number: '13800000000',
    queue: 'sales',
    campaign: null,
    mode: 'all',
    ...more,
  };
}

function recording(mode: RecordingMode = 'all') {
  const ledger = new Ledger();
  const steps = new Steps();
  const begun = steps.step();
  ledger.talking(conversation({ mode }), begun);
  const [row] = rowsOf(begun);
  const id = row?.row === 'recording-open' ? row.recording.id : '';
  const ask = (name: 'record' | 'recording-pause', on: boolean, agentId = '8001') => {
    const step = steps.step();
    const refused = ledger.ask({ ask: name, agentId, callId: 'c', on }, true, step);
    return { refused, rows: rowsOf(step), told: toldBy(step) };
  };
  return { ledger, steps, begun, id, ask };
}

function gapsOf(rows: readonly RowChange[]) {
  return rows.flatMap((row) => (row.row === 'recording-gap' ? [row.gap] : []));
}

describe('what must be recorded', () => {
  test('the row stands before the recorder begins; the path is of the UTC day', () => {
    const { begun, id } = recording();
    expect(rowsOf(begun)).toMatchObject([
      {
        row: 'recording-open',
        recording: {
          callId: 'c',
          agent: '8001',
          state: 'recording',
          endedAt: null,
          number: '13800000000',
          queue: 'sales',
        },
      },
    ]);
    expect(toldBy(begun)).toEqual([`record ${id} 17 2027/01/15/${id}.wav`, 'recording c true']);
    expect(begun.effects).toContainEqual({
      effect: 'set-timer',
      name: `recording limit ${id}`,
      id: 1,
      delayMs: maxRecordingMs,
    });
  });

  test('one recording follows the customer: who comes later joins it', () => {
    const { ledger, steps, id } = recording();
    const step = steps.step();
    ledger.talking(conversation({ agent: '8002' }), step);
    ledger.talking(conversation({ agent: '8002' }), step);
    ledger.talking(conversation({ agent: '8001' }), step);
    expect(rowsOf(step)).toEqual([
      { row: 'recording-agent', agent: { recordingId: id, agent: '8002', at: step.atMs } },
    ]);
    expect(toldBy(step)).toEqual([]);
  });

  test('what a rule leaves out has a row that says so, as long as the conversation', () => {
    const { ledger, steps, begun, id } = recording('none-by-rule');
    expect(rowsOf(begun)).toMatchObject([{ recording: { state: 'none', reason: 'rule', path: '' } }]);
    expect(toldBy(begun)).toEqual([]);
    steps.advance(9_000);
    const ended = steps.step();
    ledger.callEnded('c', ended);
    expect(rowsOf(ended)).toMatchObject([
      { row: 'recording-close', id, state: 'none', reason: 'rule', lengthMs: 9_000 },
    ]);
    expect(ledger.openCount).toBe(0);
  });
});

describe('how a recording ends', () => {
  test.each([
    ['stopped', 'complete', null, []],
    ['cleared', 'complete', null, []],
    ['disk-full', 'disk-full', 'disk-full', ['recording-disk-full']],
    ['write-error', 'failed', 'write-error', ['recording-write-error']],
    ['file-exists', 'failed', 'file-exists', ['recording-file-exists']],
    ['too-slow', 'failed', 'too-slow', ['recording-too-slow']],
  ])('the recorder ended: %s → %s', (said, state, reason, incidents) => {
    const { ledger, steps, id } = recording();
    const step = steps.step();
    ledger.ended(id, said, 4_000, over, step);
    expect(rowsOf(step)).toContainEqual(
      expect.objectContaining({ row: 'recording-close', id, state, reason, samples: 4_000, lengthMs: 500 }),
    );
    expect(incidentsOf(step)).toEqual(incidents);
    expect(ledger.openCount).toBe(0);
    expect(steps.timers.names()).toEqual([]);
    expect(ledger.liveAlarms().map(({ code, value }) => [code, value])).toEqual(
      incidents.length === 0 ? [] : [['recording-failed', 1]],
    );
  });

  test('a recording is closed once', () => {
    const { ledger, steps, id } = recording();
    ledger.ended(id, 'cleared', 1, over, steps.step());
    const again = steps.step();
    ledger.ended(id, 'cleared', 1, over, again);
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
    ledger.timer('limit', id, over, late);
    expect(incidentsOf(late)).toEqual(['recording-end-missing']);
    expect(rowsOf(late)).toContainEqual(
      expect.objectContaining({ row: 'recording-close', state: 'failed', reason: 'end-missing', samples: null }),
    );
  });

  test('a conversation of four hours is recorded so far, and the row says so', () => {
    const { ledger, steps, id } = recording();
    const limit = steps.step();
    ledger.timer('limit', id, lives, limit);
    expect(toldBy(limit)).toContain(`stop-record ${id}`);
    const ended = steps.step();
    ledger.ended(id, 'stopped', 8, lives, ended);
    expect(rowsOf(ended)).toContainEqual(expect.objectContaining({ state: 'complete', reason: 'too-long' }));
  });

  test('one that fails in mid-call is begun anew, not for ever; the alarm is off when one is whole again', () => {
    const { ledger, steps, id } = recording();
    let last = id;
    for (let times = 0; times < maxBegunAnew; times++) {
      ledger.ended(last, 'disk-full', 0, lives, steps.step());
      expect(steps.timers.names()).toContain('recording again c');
      steps.advance(againAfterMs);
      const again = steps.step();
      ledger.timer('again', 'c', lives, again);
      const [opened] = rowsOf(again);
      last = opened?.row === 'recording-open' ? opened.recording.id : '';
      expect(toldBy(again)[0]).toMatch(/^record /);
    }
    expect(ledger.liveAlarms()).toMatchObject([{ code: 'recording-failed', value: maxBegunAnew }]);
    steps.advance(1);
    ledger.ended(last, 'cleared', 80, over, steps.step());
    expect(ledger.liveAlarms()).toEqual([]);
  });

  test('what failed as its call ended is not begun anew', () => {
    const { ledger, steps, id } = recording();
    ledger.ended(id, 'write-error', 0, lives, steps.step());
    ledger.callEnded('c', steps.step());
    const again = steps.step();
    ledger.timer('again', 'c', lives, again);
    expect(rowsOf(again)).toEqual([]);
    expect(steps.timers.names()).toEqual([]);
  });
});

describe('the pause key', () => {
  test('the recorder writes silence meanwhile; the gap says from when to when and by whom', () => {
    const { ledger, steps, id, ask } = recording();
    const from = steps.step().atMs;
    const on = ask('recording-pause', true);
    expect(on).toMatchObject({ refused: null, told: [`pause-record ${id} true`] });
    expect(ledger.live('c')).toEqual({ paused: true, onDemand: false });
    expect(ask('recording-pause', true)).toMatchObject({ rows: [], told: [] });
    steps.advance(5_000);
    const off = ask('recording-pause', false, '8002');
    expect(off.told).toEqual([`pause-record ${id} false`]);
    expect(gapsOf(off.rows)).toEqual([
      { recordingId: id, fromAt: from, toAt: from + 5_000, why: 'sensitive', by: '8001', endedBy: '8002' },
    ]);
    expect(steps.timers.names()).toEqual([`recording limit ${id}`]);
    expect(ask('recording-pause', false)).toMatchObject({ refused: null, rows: [], told: [] });
  });

  test('it is over when he leaves, when the call ends, or when it was forgotten', () => {
    const left = recording();
    left.ask('recording-pause', true);
    left.ledger.agentLeft('c', '8009', left.steps.step());
    expect(left.ledger.live('c')?.paused).toBe(true);
    const step = left.steps.step();
    left.ledger.agentLeft('c', '8001', step);
    expect(toldBy(step)).toEqual([`pause-record ${left.id} false`]);

    const ended = recording();
    ended.ask('recording-pause', true);
    const end = ended.steps.step();
    ended.ledger.ended(ended.id, 'cleared', 8, over, end);
    expect(gapsOf(rowsOf(end))).toMatchObject([{ endedBy: 'system', toAt: end.atMs }]);
    expect(ended.steps.timers.names()).toEqual([]);

    const forgotten = recording();
    forgotten.ask('recording-pause', true);
    forgotten.steps.advance(maxPauseMs);
    const late = forgotten.steps.step();
    forgotten.ledger.timer('pause', forgotten.id, lives, late);
    expect(incidentsOf(late)).toEqual(['recording-pause-too-long']);
    expect(toldBy(late)).toEqual([`pause-record ${forgotten.id} false`]);
  });

  test('is for who is in the call, and while something is recorded', () => {
    const { ledger, steps } = recording();
    const ask = { ask: 'recording-pause', agentId: '8009', callId: 'c', on: true } as const;
    expect(ledger.ask(ask, false, steps.step())?.code).toBe('unknown-call');
    expect(ledger.ask({ ...ask, callId: 'another' }, true, steps.step())?.code).toBe('unknown-call');
    expect(recording('none-by-rule').ask('recording-pause', true).refused?.code).toBe('not-now');
  });
});

describe('recording on demand', () => {
  test('begins with the key; what was said before is a gap', () => {
    const { ledger, steps, begun, id, ask } = recording('on-demand');
    expect(rowsOf(begun)).toMatchObject([{ recording: { state: 'none', reason: 'on-demand', path: '' } }]);
    expect(ledger.live('c')).toEqual({ paused: false, onDemand: true });
    const from = begun.atMs;
    steps.advance(3_000);
    const on = ask('record', true);
    expect(on.rows).toMatchObject([
      { row: 'recording-change', id, change: { state: 'recording', startedAt: from + 3_000, reason: null } },
      { row: 'recording-gap', gap: { fromAt: from, toAt: from + 3_000, why: 'on-demand' } },
    ]);
    expect(on.told).toEqual([`record ${id} 17 2027/01/15/${id}.wav`, 'recording c true']);
  });

  test('stops and begins again in the same file', () => {
    const { steps, id, ask } = recording('on-demand');
    ask('record', true);
    steps.advance(1_000);
    expect(ask('record', false).told).toEqual([`pause-record ${id} true`]);
    expect(ask('recording-pause', true).refused?.code).toBe('not-now');
    steps.advance(1_000);
    const again = ask('record', true);
    expect(again.told).toEqual([`pause-record ${id} false`]);
    expect(gapsOf(again.rows)).toMatchObject([{ why: 'on-demand', by: '8001', endedBy: '8001' }]);
  });

  test('the key is not for calls that are recorded by rule', () => {
    expect(recording('all').ask('record', false).refused?.code).toBe('forbidden');
    expect(recording('none-by-rule').ask('record', true).refused?.code).toBe('forbidden');
  });
});

describe('voicemail', () => {
  const caller = {
    callId: 'v',
    seizure: 19,
    direction: 'inbound',
    number: '13911112222',
    queue: 'sales',
    campaign: null,
  } as const;

  function left(samples: number) {
    const ledger = new Ledger();
    const steps = new Steps();
    const begun = steps.step();
    ledger.voicemail(caller, begun);
    const [row] = rowsOf(begun);
    const id = row?.row === 'recording-open' ? row.recording.id : '';
    ledger.endVoicemail('v', begun);
    const ended = steps.step();
    ledger.ended(id, 'stopped', samples, lives, ended);
    return { ledger, begun, ended, id };
  }

  test('is stored and told to its queue', () => {
    const { begun, ended, id } = left(24_000);
    expect(rowsOf(begun)).toMatchObject([{ recording: { kind: 'voicemail', agent: null, queue: 'sales' } }]);
    expect(toldBy(begun)).toEqual([`record ${id} 19 2027/01/15/${id}.wav`, `stop-record ${id}`]);
    expect(toldBy(ended)).toEqual([`voicemail v ${id} 13911112222 sales 3000`]);
  });

  test('of a caller who said nothing, nobody is told', () => {
    expect(toldBy(left(4_000).ended)).toEqual([]);
  });
});
