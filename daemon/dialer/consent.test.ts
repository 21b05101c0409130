/** Consent of the person (CMP-03): whoever asks, and whenever it was taken back. */
import { describe, expect, it } from 'vitest';
import { DialerFloor, lead } from '../../test/simulation/dialer-floor.js';
import { agentModes, campaignModes } from '../terms/outbound.js';

function floorOf(mode: (typeof campaignModes)[number], needsConsent: boolean): DialerFloor {
  const floor = new DialerFloor({ fate: () => ({ ends: { atMs: 5_000, cause: 17 } }) });
  floor.add(lead('a1', { consent: true }), lead('a2'), lead('a3', { consent: false }));
  floor.signIn('8001', '8002', '8003');
  floor.start({ mode, needsConsent, ...(agentModes.includes(mode) ? {} : { flow: 'notice', queue: '' }) });
  return floor;
}
const called = (floor: DialerFloor): readonly string[] => [...new Set(floor.orders.map((order) => order.lead))].sort();
const blocked = (floor: DialerFloor): readonly string[] =>
  [...floor.attempts.values()].flatMap((row) => (row.result === 'blocked' ? [`${row.lead} ${row.why}`] : [])).sort();

describe.each(campaignModes.filter((mode) => mode !== 'manual' && mode !== 'preview'))(
  'a campaign of mode %s',
  (mode) => {
    it('calls only who has agreed, where that is needed', () => {
      const floor = floorOf(mode, true);
      floor.advance(60_000);
      expect(called(floor)).toEqual(['a1']);
      expect(blocked(floor)).toEqual(['a2 consent', 'a3 consent']);
    });

    it('never calls who took it back', () => {
      const floor = floorOf(mode, false);
      floor.advance(60_000);
      expect(called(floor)).toEqual(['a1', 'a2']);
      expect(blocked(floor)).toEqual(['a3 consent']);
    });
  },
);

it('holds for an agent who takes the lead himself, and from the moment it is said', () => {
  const floor = floorOf('manual', true);
  const dial = (id: string) => {
    const taken = floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'c1', lead: id });
    floor.advance(100);
    return taken ?? floor.ask({ agentId: '8001', ask: 'dial-lead' });
  };
  expect(dial('a2')).not.toBeNull();
  expect(floor.ask({ agentId: '8001', ask: 'take-lead', campaign: 'c1', lead: 'a1' })).toBeNull();
  floor.advance(100);
  const { number } = lead('a1');
  floor.input((step) => floor.dialer.consents([{ number, given: false }], step)); // while he reads
  expect(floor.ask({ agentId: '8001', ask: 'dial-lead' })).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('agreed'),
  });
  expect(floor.orders).toEqual([]);
});
