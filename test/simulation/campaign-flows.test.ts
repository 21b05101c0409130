/** Greetings, voice notices and surveys: what is said to who answers, what was heard of it, and the keys. */
import { describe, expect, test } from 'vitest';
import type { Flow } from '../../daemon/terms/site.js';
import { CampaignFloor, campaignSite } from './campaign-floor.js';
import { expectRest, siteOf } from './floor.js';

const agentId = '8001';
const promptMs = 4_000;

const notice: Flow = { id: 'notice', start: 'say', nodes: { say: { block: 'hang-up', prompts: ['zh/notice'] } } };
const survey: Flow = {
  id: 'survey',
  start: 'first',
  nodes: {
    first: question({ '1': 'second', '2': 'second', '9': 'opt-out' }),
    second: question({ '1': 'thanks', '2': 'thanks' }),
    'opt-out': { block: 'set-data', section: 'Outbound', key: 'OptOut', value: '1', next: 'thanks' },
    thanks: { block: 'hang-up', prompts: ['zh/thanks'] },
  },
};

function question(keys: Readonly<Record<string, string>>) {
  return {
    block: 'menu',
    prompts: ['zh/question'],
    keys,
    timeoutMs: 5_000,
    retries: 0,
    wrongKeyPrompts: [],
    otherwise: 'thanks',
  } as const;
}

function floorOf(): CampaignFloor {
  const site = campaignSite(1, { flows: [...siteOf(1).flows, notice, survey] });
  return new CampaignFloor(1, { site, promptMs });
}

/** Somebody is called and put into this flow when he answers. */
function called(floor: CampaignFloor, flowId: string, greetingPrompts: readonly string[] = []): string {
  floor.reaction = (told) =>
    told.notice === 'attempt-answered'
      ? [{ notice: 'attempt-to-flow', callId: floor.callOf(told.attemptId), flowId }]
      : [];
  const attempt = floor.place({ greetingPrompts });
  floor.answers(floor.out);
  return attempt;
}

const heard = (floor: CampaignFloor): readonly number[] =>
  floor.told.flatMap((told) => (told.notice === 'attempt-heard' ? [told.percent] : []));

describe('a greeting', () => {
  test('is said at once; the agent comes meanwhile, hears the person, and a beep when it is said', () => {
    const floor = floorOf();
    floor.headsets(agentId);
    floor.toQueueAtOnce();
    floor.place({ greetingPrompts: ['zh/recorded'] });
    const seizure = floor.out;
    floor.answers(seizure);
    expect(floor.agent(agentId).state).toBe('talking');
    expect(floor.lines.partnerOf(seizure)).not.toBeNull();
    expect(floor.lines.media.isPlaying(seizure)).toBe(true);
    const before = floor.lines.commands.length;
    floor.time.advance(promptMs);
    expect(floor.lines.media.isPlaying(seizure)).toBe(false);
    const beeps = floor.commandsSince(before).filter((command) => command.do === 'play');
    expect(beeps).toMatchObject([{ seizure: floor.lines.partnerOf(seizure), sources: [{ tone: 'beep' }] }]);
    floor.lines.hangUp(seizure);
    floor.time.advance(20_000);
    floor.lines.lay(1);
    expectRest(floor);
  });

  test('is followed by the music while nobody is there', () => {
    const floor = floorOf();
    floor.toQueueAtOnce('music/calm');
    floor.place({ greetingPrompts: ['zh/recorded'] });
    floor.answers(floor.out);
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', loop: false });
    floor.time.advance(promptMs);
    expect(floor.lines.commands.at(-1)).toMatchObject({ do: 'play', loop: true });
    floor.lines.hangUp(floor.out);
    expectRest(floor);
  });

  test('comes before a flow', () => {
    const floor = floorOf();
    const attempt = called(floor, 'notice', ['zh/recorded']);
    expect(floor.runtime.inProgress.flows).toBe(0);
    floor.time.advance(promptMs);
    floor.time.advance(promptMs);
    expect(floor.toldOf(attempt).at(-1)).toBe('ended');
    expect(heard(floor)).toEqual([100]);
    expectRest(floor);
  });
});

describe('a voice notice', () => {
  test('heard to its end: 100 %; no recording, the CDR is the flow’s', () => {
    const floor = floorOf();
    const attempt = called(floor, 'notice');
    floor.time.advance(promptMs);
    expect(floor.toldOf(attempt)).toEqual(['begun', 'alerting', 'answered', 'heard', 'ended']);
    expect(heard(floor)).toEqual([100]);
    expect(floor.ended(attempt)).toMatchObject({ cause: 16, gaveUp: false, lineFailure: false, agentId: '' });
    expect(floor.cdrs).toMatchObject([{ ending: 'self-service', talkStartedAt: null }]);
    expect(floor.auditor.recordings.size).toBe(0);
    expectRest(floor);
  });

  test('hung up in the middle: the share, once its length is known; before that it counts as not heard', () => {
    const floor = floorOf();
    for (const afterMs of [3_000, promptMs, 3_000, 1_000]) {
      called(floor, 'notice');
      floor.time.advance(afterMs);
      if (afterMs < promptMs) floor.lines.hangUp(floor.out);
    }
    expect(heard(floor)).toEqual([0, 100, 75, 25]);
    expectRest(floor);
  });

  test('a flow the site does not have: told, cleared, an incident', () => {
    const floor = floorOf();
    const attempt = called(floor, 'gone');
    expect(floor.ended(attempt)).not.toBeNull();
    expect(floor.incidentCodes).toEqual(['flow-missing']);
    expectRest(floor);
  });
});

describe('a survey', () => {
  test('keys stand in the call’s data by their question; answering early counts as heard', () => {
    const floor = floorOf();
    const attempt = called(floor, 'survey');
    const callId = floor.callOf(attempt);
    floor.time.advance(1_000);
    floor.lines.press(floor.out, '2');
    floor.time.advance(promptMs);
    floor.lines.press(floor.out, '1');
    expect(floor.calls.dataOf(callId, 'Answers.first')).toBe('2');
    expect(floor.calls.dataOf(callId, 'Answers.second')).toBe('1');
    floor.time.advance(promptMs);
    expect(heard(floor)).toEqual([100]);
    expectRest(floor);
  });

  test('the key to opt out is told once', () => {
    const floor = floorOf();
    const attempt = called(floor, 'survey');
    floor.lines.press(floor.out, '9');
    floor.time.advance(promptMs);
    expect(floor.toldOf(attempt)).toEqual(['begun', 'alerting', 'answered', 'opted-out', 'heard', 'ended']);
    expectRest(floor);
  });
});
