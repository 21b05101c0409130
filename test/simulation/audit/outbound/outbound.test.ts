/** What the auditor of campaigns takes for a guess. */
import { expect, test } from 'vitest';
import { Violations } from '../violations.js';
import { OutboundAudit } from './outbound.js';

// Found by seed 3208: a technician's fault in the middle of lost events, and the calls after it were judged.
test('while events are lost nothing is sure, also of calls that begin after another fault has struck', () => {
  const audit = new OutboundAudit({
    violations: new Violations(() => 0),
    nowMs: () => 0,
    wallMs: () => 0,
    slackMs: () => 0,
    agentState: () => 'ready',
    callIsOpen: () => true,
  });
  audit.disturbed('begins');
  audit.disturbed('once');
  expect(audit.met(1, '13900000001').disturbed).toBe(true);
  audit.disturbed('ends');
  const struck = audit.met(3, '13900000003');
  expect(struck.disturbed).toBe(false);
  audit.disturbed('once');
  expect(struck.disturbed).toBe(true);
  expect(audit.met(5, '13900000005').disturbed).toBe(false);
});
