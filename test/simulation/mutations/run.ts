/** `npm run simulate -- --mutations`: is each wrong behaviour found, and by what? */
import { SimulatedDay } from '../day/day.js';
import type { Options } from '../day/options.js';
import { timeOf } from '../day/verdict.js';
import { acdMutations } from './acd.js';
import { callMutations } from './calls.js';
import { dialerMutations } from './dialer.js';
import type { Mutation } from './mutation.js';

export const mutations: readonly Mutation[] = [...acdMutations, ...callMutations, ...dialerMutations];

export interface Caught {
  readonly name: string;
  /** Null: no day found it. */
  readonly seed: number | null;
  /** The invariant it broke first. */
  readonly code: string;
  readonly story: string;
}

type Wish = Pick<Options, 'seeds' | 'hours' | 'agents' | 'calls'>;

/** The first of these days that finds it and is without fault otherwise. */
export async function hunt(mutation: Mutation, wish: Wish): Promise<Caught> {
  const { name } = mutation;
  for (let seed = wish.seeds.first; seed <= wish.seeds.last; seed++) {
    const undo = mutation.put();
    const wrong = await firstViolation(seed, wish, mutation.campaigns).finally(undo);
    if (wrong === null || (await firstViolation(seed, wish, mutation.campaigns)) !== null) continue;
    return { name, seed, code: wrong.code, story: `${timeOf(wrong.at)} ${wrong.story}` };
  }
  return { name, seed: null, code: '', story: '' };
}

async function firstViolation(seed: number, { hours, agents, calls }: Wish, campaigns: true | undefined) {
  const { violations } = await new SimulatedDay({ seed, hours, agents, calls, campaigns, faults: true }).run();
  return violations[0] ?? null;
}

export async function huntAll(options: Options, commit: string): Promise<number> {
  const began = performance.now();
  const caught: Caught[] = [];
  for (const mutation of mutations) {
    const found = await hunt(mutation, options);
    caught.push(found);
    const how = found.seed === null ? '未发现 / NOT FOUND' : `seed ${found.seed}: ${found.code}: ${found.story}`;
    console.error(`${mutation.name} (${mutation.story})\n  ${how.slice(0, 220)}`);
  }
  const missed = caught.filter(({ seed }) => seed === null).map(({ name }) => name);
  const { first, last } = options.seeds;
  const wallMs = Math.round(performance.now() - began);
  console.log(JSON.stringify({ seeds: `${first}-${last}`, commit, caught, missed, wallMs }));
  return missed.length === 0 ? 0 : 1;
}
