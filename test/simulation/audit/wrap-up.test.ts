/** The auditor of wrap-ups finds what is cut short, and only that. */
import { expect, test } from 'vitest';
import type { AgentState } from '../../../daemon/terms/agents.js';
import { agentOf, floorSite, queueOf } from '../acd-floor.js';
import { Violations } from './violations.js';
import { WrapUpAudit } from './wrap-up.js';

const agent = '8001';
const callId = 'c1';
const queues = [
  queueOf('sales', { wrapUpMs: 10_000 }),
  queueOf('service', { wrapUpMs: 5_000 }),
  queueOf('repairs', { wrapUpMs: 20_000 }),
];

/** His own first queue is `own`; the call is in `queue` when he leaves it. */
function auditOf(own: string, queue: string | null) {
  const violations = new Violations(() => 0);
  const audit = new WrapUpAudit(
    violations,
    () => queue,
    () => 0,
  );
  const colleague = agentOf('8002');
  audit.load(floorSite([agentOf(agent, { queues: [own] }), colleague], queues));
  const state = (now: AgentState, startedAt: number) =>
    audit.row({ agent, state: now, reason: null, callId: now === 'wrap-up' ? callId : null, startedAt, endedAt: null });
  return {
    audit,
    takenOffTheSite: () => audit.load(floorSite([colleague], queues)),
    answered: (of: string) =>
      audit.visit({ callId, visit: 1, queue: of, enteredAt: 0, leftAt: 1_000, how: 'answered', agent }),
    wrapUpOf: (ms: number) => {
      state('wrap-up', 60_000);
      state('ready', 60_000 + ms);
      return violations.kept.map(({ code }) => code);
    },
  };
}

test.each([
  { own: 'repairs', queue: 'sales', ms: 10_000, found: [] },
  { own: 'repairs', queue: 'sales', ms: 9_999, found: ['wrap-up-cut'] },
  // A call of no queue is wrapped up as those of his first one.
  { own: 'service', queue: null, ms: 5_000, found: [] },
  { own: 'service', queue: null, ms: 4_999, found: ['wrap-up-cut'] },
])('$ms ms of a call of $queue, his own is $own', ({ own, queue, ms, found }) => {
  expect(auditOf(own, queue).wrapUpOf(ms)).toEqual(found);
});

// Found by seed 3330.
test.each([
  { ms: 5_000, found: [] },
  { ms: 4_999, found: ['wrap-up-cut'] },
])('who was taken off the site in his last call wraps it up as before: $ms ms', ({ ms, found }) => {
  const { takenOffTheSite, wrapUpOf } = auditOf('service', 'sales');
  takenOffTheSite();
  expect(wrapUpOf(ms)).toEqual(found);
});

// Found by seed 3333.
test.each([
  { ms: 5_000, found: [] },
  { ms: 4_999, found: ['wrap-up-cut'] },
])('a colleague has sent the call on to another queue meanwhile; he wraps up for his own: $ms ms', ({ ms, found }) => {
  const { answered, wrapUpOf } = auditOf('repairs', 'sales');
  answered('service');
  expect(wrapUpOf(ms)).toEqual(found);
});

test('a queue that is not his shortens nothing, only because the call is there now', () => {
  const { answered, wrapUpOf } = auditOf('repairs', 'service');
  answered('sales');
  expect(wrapUpOf(9_999)).toEqual(['wrap-up-cut']);
});

test('who has pressed the key is done', () => {
  const { audit, wrapUpOf } = auditOf('sales', 'sales');
  audit.row({ agent, state: 'wrap-up', reason: null, callId, startedAt: 60_000, endedAt: null });
  audit.asked({ ask: 'end-wrap-up', agentId: agent });
  expect(wrapUpOf(1_000)).toEqual([]);
});
