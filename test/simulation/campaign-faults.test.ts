/** Campaigns when lines fail, channels are blocked, events cross, and the daemon ends in the middle of it. */
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import type { Answerer, ProgressTone, Seizure } from '../../daemon/lines/lines.js';
import { CampaignFloor, campaignSite } from './campaign-floor.js';
import { expectRest, salesNumber } from './floor.js';

const agentId = '8001';

test('a trunk that fails with 30 calls ringing: each one ends once as a line failure, nothing is left', () => {
  const floor = new CampaignFloor(1);
  const attempts = Array.from({ length: 30 }, () => floor.place({ trunks: ['b'] }));
  expect(floor.lines.dialled.size).toBe(30);
  const seizures = [...floor.lines.dialled.keys()];
  for (const seizure of seizures) {
    floor.lines.take(seizure);
    floor.lines.alertOut(seizure);
  }
  floor.time.advance(5_000);
  floor.lines.span(2, 'down');
  for (const seizure of seizures) floor.lines.cut(seizure, 41);
  for (const attempt of attempts) expect(floor.ended(attempt)).toMatchObject({ lineFailure: true, cause: 41 });
  expect(floor.calls.freeChannels(['b'])).toBe(0);
  const next = floor.place({ trunks: ['b'] });
  expect(floor.ended(next)).toMatchObject({ lineFailure: true, cause: 34 });
  floor.lines.span(2, 'up');
  expect(floor.calls.freeChannels(['b'])).toBe(30);
  expectRest(floor);
});

test('all channels taken: the next trunk, then a line failure; blocked channels are not counted', () => {
  const floor = new CampaignFloor(1);
  expect(floor.calls.freeChannels([])).toBe(32);
  expect(floor.calls.freeChannels(['a'])).toBe(2);
  floor.lines.inject({ event: 'service', channel: 0, service: 'blocked', by: 'far-end' });
  expect(floor.calls.freeChannels(['a'])).toBe(1);
  const attempts = [1, 2].map(() => floor.place({ trunks: ['a'] }));
  expect(floor.ended(attempts[0] ?? '')).toBeNull();
  expect(floor.ended(attempts[1] ?? '')).toMatchObject({ lineFailure: true, cause: 34 });
  expect(floor.cdrs.at(-1)).toMatchObject({ ending: 'refused', endedBy: 'system' });
});

describe('what crosses', () => {
  test('the answer and giving up in one moment, either first', () => {
    for (const first of ['answer', 'give-up']) {
      const floor = new CampaignFloor(1);
      const attempt = floor.place();
      const seizure = floor.out;
      floor.lines.take(seizure);
      floor.lines.alertOut(seizure);
      floor.time.advance(15_000);
      if (first === 'answer') floor.lines.answerOut(seizure);
      floor.order({ notice: 'give-up-attempt', attemptId: attempt });
      // On the way when we cleared it.
      if (first === 'give-up') floor.lines.inject({ event: 'answered', seizure });
      expect(floor.toldOf(attempt).at(-1)).toBe(first === 'answer' ? 'answered' : 'ended');
      if (first === 'answer') floor.lines.hangUp(seizure);
      expect(floor.ended(attempt)).toMatchObject({ gaveUp: first === 'answer' });
      floor.time.advance(30_000);
      expectRest(floor);
    }
  });

  test('the person hangs up in the moment an agent is offered him', () => {
    const floor = new CampaignFloor(1, { site: campaignSite(1, { agents: [{ ...noHeadset }] }) });
    floor.ready(agentId);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.lines.hangUp(floor.out);
    floor.lines.lift(1);
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: true, agentId: '' });
    floor.lines.lay(1);
    floor.time.advance(10_000);
    expectRest(floor);
  });

  test('orders for calls that are over, twice, or never were: nothing', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    floor.lines.refuseOut(floor.out, 17);
    const callId = floor.callOf(attempt);
    for (const id of [callId, 'nobody']) {
      floor.order(
        { notice: 'attempt-to-queue', callId: id, queueId: 'sales', music: '', agentId: null },
        { notice: 'attempt-to-flow', callId: id, flowId: 'menu' },
        { notice: 'drop-attempt', callId: id, prompts: ['zh/dropped'] },
        { notice: 'clear-attempt', callId: id },
        { notice: 'give-up-attempt', attemptId: attempt },
      );
    }
    expect(floor.ended(attempt)).not.toBeNull();
    expectRest(floor);
  });

  test('an attempt is placed twice under one id: once', () => {
    const floor = new CampaignFloor(1);
    floor.place({ attemptId: 'same' });
    floor.place({ attemptId: 'same' });
    expect(floor.lines.dialled.size).toBe(1);
    expect(floor.log.warnings).toHaveLength(1);
  });

  test('a queue that is gone: he hears nothing and is let go', () => {
    const floor = new CampaignFloor(1);
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.order({
      notice: 'attempt-to-queue',
      callId: floor.callOf(attempt),
      queueId: 'gone',
      music: '',
      agentId: null,
    });
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: false });
    expect(floor.incidentCodes).toEqual(['queue-missing']);
    expectRest(floor);
  });

  test('nobody waits for ever, whatever became of the dialer', () => {
    const floor = new CampaignFloor(1);
    floor.toQueueAtOnce();
    const attempt = floor.place();
    floor.answers(floor.out);
    floor.time.advance(30_000);
    expect(floor.ended(attempt)).not.toBeNull();
    expect(floor.incidentCodes).toEqual(['attempt-left-waiting']);
    expectRest(floor);
  });
});

const noHeadset = { id: agentId, name: 'Agent 1', line: 1, queues: ['sales'] };

test('the daemon ends with calls in every stage: each is interrupted, told once, and no new one begins', () => {
  const floor = new CampaignFloor(2);
  floor.headsets(agentId);
  floor.toQueueAtOnce();
  const talking = floor.place();
  floor.answers(floor.out);
  const waiting = floor.place();
  floor.answers(floor.out, 1_000);
  const judging = floor.placeJudged();
  floor.answers(floor.out, 1_000);
  const ringing = floor.place();
  void floor.runtime.stop();
  for (const attempt of [talking, waiting, judging, ringing]) {
    expect(floor.ended(attempt)).toMatchObject({ gaveUp: false });
  }
  expect(floor.ended(ringing)).toMatchObject({ lineFailure: true, cause: 41 });
  expect(floor.cdrs.map(({ ending }) => ending)).toEqual(Array(4).fill('interrupted'));
});

/** What the far end of one call does next, at random. */
function stir(floor: CampaignFloor, seizure: Seizure, random: SeededRandom): void {
  const tones: readonly ProgressTone[] = ['busy', 'vacant', 'sit', 'ringback', 'congestion'];
  const answerers: readonly Answerer[] = ['person', 'machine', 'unsure', 'beep'];
  switch (random.below(11)) {
    case 0:
    case 1:
      floor.lines.take(seizure);
      return;
    case 2:
      floor.lines.alertOut(seizure);
      return;
    case 3:
    case 4:
      floor.lines.answerOut(seizure);
      return;
    case 5:
      floor.lines.soundTone(seizure, tones[random.below(tones.length)] ?? 'busy');
      return;
    case 6:
    case 7:
      floor.lines.soundAnswerer(seizure, answerers[random.below(answerers.length)] ?? 'person');
      return;
    case 8:
      floor.lines.soundData(seizure, 'ced');
      return;
    case 9:
      if (floor.lines.use(seizure)?.answered === true) floor.lines.hangUp(seizure);
      else floor.lines.refuseOut(seizure, [17, 1, 41, 34, 19, 31][random.below(6)] ?? 17);
      return;
    default:
      floor.lines.cut(seizure, 41);
  }
}

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  'anything in any order, seed %i: every attempt ends once',
  (seed) => {
    const random = new SeededRandom(seed);
    const floor = new CampaignFloor(3);
    floor.headsets('8001', '8002');
    floor.ready('8003');
    floor.toQueueAtOnce('music/calm');
    const attempts: string[] = [];
    for (let round = 0; round < 120; round++) {
      if (random.below(3) === 0) attempts.push(random.below(2) === 0 ? floor.place() : floor.placeJudged());
      for (const seizure of floor.lines.live) {
        if (!floor.lines.isTelephone(seizure) && random.below(3) === 0) stir(floor, seizure, random);
      }
      const attempt = attempts[random.below(attempts.length || 1)];
      if (attempt !== undefined && floor.toldOf(attempt).includes('begun')) orderAny(floor, attempt, random);
      if (random.below(12) === 0) floor.lines.callIn(salesNumber);
      if (random.below(6) === 0 && floor.lines.isRinging(3)) floor.lines.lift(3);
      if (random.below(9) === 0) floor.lines.lay(3);
      floor.time.advance(random.below(4_000));
    }
    floor.reaction = () => [];
    for (const seizure of floor.lines.live) if (!floor.lines.isTelephone(seizure)) floor.lines.hangUp(seizure);
    for (const line of [1, 2, 3]) floor.lines.lay(line);
    floor.time.advance(120_000);
    for (const attempt of attempts) expect(floor.ended(attempt)).not.toBeNull();
    expectRest(floor);
  },
);

function orderAny(floor: CampaignFloor, attemptId: string, random: SeededRandom): void {
  const callId = floor.callOf(attemptId);
  switch (random.below(6)) {
    case 0:
      floor.order({ notice: 'give-up-attempt', attemptId });
      return;
    case 1:
      floor.order({ notice: 'drop-attempt', callId, prompts: random.below(2) === 0 ? [] : ['zh/dropped'] });
      return;
    case 2:
      floor.order({ notice: 'clear-attempt', callId });
      return;
    default:
      return;
  }
}
