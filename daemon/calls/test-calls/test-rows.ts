/** The CDR of a test call and its events, as the ladder of any call reads them. */
import type { Detail } from '../../base/step.js';
import type { Channel } from '../../lines/lines.js';
import type { TestCall } from '../../terms/diagnosis.js';
import type { CallRow } from '../../terms/rows.js';
import type { CallsStep } from '../notices.js';
import type { Test } from './test-call.js';

/** It has a channel: from here on there was a call. */
export function openRow(test: Test, channel: Channel, presentation: CallRow['presentation'], step: CallsStep): void {
  const { id, direction, number, callingNumber, by } = test.told;
  test.told.callId = id;
  const call: CallRow = {
    id,
    direction: 'test',
    callingNumber,
    presentation,
    calledNumber: number,
    channel: channel.name,
    startedAt: step.atMs,
    answeredAt: null,
    queuedAt: null,
    talkStartedAt: null,
    endedAt: null,
    cause: null,
    endedBy: null,
    ending: null,
    disposition: null,
    agent: null,
    queue: null,
    flowPath: '',
  };
  step.row({ row: 'call-open', call });
  noteEvent(test, 'started', { channel: channel.name, direction, by }, step);
}

/** Of the CDR: what has become known of it. */
export function changeRow(test: Test, change: Partial<Omit<CallRow, 'id'>>, step: CallsStep): void {
  step.row({ row: 'call-change', id: test.told.id, change });
}

/** What happened in it, in order. */
export function noteEvent(test: Test, what: string, detail: Detail, step: CallsStep): void {
  const event = { callId: test.told.id, seq: test.seq, at: step.atMs, what, agent: null, detail };
  test.seq += 1;
  step.row({ row: 'call-event', event });
}

/** As CDRs have it. */
export function endedByOf({ endedBy, direction }: TestCall): CallRow['endedBy'] {
  if (endedBy === 'far-end') return direction === 'out' ? 'called' : 'caller';
  return endedBy === 'network' ? 'network' : 'system';
}
