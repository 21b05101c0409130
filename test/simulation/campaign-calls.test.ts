/** Calls that begin with the customer: how they go out, what is heard, who gets them, and how they end. */
import { describe, expect, test } from 'vitest';
import { longestJudgingMs } from '../../daemon/calls/campaign/campaign-calls.js';
import { CampaignFloor, campaignSite, person } from './campaign-floor.js';
import { expectRest } from './floor.js';

const agentId = '8001';

test('a person answers and an agent with a headset has him at once: one CDR, recorded, wrapped up', () => {
  const floor = new CampaignFloor(1);
  floor.headsets(agentId);
  floor.toQueueAtOnce();
  const attempt = floor.place();
  expect(floor.lines.callOut(floor.out)).toMatchObject({ calledNumber: person, callingNumber: '26001000' });
  floor.answers(floor.out, 4_000);
  const seizure = floor.lines.live.find((each) => !floor.lines.isTelephone(each)) ?? 0;
  expect(floor.lines.partnerOf(seizure)).not.toBeNull();
  expect(floor.toldOf(attempt)).toEqual(['begun', 'alerting', 'answered', 'connected']);
  expect(floor.agent(agentId)).toMatchObject({ state: 'talking', answeredToday: 0 });
  const [call] = floor.runtime.snapshot().calls;
  expect(call).toMatchObject({ direction: 'outbound', stage: 'talking', calledNumber: person, queue: 'sales' });
  expect(floor.calls.dataOf(call?.id ?? '', 'Outbound.Lead')).toBe('lead-1');
  floor.time.advance(30_000);
  floor.lines.hangUp(seizure);
  expect(floor.ended(attempt)).toMatchObject({ cause: 16, lineFailure: false, gaveUp: false, agentId, tone: '' });
  expect(floor.agent(agentId).state).toBe('wrap-up');
  floor.time.advance(10_000);
  expect(floor.agent(agentId)).toMatchObject({ state: 'ready', callId: null });
  expect(floor.cdrs).toMatchObject([
    { direction: 'outbound', calledNumber: person, agent: agentId, queue: 'sales', ending: 'completed', cause: 16 },
  ]);
  expect([...floor.auditor.recordings.values()]).toMatchObject([{ state: 'complete', samples: 30_000 * 8 }]);
  floor.lines.lay(1);
  expectRest(floor);
  expect(floor.incidentCodes).toEqual([]);
});

describe('what ends it before the answer', () => {
  test.each([17, 1, 21, 28, 31])('cause %i is the number’s: no other trunk, no line failure', (cause) => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    floor.lines.take(floor.out);
    floor.lines.refuseOut(floor.out, cause);
    expect(floor.ended(attempt)).toMatchObject({ cause, lineFailure: false, gaveUp: false, agentId: '' });
    expect(floor.cdrs).toMatchObject([{ cause, ending: 'unanswered', agent: null }]);
    expectRest(floor);
  });

  test.each([34, 38, 41, 42, 47])(
    'cause %i is the trunk’s: the next one, and a line failure when none is left',
    (cause) => {
      const floor = new CampaignFloor(1);
      const attempt = floor.place({ trunks: ['b', 'a'] });
      floor.lines.refuseOut(floor.out, cause);
      expect(floor.lines.callOut(floor.out)?.callingNumber).toBe('26001000');
      floor.lines.refuseOut(floor.out, cause);
      expect(floor.toldOf(attempt)).toEqual(['begun', 'ended']);
      expect(floor.ended(attempt)).toMatchObject({ cause, lineFailure: true });
      expectRest(floor);
    },
  );

  test.each([
    ['busy', undefined, 17],
    ['vacant', undefined, 1],
    ['congestion', undefined, 42],
    ['sit', 22, 22],
    ['sit', 34, 34],
  ] as const)('tone %s (%s) ends it with cause %i and frees the channel', (tone, told, cause) => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    const seizure = floor.out;
    floor.lines.take(seizure);
    expect(floor.lines.listensFor(seizure)).toEqual(['progress', 'data']);
    floor.lines.announceOut(seizure);
    floor.time.advance(2_000);
    floor.lines.soundTone(seizure, tone, told);
    expect(floor.lines.isLive(seizure)).toBe(false);
    expect(floor.ended(attempt)).toMatchObject({ cause, tone, lineFailure: cause === 42 || cause === 34 });
    expectRest(floor);
  });

  test('a special information tone that does not say what is announced waits for the network’s word', () => {
    const floor = new CampaignFloor(1);
    const heard = (announced: number | null, cleared: number | null) => {
      const attempt = floor.place();
      const seizure = floor.out;
      floor.lines.take(seizure);
      if (announced === null) floor.lines.announceOut(seizure);
      else floor.lines.announceOut(seizure, announced);
      floor.lines.soundTone(seizure, 'sit');
      floor.time.advance(6_000);
      if (cleared !== null) floor.lines.refuseOut(seizure, cleared);
      floor.time.advance(20_000);
      expect(floor.lines.isLive(seizure)).toBe(false);
      return floor.ended(attempt);
    };
    expect(heard(null, 1)).toMatchObject({ cause: 1, tone: 'sit' });
    expect(heard(null, 16), 'a clearing that says nothing').toMatchObject({ cause: 31, tone: 'sit' });
    expect(heard(null, null), 'an announcement without an end').toMatchObject({ cause: 31, tone: 'sit' });
    expect(heard(1, null), 'told before').toMatchObject({ cause: 1, tone: 'sit' });
    expectRest(floor);
  });

  test('an announcement with a cause tells more than the clearing that follows', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    floor.lines.take(floor.out);
    floor.lines.announceOut(floor.out, 1);
    floor.time.advance(8_000);
    floor.lines.refuseOut(floor.out, 16);
    expect(floor.ended(attempt)).toMatchObject({ cause: 1, tone: '', lineFailure: false });
  });

  test('nobody answers: hung up at the ring timeout, never before 15 s of ringing', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place({ ringTimeoutMs: 16_000 });
    const seizure = floor.out;
    floor.lines.take(seizure);
    floor.time.advance(6_000);
    floor.lines.alertOut(seizure);
    floor.time.advance(14_999);
    expect(floor.lines.isLive(seizure)).toBe(true);
    floor.time.advance(1);
    expect(floor.lines.isLive(seizure)).toBe(false);
    expect(floor.ended(attempt)).toMatchObject({ cause: 19, lineFailure: false, gaveUp: false });
    expectRest(floor);
  });

  test('given up: at once if it has rung 15 s, else then; who answers meanwhile has answered', () => {
    const floor = new CampaignFloor(2);
    const late = floor.place();
    const first = floor.out;
    floor.lines.take(first);
    floor.lines.alertOut(first);
    floor.time.advance(10_000);
    floor.order({ notice: 'give-up-attempt', attemptId: late });
    floor.time.advance(4_999);
    expect(floor.ended(late)).toBeNull();
    floor.time.advance(1);
    expect(floor.ended(late)).toMatchObject({ cause: 19, lineFailure: false });
    const quick = floor.place();
    floor.answers(floor.out, 3_000);
    floor.order({ notice: 'give-up-attempt', attemptId: quick });
    floor.time.advance(20_000);
    expect(floor.toldOf(quick)).toEqual(['begun', 'alerting', 'answered']);
    floor.order({ notice: 'clear-attempt', callId: floor.callOf(quick) });
    expectRest(floor);
  });

  test('a number shown must be one of the trunk’s; further numbers are', () => {
    const [a, b] = campaignSite(1).trunks ?? [];
    const further = { ...a, out: { ...a?.out, furtherNumbers: ['26001999'] } } as NonNullable<typeof a>;
    const floor = new CampaignFloor(1, { site: campaignSite(1, { trunks: [further, b as NonNullable<typeof b>] }) });
    const wrong = floor.place({ callerNumber: '99999999' });
    expect(floor.ended(wrong)).toMatchObject({ lineFailure: true, cause: 41 });
    expect(floor.incidentCodes).toEqual(['caller-number-refused']);
    floor.place({ callerNumber: '26001999' });
    expect(floor.lines.callOut(floor.out)).toMatchObject({ callingNumber: '26001999', presentation: 'allowed' });
    floor.lines.refuseOut(floor.out, 38); // trunk b has no such number: it is not tried
    expect(floor.lines.dialled.size).toBe(0);
    expectRest(floor);
  });

  test.each([
    ['110', 28, false],
    ['abc', 28, false],
    ['0044207946000', 41, true],
  ])('%s is never called', (number, cause, lineFailure) => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place({ number });
    expect(floor.lines.dialled.size).toBe(0);
    expect(floor.toldOf(attempt)).toEqual(['begun', 'ended']);
    expect(floor.ended(attempt)).toMatchObject({ cause, lineFailure });
    expectRest(floor);
  });
});

describe('person or machine', () => {
  test.each([
    ['person', 'human'],
    ['machine', 'machine'],
    ['beep', 'machine'],
    ['unsure', 'unsure'],
  ] as const)('the lines say %s: %s', (heard, who) => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.placeJudged();
    const seizure = floor.out;
    floor.answers(seizure);
    expect(floor.lines.listensFor(seizure)).toEqual(['answerer', 'data']);
    expect(floor.agent(agentId).state).toBe('ready');
    floor.time.advance(1_500);
    floor.lines.soundAnswerer(seizure, heard);
    expect(floor.told).toContainEqual({ notice: 'attempt-judged', attemptId: attempt, who });
    const isPerson = who !== 'machine';
    expect(floor.agent(agentId).state).toBe(isPerson ? 'talking' : 'ready');
    if (!isPerson) {
      floor.order({ notice: 'clear-attempt', callId: floor.callOf(attempt) });
      expect(floor.ended(attempt)).toMatchObject({ gaveUp: false, lineFailure: false });
      expect(floor.cdrs).toMatchObject([{ ending: 'unanswered', talkStartedAt: null }]);
    }
    floor.lines.hangUp(seizure);
    floor.lines.lay(1);
    floor.time.advance(20_000);
    expectRest(floor);
  });

  test('without a verdict it is doubt, and doubt is a person', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.placeJudged();
    floor.answers(floor.out);
    floor.time.advance(longestJudgingMs);
    expect(floor.told).toContainEqual({ notice: 'attempt-judged', attemptId: attempt, who: 'unsure' });
  });

  test.each(['ced', 'ansam', 'cng'] as const)('a fax (%s) is told, asked for or not', (tone) => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.lines.soundData(floor.out, tone);
    floor.lines.soundData(floor.out, tone);
    expect(floor.toldOf(attempt)).toEqual(['begun', 'alerting', 'answered', 'judged']);
    floor.order({ notice: 'clear-attempt', callId: floor.callOf(attempt) });
    expectRest(floor);
  });
});

describe('somebody hangs up', () => {
  test('the person, while it is judged who he is', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.placeJudged();
    floor.answers(floor.out);
    floor.time.advance(600);
    floor.lines.hangUp(floor.out);
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: true, lineFailure: false, agentId: '' });
    expectRest(floor);
  });

  test('the person, while he waits for an agent', () => {
    const floor = new CampaignFloor(1);
    floor.toQueueAtOnce('music/calm');
    const attempt = floor.place();
    floor.answers(floor.out);
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', loop: true });
    expect(floor.queue.waiting).toBe(0); // whoever came by himself
    floor.time.advance(1_000);
    floor.lines.hangUp(floor.out);
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: true });
    expect(floor.cdrs).toMatchObject([{ ending: 'abandoned', endedBy: 'called' }]);
    expect(floor.queue).toMatchObject({ waiting: 0, abandonedToday: 0 });
    expectRest(floor);
  });

  test('the network, while he waits: a line failure', () => {
    const floor = new CampaignFloor(1);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.lines.cut(floor.out, 41);
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: false, lineFailure: true, cause: 41 });
    expectRest(floor);
  });

  test('the agent: the person’s call ends with it', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.time.advance(3_000);
    floor.ask({ ask: 'hang-up', agentId });
    expect(floor.ended(attempt)).toMatchObject({ cause: 16, agentId, lineFailure: false });
    floor.time.advance(20_000);
    floor.lines.lay(1);
    expectRest(floor);
  });
});

describe('dropped', () => {
  test('out of the queue, the message, then the end; the CDR says so', () => {
    const floor = new CampaignFloor(1);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    const seizure = floor.out;
    floor.answers(seizure);
    floor.time.advance(2_000);
    floor.order({ notice: 'drop-attempt', callId: floor.callOf(attempt), prompts: ['zh/dropped'] });
    expect(floor.queue.waiting).toBe(0);
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', seizure, loop: false });
    floor.headsets(agentId); // comes too late
    expect(floor.agent(agentId).state).toBe('ready');
    floor.time.advance(10_000);
    expect(floor.lines.isLive(seizure)).toBe(false);
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: false, lineFailure: false, agentId: '' });
    expect(floor.cdrs).toMatchObject([{ ending: 'dropped', endedBy: 'system' }]);
    floor.lines.lay(1);
    expectRest(floor);
  });

  test('a fax that tells of itself only then is no person who was dropped', () => {
    const floor = new CampaignFloor(1);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    const seizure = floor.out;
    floor.answers(seizure);
    floor.time.advance(2_000);
    floor.order({ notice: 'drop-attempt', callId: floor.callOf(attempt), prompts: ['zh/dropped'] });
    floor.time.advance(300);
    floor.lines.soundData(seizure, 'ced');
    expect(floor.told).toContainEqual({ notice: 'attempt-judged', attemptId: attempt, who: 'fax' });
    floor.order({ notice: 'clear-attempt', callId: floor.callOf(attempt) });
    expect(floor.lines.isLive(seizure)).toBe(false);
    expect(floor.cdrs).toMatchObject([{ ending: 'unanswered', talkStartedAt: null }]);
    expectRest(floor);
  });

  test('while a telephone rings for him: it stops', () => {
    const floor = new CampaignFloor(1, { site: campaignSite(1, { agents: [{ ...noHeadset }] }) });
    floor.ready(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    expect(floor.lines.isRinging(1)).toBe(true);
    floor.time.advance(2_000);
    floor.order({ notice: 'drop-attempt', callId: floor.callOf(attempt), prompts: [] });
    expect(floor.lines.isRinging(1)).toBe(false);
    expect(floor.agent(agentId)).toMatchObject({ state: 'ready', missedInRow: 0 });
    expect(floor.ended(attempt)).not.toBeNull();
    expectRest(floor);
  });

  test('too late, the agent has him: nothing happens', () => {
    const floor = new CampaignFloor(1);
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.order({ notice: 'drop-attempt', callId: floor.callOf(attempt), prompts: ['zh/dropped'] });
    expect(floor.agent(agentId).state).toBe('talking');
    floor.lines.hangUp(floor.out);
    expect(floor.cdrs).toMatchObject([{ ending: 'completed' }]);
  });
});

const noHeadset = { id: agentId, name: 'Agent 1', line: 1, queues: ['sales'] };

test('he goes before everybody who waits, whatever their points and waiting', () => {
  const floor = new CampaignFloor(1);
  for (let n = 0; n < 3; n++) floor.lines.callIn('075526001000', `1380013800${n}`);
  floor.time.advance(60_000);
  floor.toQueueAtOnce();
  const attempt = floor.place();
  floor.answers(floor.out);
  expect(floor.queue.waiting).toBe(3); // he is no figure of the queue's
  floor.headsets(agentId);
  expect(floor.toldOf(attempt).at(-1)).toBe('connected');
  expect(floor.queue).toMatchObject({ waiting: 3, answeredToday: 0 });
});

test('an open headset goes before a telephone that must ring, though it was idle for less long', () => {
  const agents = [{ ...noHeadset }, { ...noHeadset, id: '8002', line: 2, headset: true }];
  const floor = new CampaignFloor(2, { site: campaignSite(2, { agents }) });
  floor.ready('8001');
  floor.time.advance(60_000);
  floor.headsets('8002');
  floor.toQueueAtOnce();
  floor.place();
  floor.answers(floor.out);
  expect(floor.agent('8002').state).toBe('talking');
  expect(floor.agent('8001').state).toBe('ready');
});

test('an open page has 100 ms; a beep says meanwhile that somebody comes, and covers nothing of him', () => {
  const floor = new CampaignFloor(1);
  floor.headsets(agentId);
  floor.ask({ ask: 'presence', agentId, pages: 1 });
  floor.toQueueAtOnce();
  floor.place();
  const seizure = floor.out;
  const before = floor.lines.commands.length;
  floor.answers(seizure);
  expect(floor.auditor.offers.at(-1)).toMatchObject({ agentId, callingNumber: person, lead: 'lead-1', campaign: 'c1' });
  const beeps = () =>
    floor.commandsSince(before).flatMap((command) => {
      if (command.do !== 'play') return [];
      const [source] = command.sources;
      return source !== undefined && 'tone' in source ? [source.ms] : [];
    });
  expect(beeps()).toEqual([100]);
  expect(floor.agent(agentId).state).toBe('reserved');
  floor.time.advance(99);
  expect(floor.lines.partnerOf(seizure)).toBeNull();
  floor.time.advance(1);
  expect(floor.lines.partnerOf(seizure)).not.toBeNull();
  expect(floor.agent(agentId).state).toBe('talking');
  expect(beeps()).toEqual([100]);
  floor.lines.hangUp(seizure);
  floor.time.advance(20_000);
  floor.lines.lay(1);
  expectRest(floor);
});
