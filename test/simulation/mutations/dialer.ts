/** What people who are called, agents of campaigns and those who answer to the law would complain of. */
import { Calls } from '../../../daemon/calls/calls.js';
import { CampaignCalls } from '../../../daemon/calls/campaign/campaign-calls.js';
import type { Attempt } from '../../../daemon/dialer/attempt.js';
import { Attempts } from '../../../daemon/dialer/attempts.js';
import { Desks } from '../../../daemon/dialer/desks.js';
import { Dialer } from '../../../daemon/dialer/dialer.js';
import { Launcher } from '../../../daemon/dialer/launcher.js';
import type { LaunchAsk } from '../../../daemon/dialer/law.js';
import type { AttemptNotice } from '../../../daemon/dialer/notices.js';
import { NumberBook } from '../../../daemon/dialer/number-book.js';
import { Rounds } from '../../../daemon/dialer/rounds.js';
import { RunningCampaign } from '../../../daemon/dialer/running-campaign.js';
import { instead, type Mutation, never, type Undo } from './mutation.js';

/** The law is asked something else than what is. */
function askedOtherwise(change: (ask: LaunchAsk) => Partial<LaunchAsk>): Undo {
  return instead(Launcher, 'askFor', (own, given) => {
    const ask = own(...given) as LaunchAsk | null;
    return ask === null ? null : { ...ask, ...change(ask) };
  });
}

const allDay = { from: '00:00', to: '24:00' } as const;

const ofDialer: readonly Mutation[] = [
  {
    name: 'dnc-forgotten',
    story: 'who asked never to be called again is called',
    put: () => instead(NumberBook, 'onDncList', () => false),
  },
  {
    name: 'hours-forgotten',
    story: 'people are called outside the hours of the campaign',
    put: () => {
      const asked = askedOtherwise(({ campaign }) => ({ campaign: { ...campaign, hours: allDay } }));
      const open = instead(Rounds, 'isOpen', () => true);
      return () => {
        open();
        asked();
      };
    },
  },
  {
    name: 'number-in-two-lists',
    story: 'who is in two lists is called twice within minutes, and more often than the day allows',
    put: () => askedOtherwise(() => ({ callsToday: 0, lastCallAt: null })),
  },
  {
    name: 'line-failure-uses-a-try',
    story: 'a trunk that fails costs the person a try',
    put: () =>
      instead(Attempts, 'write', (own, given) => {
        const [attempt] = given as [Attempt];
        if (attempt.result === 'line-failure') attempt.counted = true;
        own(...given);
      }),
  },
  {
    name: 'busy-told-as-no-answer',
    story: 'the result says that nobody answered where the line was busy',
    put: () =>
      instead(Attempts, 'end', (own, [attempt, notice, ...rest]) => {
        const ended = notice as Extract<AttemptNotice, { notice: 'attempt-ended' }>;
        own(attempt, ended.cause === 17 ? { ...ended, cause: 16, tone: '' } : ended, ...rest);
      }),
  },
  {
    name: 'dropped-in-silence',
    story: 'for whom there is no agent is hung up on without a word',
    put: () => instead(Calls, 'attemptDropped', (own, [callId, _prompts, ...rest]) => own(callId, [], ...rest)),
  },
  {
    name: 'two-seconds-forgotten',
    story: 'who answered waits on and on for an agent',
    put: () => instead(Attempts, 'timer', (own, given) => given[0] === 'grace' || own(...given)),
  },
  {
    name: 'ring-cut-short',
    story: 'telephones stop ringing before anybody can get to them',
    put: () => {
      const waits = instead(CampaignCalls, 'ringsOnMs', () => 0);
      const times = instead(CampaignCalls, 'wayOf', (own, given) => {
        const way = own(...given) as object | null;
        return way === null ? null : { ...way, giveUpMs: 8_000 };
      });
      return () => {
        times();
        waits();
      };
    },
  },
  {
    name: 'cap-forgotten',
    story: 'people are dropped and dropped, and calls go on being paced',
    put: () => instead(RunningCampaign, 'isSpent', () => false),
  },
  {
    name: 'result-never-asked',
    story: 'agents have their next call before they say what came of the last one',
    put: () => never(Desks, 'wantResult'),
  },
  {
    name: 'campaign-call-unknown-to-ledger',
    story: 'recordings of campaigns are not found under their campaign',
    put: () => instead(Dialer, 'recordingOf', () => null),
  },
  {
    name: 'attempt-never-closed',
    story: 'a lead is called once and lies about as being worked on for ever',
    put: () => never(Attempts, 'close'),
  },
];

export const dialerMutations: readonly Mutation[] = ofDialer.map((mutation) => ({ ...mutation, campaigns: true }));
