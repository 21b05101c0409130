/** The options of `npm run simulate`. */
export interface Options {
  readonly seeds: { readonly first: number; readonly last: number };
  readonly hours: number;
  /** Absent: drawn from the seed. */
  readonly agents: number | undefined;
  readonly calls: number | undefined;
  readonly faults: boolean;
  /** True: every day has campaigns; absent: half of them, by their seeds. */
  readonly campaigns: true | undefined;
  /** Days at the same time, each in a process of its own. */
  readonly jobs: number;
  /** File for the inputs of the day; null: not kept. */
  readonly journal: string | null;
  /** Wrong behaviours are put into the switch: is each found? Always with faults. */
  readonly mutations: boolean;
  /** Only the last line. */
  readonly quiet: boolean;
}

export const help = `npm run simulate -- [options]
  --seed N         the day to simulate, 0 to 4294967295; default 1
  --seeds A-B      all these days, with a table and totals
  --hours H        working hours of a day, 0.1 to 24; default 8
  --agents A       4 to 60; default: drawn from the seed
  --calls C        callers of a day; default: drawn from the seed
  --faults         lost and repeated events, alarms, slow disk, web and daemon that die
  --campaigns      campaigns in every day; default: in half of them, drawn from the seed
  --jobs J         days at the same time with --seeds, 1 to 16; default 2
  --journal FILE   keep the inputs of the day, to be replayed
  --mutations      puts wrong behaviours into the switch, one after the other, and tells which day finds each;
                   --seeds 1-100 --hours 1 unless given
  --quiet          nothing but the last line`;

/** Says what is right. */
export class WrongOption extends Error {
  constructor(problem: string) {
    super(`${problem}\n${help}`);
    this.name = 'WrongOption';
  }
}

const maxSeed = 2 ** 32 - 1;

export function optionsOf(args: readonly string[]): Options {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const [name = '', ...inline] = (args[at] ?? '').split('=');
    if (name === '--help') throw new WrongOption('模拟一天 / a simulated day');
    const kind = kinds.get(name);
    if (kind === undefined) throw new WrongOption(`没有此选项 / there is no option "${name}"`);
    if (given.has(name)) throw new WrongOption(`选项重复 / ${name} is there twice`);
    const value = kind === 'flag' ? 'yes' : inline.length > 0 ? inline.join('=') : args[++at];
    if (value === undefined || value === '') throw new WrongOption(`缺少数值 / ${name} needs a value`);
    if (kind === 'flag' && inline.length > 0) throw new WrongOption(`${name} 不带数值 / takes no value`);
    given.set(name, value);
  }
  if (given.has('--seed') && given.has('--seeds'))
    throw new WrongOption('--seed 与 --seeds 只能用一个 / use one of both');
  const mutations = given.has('--mutations');
  if (given.has('--journal') && (given.has('--seeds') || mutations))
    throw new WrongOption('--journal 只用于一天 / is for one --seed');
  return {
    seeds: seedsOf(given, mutations ? 100 : null),
    hours: numberOf(given, '--hours', 0.1, 24, false) ?? (mutations ? 1 : 8),
    agents: numberOf(given, '--agents', 4, 60),
    calls: numberOf(given, '--calls', 0, 1_000_000),
    faults: given.has('--faults'),
    campaigns: given.has('--campaigns') ? true : undefined,
    jobs: numberOf(given, '--jobs', 1, 16) ?? 2,
    journal: given.get('--journal') ?? null,
    mutations,
    quiet: given.has('--quiet'),
  };
}

const kinds = new Map<string, 'flag' | 'value'>([
  ['--seed', 'value'],
  ['--seeds', 'value'],
  ['--hours', 'value'],
  ['--agents', 'value'],
  ['--calls', 'value'],
  ['--jobs', 'value'],
  ['--journal', 'value'],
  ['--faults', 'flag'],
  ['--campaigns', 'flag'],
  ['--mutations', 'flag'],
  ['--quiet', 'flag'],
]);

/** `many`: so many from 1 on if nothing is said; null: one. */
function seedsOf(given: ReadonlyMap<string, string>, many: number | null): Options['seeds'] {
  const range = given.get('--seeds');
  if (range === undefined) {
    const said = numberOf(given, '--seed', 0, maxSeed);
    if (said === undefined && many !== null) return { first: 1, last: many };
    const seed = said ?? 1;
    return { first: seed, last: seed };
  }
  const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(range) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last < first || last > maxSeed) {
    throw new WrongOption(`--seeds 应为 A-B，如 1-100 / must be A-B, such as 1-100, not "${range}"`);
  }
  return { first, last };
}

function numberOf(
  given: ReadonlyMap<string, string>,
  name: string,
  least: number,
  most: number,
  whole = true,
): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    const kind = whole ? '整数 / a whole number' : '数 / a number';
    throw new WrongOption(`${name} 应为 ${least} 到 ${most} 的${kind} from ${least} to ${most}, not "${text}"`);
  }
  return value;
}
