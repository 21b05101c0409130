/** Whom an agent can mean by what he has typed: colleagues, queues, a number outside, a parking slot. */
import type { Colleague } from '../../../daemon/contract/pages.js';
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import type { Target } from '../../../daemon/terms/targets.js';
import { initials } from '../parts/pinyin.js';

export type Presence = 'idle' | 'ringing' | 'busy' | 'away';

export const presenceOf: Readonly<Record<AgentState, Presence>> = {
  'signed-out': 'away',
  'not-ready': 'away',
  ready: 'idle',
  reserved: 'ringing',
  ringing: 'ringing',
  talking: 'busy',
  held: 'busy',
  consulting: 'busy',
  conference: 'busy',
  'wrap-up': 'busy',
  dialling: 'busy',
  unreachable: 'away',
};

export type Choice =
  | { readonly kind: 'agent'; readonly id: string; readonly colleague: Colleague; readonly presence: Presence }
  | { readonly kind: 'queue'; readonly id: string; readonly queue: LiveQueue }
  | { readonly kind: 'number'; readonly id: string; readonly number: string }
  | { readonly kind: 'slot'; readonly id: string; readonly slot: number };

export interface Searched {
  readonly colleagues: Iterable<Colleague>;
  /** Empty where no queue can be meant. */
  readonly queues: Iterable<LiveQueue>;
  /** Whether a call can be picked up from a slot. */
  readonly slots: boolean;
}

/** More would not be read. */
export const maxChoices = 30;
const presenceOrder: readonly Presence[] = ['idle', 'ringing', 'busy', 'away'];

/** Lower is better; null: does not fit. */
function matchOf(typed: string, id: string, names: readonly string[]): number | null {
  if (typed === '') return 3;
  if (id.toLowerCase() === typed) return 0;
  if (id.toLowerCase().startsWith(typed)) return 1;
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower.startsWith(typed) || initials(name).startsWith(typed)) return 1;
    if (lower.includes(typed) || initials(name).includes(typed)) return 2;
  }
  return id.toLowerCase().includes(typed) ? 2 : null;
}

/** What can be dialled of what was typed; null: nothing. */
export function dialable(typed: string): string | null {
  const number = typed.replace(/[\s()-]/g, '');
  return /^\+?[0-9*#]{3,24}$/.test(number) ? number : null;
}

/** Best first: who fits exactly, then who is idle. */
export function choicesFor(typed: string, { colleagues, queues, slots }: Searched): readonly Choice[] {
  const wanted = typed.trim().toLowerCase();
  const ranked: { readonly choice: Choice; readonly rank: readonly [number, number, string] }[] = [];
  for (const colleague of colleagues) {
    const rank = matchOf(wanted, colleague.id, [colleague.name]);
    if (rank === null) continue;
    const presence = presenceOf[colleague.state];
    ranked.push({
      choice: { kind: 'agent', id: `agent ${colleague.id}`, colleague, presence },
      rank: [rank, presenceOrder.indexOf(presence), colleague.id],
    });
  }
  for (const queue of queues) {
    const rank = matchOf(wanted, queue.id, [queue.name.zh, queue.name.en]);
    // Queues behind the people who fit as well.
    if (rank !== null) {
      ranked.push({ choice: { kind: 'queue', id: `queue ${queue.id}`, queue }, rank: [rank, 9, queue.id] });
    }
  }
  ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.rank[2] < b.rank[2] ? -1 : 1));
  const choices = ranked.map(({ choice }) => choice).slice(0, maxChoices);
  const number = dialable(wanted);
  const isAgent = ranked.some(({ choice, rank }) => choice.kind === 'agent' && rank[0] === 0);
  if (number !== null && !isAgent) {
    const isSlot = slots && /^[0-9]{3,4}$/.test(number);
    if (isSlot) choices.push({ kind: 'slot', id: `slot ${number}`, slot: Number(number) });
    choices.push({ kind: 'number', id: 'number', number });
  }
  return choices;
}

/** null: a slot is picked up, not called. */
export function targetOf(choice: Choice): Target | null {
  switch (choice.kind) {
    case 'agent':
      return { to: 'agent', agent: choice.colleague.id };
    case 'queue':
      return { to: 'queue', queue: choice.queue.id };
    case 'number':
      return { to: 'number', number: choice.number };
    case 'slot':
      return null;
  }
}
