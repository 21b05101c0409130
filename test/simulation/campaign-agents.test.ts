/** Agents of campaigns: reserved for a lead, called first, owing a result; and what pacing is told of them. */
import { describe, expect, test } from 'vitest';
import type { CrewMember } from '../../daemon/dialer/notices.js';
import type { Switch } from '../../daemon/switch/switch.js';
import { CampaignFloor, campaignSite, person } from './campaign-floor.js';
import { expectRest, salesNumber } from './floor.js';

const agentId = '8001';

function reserved(floor: CampaignFloor, lead = floor.lead({ attempt: 'a1' })): void {
  floor.order({ notice: 'lead-for-agent', agentId, lead });
}

function refusals(floor: CampaignFloor): readonly string[] {
  return floor.told.flatMap((notice) => (notice.notice === 'lead-refused' ? [notice.why] : []));
}

function crewOf(floor: CampaignFloor): readonly CrewMember[] {
  const acd = Reflect.get(Reflect.get(floor.runtime, 'callSwitch') as Switch, 'acd') as {
    crew(queueId: string): readonly CrewMember[];
  };
  return acd.crew('sales');
}

describe('reserved for a lead', () => {
  test('he is offered nothing else, has the call when it is answered, and sees the lead', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    reserved(floor);
    expect(floor.agent(agentId)).toMatchObject({ state: 'reserved', callId: null, lead: { lead: 'lead-1' } });
    floor.lines.callIn(salesNumber);
    floor.time.advance(10_000);
    expect(floor.queue.waiting).toBe(1);
    floor.toQueueAtOnce('', agentId);
    const attempt = floor.place();
    floor.answers(floor.out);
    expect(floor.toldOf(attempt).at(-1)).toBe('connected');
    expect(floor.agent(agentId)).toMatchObject({ state: 'talking', lead: { lead: 'lead-1' } });
    expect(floor.auditor.incidents).toEqual([]);
  });

  test('let go, he takes who waits', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    reserved(floor);
    floor.lines.callIn(salesNumber);
    floor.time.advance(10_000);
    floor.order({ notice: 'lead-for-agent', agentId, lead: null });
    floor.time.advance(1_000);
    expect(floor.agent(agentId).state).toBe('talking');
    expect(floor.agent(agentId).lead).toBeUndefined();
    expect(refusals(floor)).toEqual([]);
  });

  test('whom he has parked does not come back to him: who answers has him', () => {
    const parking = { firstSlot: 701, slots: 2, returnAfterMs: 20_000 };
    const floor = new CampaignFloor(1, { site: campaignSite(1, { parking }) });
    floor.headsets(agentId);
    floor.lines.callIn(salesNumber);
    floor.time.advance(2_000);
    floor.ask({ ask: 'park', agentId });
    floor.time.advance(11_000);
    expect(floor.agent(agentId).state).toBe('ready');
    reserved(floor);
    floor.toQueueAtOnce('', agentId);
    const attempt = floor.place();
    floor.answers(floor.out, 12_000);
    floor.time.advance(200);
    expect(floor.toldOf(attempt).at(-1)).toBe('connected');
    expect(floor.auditor.incidents).toEqual([]);
  });

  test('reserved, then offered its call: his intervals tell of both', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    floor.ask({ ask: 'presence', agentId, pages: 1 });
    reserved(floor);
    floor.toQueueAtOnce('', agentId);
    const attempt = floor.place();
    floor.answers(floor.out);
    const callId = floor.callOf(attempt);
    const rows = floor.auditor.intervals.filter(({ agent, state }) => agent === agentId && state === 'reserved');
    expect(rows.map((row) => row.callId)).toEqual([null, callId]);
    expect(floor.agent(agentId)).toMatchObject({ state: 'reserved', callId });
  });

  test('a break asked for meanwhile comes after the attempt; from a lead that is only shown at once', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    reserved(floor);
    floor.ask({ ask: 'not-ready', agentId, reason: 'meal' });
    expect(floor.agent(agentId)).toMatchObject({ state: 'reserved', next: { state: 'not-ready' } });
    floor.order({ notice: 'lead-for-agent', agentId, lead: null });
    expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'meal' });
    floor.ask({ ask: 'ready', agentId });
    reserved(floor, floor.lead());
    floor.ask({ ask: 'not-ready', agentId, reason: 'break' });
    expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'break' });
    expect(refusals(floor)).toEqual(['not-ready']);
    floor.lines.lay(1);
    expectRest(floor);
  });

  test('he dials somebody on his telephone: the lead is refused, his call goes on', () => {
    const floor = new CampaignFloor(1, { site: campaignSite(1, { agents: [{ ...plain }] }) });
    floor.ready(agentId);
    reserved(floor);
    floor.lines.lift(1);
    expect(refusals(floor)).toEqual(['unreachable']);
    floor.lines.dial(1, '13900000000');
    expect(floor.agent(agentId).state).toBe('dialling');
    floor.lines.lay(1);
    floor.time.advance(1_000);
    expect(floor.agent(agentId).state).toBe('ready');
    expectRest(floor);
  });

  test('gone between the launch and the answer: another one takes the person', () => {
    const floor = new CampaignFloor(2, { site: campaignSite(2, { agents: [{ ...plain }, { ...headset }] }) });
    floor.ready(agentId);
    floor.headsets('8002');
    reserved(floor);
    floor.toQueueAtOnce('', agentId);
    const attempt = floor.place();
    floor.lines.lift(1);
    expect(refusals(floor)).toEqual(['unreachable']);
    floor.answers(floor.out);
    expect(floor.toldOf(attempt).at(-1)).toBe('connected');
    expect(floor.agent('8002').state).toBe('talking');
  });

  test.each<[string, (floor: CampaignFloor) => void]>([
    ['signed-out', () => {}],
    ['not-ready', (floor) => floor.ask({ ask: 'sign-in', agentId })],
    [
      'busy',
      (floor) => {
        floor.headsets(agentId);
        floor.lines.callIn(salesNumber);
      },
    ],
  ])('refused: %s', (why, prepare) => {
    const floor = new CampaignFloor(1);
    prepare(floor);
    reserved(floor);
    expect(refusals(floor)).toEqual([why]);
  });

  test('nobody has this number', () => {
    const floor = new CampaignFloor(1);
    floor.order({ notice: 'lead-for-agent', agentId: '9999', lead: floor.lead() });
    expect(refusals(floor)).toEqual(['unknown']);
  });
});

const plain = { id: agentId, name: 'Agent 1', line: 1, queues: ['sales'] };
const headset = { id: '8002', name: 'Agent 2', line: 2, queues: ['sales'], headset: true };

describe('his telephone first', () => {
  function previewing(): { readonly floor: CampaignFloor; readonly attempt: string } {
    const floor = new CampaignFloor(1, { site: campaignSite(1, { agents: [{ ...plain }] }) });
    floor.ready(agentId);
    reserved(floor, floor.lead());
    return { floor, attempt: floor.place({ agentId }) };
  }

  test('he lifts, the person is called, both are told', () => {
    const { floor, attempt } = previewing();
    expect(floor.lines.isRinging(1)).toBe(true);
    expect(floor.lines.dialled.size).toBe(0);
    expect(floor.toldOf(attempt)).toEqual(['begun']);
    floor.lines.lift(1);
    expect(floor.agent(agentId).state).toBe('dialling');
    floor.answers(floor.out);
    expect(floor.toldOf(attempt)).toEqual(['begun', 'alerting', 'answered', 'connected']);
    expect(floor.agent(agentId).state).toBe('talking');
    floor.time.advance(5_000);
    floor.lines.lay(1);
    expect(floor.ended(attempt)).toMatchObject({ agentId, lineFailure: false, cause: 16 });
    expect(floor.agent(agentId).state).toBe('wrap-up');
    floor.time.advance(10_000);
    expectRest(floor);
  });

  test('he does not lift: our failure, no CDR', () => {
    const { floor, attempt } = previewing();
    floor.time.advance(20_000);
    expect(floor.ended(attempt)).toMatchObject({ lineFailure: true, gaveUp: false });
    expect(floor.cdrs).toEqual([]);
    floor.order({ notice: 'lead-for-agent', agentId, lead: null });
    expectRest(floor);
  });

  test('busy: he hears it, the dialer is told', () => {
    const { floor, attempt } = previewing();
    floor.lines.lift(1);
    floor.lines.take(floor.out);
    floor.lines.refuseOut(floor.out, 17);
    expect(floor.ended(attempt)).toMatchObject({ cause: 17, lineFailure: false, agentId: '' });
    floor.lines.lay(1);
    expect(floor.agent(agentId).state).toBe('ready');
    expectRest(floor);
  });

  test('he gives up while it rings there', () => {
    const { floor, attempt } = previewing();
    floor.lines.lift(1);
    floor.lines.take(floor.out);
    floor.lines.alertOut(floor.out);
    floor.time.advance(3_000);
    floor.lines.lay(1);
    expect(floor.ended(attempt)).toMatchObject({ lineFailure: false, gaveUp: false });
    expect(floor.lines.dialled.size).toBe(0);
    expectRest(floor);
  });

  test('one who has taken a lead from his list in a break is shown it, and dials', () => {
    const floor = new CampaignFloor(1, { site: campaignSite(1, { agents: [{ ...plain }] }) });
    floor.ask({ ask: 'sign-in', agentId });
    reserved(floor, floor.lead());
    expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', lead: { number: person } });
    const attempt = floor.place({ agentId });
    floor.lines.lift(1);
    floor.answers(floor.out);
    expect(floor.toldOf(attempt).at(-1)).toBe('connected');
  });
});

describe('a result is owed', () => {
  function inWrapUp(): CampaignFloor {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    const callId = floor.callOf(attempt);
    floor.order(
      { notice: 'lead-for-agent', agentId, lead: floor.lead({ attempt }) },
      { notice: 'result-wanted', agentId, callId, wanted: true },
    );
    floor.time.advance(5_000);
    floor.lines.hangUp(floor.out);
    return floor;
  }

  const given = (floor: CampaignFloor): void =>
    floor.order(
      { notice: 'result-wanted', agentId, callId: floor.callOf('a1'), wanted: false },
      { notice: 'lead-for-agent', agentId, lead: null },
    );

  test('more time, asked for when only the result still keeps him, counts from then on', () => {
    const floor = inWrapUp();
    floor.time.advance(40_000);
    floor.ask({ ask: 'extend-wrap-up', agentId, reason: 'long notes' });
    given(floor);
    floor.time.advance(9_000);
    expect(floor.agent(agentId).state).toBe('wrap-up');
    floor.time.advance(2_000);
    expect(floor.agent(agentId).state).toBe('ready');
  });

  test('the wrap-up lasts until it is given, and the page shows why', () => {
    const floor = inWrapUp();
    floor.lines.callIn(salesNumber);
    floor.time.advance(60_000);
    expect(floor.agent(agentId)).toMatchObject({ state: 'wrap-up', lead: { resultWanted: true } });
    floor.ask({ ask: 'ready', agentId });
    floor.ask({ ask: 'end-wrap-up', agentId });
    given(floor);
    floor.time.advance(500);
    expect(floor.agent(agentId).state).toBe('talking');
    expect(floor.agent(agentId).lead).toBeUndefined();
  });

  test('given early, the wrap-up has the rest of its time', () => {
    const floor = inWrapUp();
    floor.time.advance(4_000);
    given(floor);
    expect(floor.agent(agentId).state).toBe('wrap-up');
    floor.time.advance(6_000);
    expect(floor.agent(agentId).state).toBe('ready');
    floor.lines.lay(1);
    expectRest(floor);
  });

  test('keys: refused with what to do; a break comes after it', async () => {
    const floor = inWrapUp();
    floor.time.advance(20_000);
    await expect(floor.runtime.ask({ ask: 'end-wrap-up', agentId })).rejects.toThrow(/owes the result/);
    await expect(floor.runtime.ask({ ask: 'ready', agentId })).rejects.toThrow(/owes the result/);
    floor.ask({ ask: 'not-ready', agentId, reason: 'meal' });
    given(floor);
    expect(floor.agent(agentId)).toMatchObject({ state: 'not-ready', reason: 'meal' });
  });
});

describe('handed on', () => {
  /** 8001 talks with the person and consults 8002, whose headset lies open. */
  function consulting(): { readonly floor: CampaignFloor; readonly attempt: string } {
    const floor = new CampaignFloor(3);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.headsets('8002');
    floor.ask({ ask: 'consult', agentId, target: { to: 'agent', agent: '8002' } });
    floor.time.advance(1_000);
    expect(floor.agent('8002').state).toBe('consulting');
    return { floor, attempt };
  }

  const connectedTo = (floor: CampaignFloor): readonly string[] =>
    floor.told.flatMap((notice) => (notice.notice === 'attempt-connected' ? [notice.agentId] : []));

  test('with a word before: the dialer is told at once, for who talks now owes the result', () => {
    const { floor, attempt } = consulting();
    floor.ask({ ask: 'complete', agentId });
    expect(connectedTo(floor)).toEqual([agentId, '8002']);
    floor.time.advance(1_000);
    floor.lines.hangUp(floor.out);
    expect(floor.ended(attempt)?.agentId).toBe('8002');
  });

  test('to the queue: who takes him there', () => {
    const floor = new CampaignFloor(2);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.headsets('8002');
    floor.ask({ ask: 'transfer', agentId, target: { to: 'queue', queue: 'sales' } });
    floor.time.advance(1_000);
    expect(connectedTo(floor)).toEqual([agentId, '8002']);
    floor.lines.hangUp(floor.out);
    expect(floor.ended(attempt)?.agentId).toBe('8002');
  });

  test('a colleague sent to the queue after the person has gone: who takes her never heard him', () => {
    const { floor, attempt } = consulting();
    floor.lines.hangUp(floor.out);
    floor.time.advance(1_000);
    floor.headsets('8003');
    floor.ask({ ask: 'transfer', agentId, target: { to: 'queue', queue: 'sales' } });
    floor.time.advance(1_000);
    expect(floor.agent('8003').state).toBe('talking');
    expect(connectedTo(floor)).toEqual([agentId]);
    floor.ask({ ask: 'hang-up', agentId: '8003' });
    expect(floor.ended(attempt)?.agentId).toBe(agentId);
  });
});

test('the crew: who could take a call, who talks, wraps up, is away; changes are told once they are followed', () => {
  const floor = new CampaignFloor(2);
  const changes = () => floor.told.filter(({ notice }) => notice === 'crew-changed').length;
  floor.headsets(agentId);
  expect(changes()).toBe(0);
  const status = () => crewOf(floor).map((member) => `${member.agentId} ${member.status} ${member.headset}`);
  expect(status()).toEqual(['8001 idle true', '8002 out true']);
  const since = floor.time.nowMs();
  const caller = floor.lines.callIn(salesNumber) ?? 0;
  expect(changes()).toBe(1);
  expect(crewOf(floor)[0]).toMatchObject({ status: 'talk', since, headset: true });
  floor.time.advance(20_000);
  floor.ask({ ask: 'hold', agentId });
  expect(changes()).toBe(1); // nothing that pacing cares for
  expect(crewOf(floor)[0]).toMatchObject({ status: 'talk', since });
  floor.ask({ ask: 'retrieve', agentId });
  floor.lines.hangUp(caller);
  expect(crewOf(floor)[0]).toMatchObject({ status: 'wrap', since: floor.time.nowMs() });
  floor.time.advance(10_000);
  expect(status()[0]).toBe('8001 idle true');
  floor.ask({ ask: 'not-ready', agentId, reason: 'meal' });
  expect(status()[0]).toBe('8001 break true');
  expect(changes()).toBe(4);
  floor.ask({ ask: 'sign-in', agentId: '8002' });
  floor.ask({ ask: 'ready', agentId: '8002' });
  expect(status()[1]).toBe('8002 idle false'); // his headset lies on the table
  floor.lines.lay(1);
  expectRest(floor);
});
