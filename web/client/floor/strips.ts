/** The day of every agent on this page: read once, then followed by what happens. */
import { computed, effect, type Signal, signal } from '@preact/signals';
import type { AgentDay } from '../../../daemon/contract/pages.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import { agents, returns } from '../live/live.js';
import { call } from '../parts/api.js';
import { nowMs, serverNowMs } from '../parts/clock.js';
import { dayFrom, type Strip, stripOf, withStanding } from './day-strip.js';
import { shownWindow } from './floor-state.js';

interface Kept {
  readonly shown: Signal<Strip>;
  /** As the page has seen it since the last hello. */
  seen: Strip;
  agent: LiveAgent | null;
}
const kept = new Map<string, Kept>();
const nothing: Strip = [];
/** When the first of them began his day, as far as it is known. */
const dayBegins = signal(Number.POSITIVE_INFINITY);
/** Some days could not be read. */
export const dayFailed = signal(false);

function keptOf(agentId: string): Kept {
  const known = kept.get(agentId);
  if (known !== undefined) return known;
  const fresh: Kept = { shown: signal(nothing), seen: nothing, agent: null };
  kept.set(agentId, fresh);
  return fresh;
}

export function stripOfAgent(agentId: string): Signal<Strip> {
  return keptOf(agentId).shown;
}

/** Requests at once: a floor of sixty must not delay what agents ask for. */
const readersAtOnce = 3;

async function readDays(ids: readonly string[], current: () => boolean): Promise<void> {
  const left = [...ids];
  let failed = false;
  const read = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined && current(); id = left.shift()) {
      const answer = await call<AgentDay>('GET', `/agents/${encodeURIComponent(id)}/day`);
      if (!current()) return;
      if (!answer.ok) failed = true;
      else {
        const own = keptOf(id);
        own.shown.value = stripOf(answer.value.states, own.seen);
        dayBegins.value = Math.min(dayBegins.peek(), dayFrom([own.shown.peek()], serverNowMs()));
      }
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, read));
  if (current()) dayFailed.value = failed;
}

/** Follows all agents until the returned function is called. */
export function followStrips(): () => void {
  let generation = 0;
  const stopReading = effect(() => {
    if (returns.value === 0) return;
    const mine = ++generation;
    // What happened while the connection was away is in the store.
    for (const own of kept.values()) own.seen = nothing;
    for (const agent of agents.peek().values()) {
      keptOf(agent.id).seen = withStanding(nothing, agent);
    }
    void readDays([...agents.peek().keys()], () => mine === generation);
  });
  const stopFollowing = effect(() => {
    for (const agent of agents.value.values()) {
      const own = keptOf(agent.id);
      if (own.agent === agent) continue;
      own.agent = agent;
      own.seen = withStanding(own.seen, agent);
      own.shown.value = withStanding(own.shown.peek(), agent);
    }
  });
  return () => {
    generation += 1;
    stopReading();
    stopFollowing();
    kept.clear();
    dayBegins.value = Number.POSITIVE_INFINITY;
  };
}

const stepMs = 15_000;
const hourMs = 3_600_000;
/** The right edge moves in steps: strips are drawn again only then, and when something happens. */
const axisTo = computed(() => Math.ceil(nowMs.value / stepMs) * stepMs);

/** From when to when every strip goes, so that they can be compared. */
export const axis = computed(() => {
  const to = axisTo.value;
  const window = shownWindow.value;
  if (window !== 'day') return { from: to - (window === 'hour' ? 1 : 4) * hourMs, to };
  return { from: Math.max(Math.min(dayBegins.value, dayFrom([], to)), to - 24 * hourMs), to };
});
