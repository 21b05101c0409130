/** What agents and supervisors of other systems complain of: stuck, doubled, forgotten, out of turn. */
import type { AgentRecord } from '../../../daemon/acd/agents.js';
import type { Contact } from '../../../daemon/acd/contact.js';
import { Counts } from '../../../daemon/acd/counts.js';
import { Distribution } from '../../../daemon/acd/distribution.js';
import { Entrance } from '../../../daemon/acd/entrance.js';
import { Fresh } from '../../../daemon/acd/fresh.js';
import { Hours } from '../../../daemon/acd/hours.js';
import { Member } from '../../../daemon/acd/members.js';
import type { AcdStep } from '../../../daemon/acd/notices.js';
import { Offers } from '../../../daemon/acd/offers.js';
import type { Roster } from '../../../daemon/acd/roster.js';
import { TakingPart } from '../../../daemon/acd/taking-part.js';
import type { Waiting } from '../../../daemon/acd/waiting.js';
import { WaitingLine as Line, type WaitingLine, Walk } from '../../../daemon/acd/waiting-line.js';
import { instead, type Mutation, never } from './mutation.js';

const seen = new WeakSet<object>();

export const acdMutations: readonly Mutation[] = [
  {
    name: 'wrap-up-cut-by-transfer',
    story: 'the wrap-up of who has transferred a call ends with the call',
    put: () =>
      instead<{ readonly roster: Roster }>(TakingPart, 'callEnded', (own, given, { roster }) => {
        const [callId, step] = given as [string, AcdStep];
        const wrapping = [...roster.all()].filter(
          ({ wrapUp, since }) => wrapUp?.callId === callId && since < step.atMs,
        );
        own(...given);
        for (const record of wrapping) roster.send(record, 'wrap-up-over', step);
      }),
  },
  {
    name: 'two-agents-for-one-caller',
    story: 'one more agent than the queue wants is reserved and rung for a caller',
    put: () =>
      instead(Fresh, 'place', (own, [contact, queue, pool, count, ...rest]) =>
        own(contact, queue, pool, Number(count) + 1, ...rest),
      ),
  },
  {
    name: 'last-come-first-served',
    story: 'who comes last is served first',
    put: () =>
      instead<{ readonly byAge: readonly Contact[]; readonly byPoints: readonly Contact[] }>(
        Line,
        'walk',
        (_own, [atMs], line) =>
          new Walk(
            line as unknown as WaitingLine,
            [...line.byAge].reverse(),
            [...line.byPoints].reverse(),
            Number(atMs),
          ),
      ),
  },
  {
    name: 'skills-forgotten',
    story: 'everybody is offered what only some can do',
    put: () => instead(Member, 'skillOf', () => 9),
  },
  {
    name: 'off-shift-offered',
    story: 'who has gone home by his shift is rung on',
    put: () => instead(Hours, 'isOpen', () => true),
  },
  {
    name: 'place-lost-by-missed-offer',
    story: 'a caller whose agent did not lift goes to the end of the queue',
    put: () =>
      instead<Waiting>(Line, 'add', (own, [contact]) => {
        const one = contact as { since: number; ticket: number; readonly enteredAt: number };
        // He was here before: he comes back from an offer.
        if (seen.has(one)) one.ticket += 1_000_000;
        seen.add(one);
        own(one);
      }),
  },
  {
    name: 'waits-for-ever',
    story: 'the longest wait of a queue is not kept',
    put: () => never(Distribution, 'waitedTooLong'),
  },
  {
    name: 'rings-for-ever',
    story: 'a telephone that nobody lifts rings on, and nobody else is offered the caller',
    put: () => never(Offers, 'ringTimeout'),
  },
  {
    name: 'queue-never-full',
    story: 'more callers are let into a queue than it holds',
    put: () => instead(Entrance, 'whyNot', () => null),
  },
  {
    name: 'restart-forgets-counts',
    story: 'the wallboard begins at zero after a restart in the middle of the day',
    put: () => never(Counts, 'restore'),
  },
  {
    name: 'agent-stays-in-ended-call',
    story: 'every tenth agent still talks, says his page, when his call is over',
    put: () => {
      const calls = new Map<unknown, number>();
      return instead(TakingPart, 'leave', (own, given) => {
        const [callId, record] = given as [string, AgentRecord];
        if (!calls.has(callId)) calls.set(callId, calls.size);
        if ((calls.get(callId) ?? 0) % 10 !== 9 || record.state !== 'talking') own(...given);
      });
    },
  },
];
