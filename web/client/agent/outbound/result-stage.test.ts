import { describe, expect, it } from 'vitest';
import type { AgentState } from '../../../../daemon/terms/agents.js';
import type { LiveLead } from '../../../../daemon/terms/outbound.js';
import { isOfEarlierCall, resultStage } from './result-stage.js';

const lead: LiveLead = {
  lead: 'l',
  campaign: 'c',
  name: '',
  number: '1',
  data: {},
  attempt: 'a',
  dialAt: null,
  resultWanted: false,
};
const stageOf = (
  state: AgentState,
  wanted: boolean | null,
  call: { talkStartedAt: number | null; endedBy: 'called' | null } | undefined,
  given: 'busy' | null = null,
) => resultStage({ state, ...(wanted === null ? {} : { lead: { ...lead, resultWanted: wanted } }) }, { given }, call);
const ringing = { talkStartedAt: null, endedBy: null };
const talk = { talkStartedAt: 1, endedBy: null };
const over = { talkStartedAt: 1, endedBy: 'called' } as const;
const unanswered = { talkStartedAt: null, endedBy: 'called' } as const;

describe('the result of an outbound call', () => {
  it('cannot be given before somebody answers', () => {
    for (const state of ['reserved', 'ringing', 'dialling'] as const)
      expect(stageOf(state, false, ringing)).toBe('calling');
  });

  it('may be given during the call, and is owed after it', () => {
    expect(stageOf('talking', true, talk)).toBe('talking');
    expect(stageOf('held', true, talk)).toBe('talking');
    expect(stageOf('wrap-up', true, over)).toBe('owed');
    expect(stageOf('ready', true, undefined)).toBe('owed');
    expect(stageOf('not-ready', true, over)).toBe('owed');
  });

  it('stays to be corrected once it is given', () => {
    expect(stageOf('talking', false, talk, 'busy')).toBe('given');
    expect(stageOf('wrap-up', null, over, 'busy')).toBe('given');
    expect(stageOf('wrap-up', null, over)).toBe('given');
  });

  it('follows from the line where nobody answered', () => expect(stageOf('wrap-up', null, unanswered)).toBe('network'));
});

describe('whose result is wanted', () => {
  const owing = { ...lead, resultWanted: true, callId: 'call-1' };

  it.each([
    ['of the call he has just had', 'call-1', owing, false],
    ['of one before it', 'call-2', owing, true],
    ['of one that is over, and he has none', null, owing, false],
    ['none: it was given', 'call-2', { ...owing, resultWanted: false }, false],
    ['not known of which call', 'call-2', { ...lead, resultWanted: true }, false],
    ['nobody’s', 'call-2', undefined, false],
  ] as const)('%s', (_what, callId, shown, earlier) =>
    expect(isOfEarlierCall({ callId, ...(shown === undefined ? {} : { lead: shown }) })).toBe(earlier),
  );
});
