/**
 * The site file's shape. Each rule carries what it allows (`schema-words.ts`); `site-problems.ts` adds where it was
 * and what was found.
 */
import { z } from 'zod';
import { fewestKeepDays, type Site } from '../terms/site.js';
import { maxDriverChannel, maxDriverSpan } from './cards-schema.js';
import {
  agent,
  classPriority,
  emergency,
  maxAgents,
  parking,
  preparedAnnouncement,
  queue,
  rating,
  rule,
  schedule,
  serviceNumber,
  supervisor,
  thresholds,
} from './floor-schema.js';
import {
  allowed,
  dataName,
  id,
  label,
  list,
  ms,
  named,
  number,
  object,
  oneOf,
  oneShapeOf,
  prompts,
  text,
  timeZone,
  whole,
  yesNo,
} from './schema-words.js';

export const countries = ['cn', 'us', 'gb', 'de'] as const;
const blocks = ['play', 'menu', 'queue', 'set-data', 'voicemail', 'hang-up'] as const;

const node = oneShapeOf('block', blocks, [
  object({ block: z.literal('play'), prompts, next: id }),
  object({
    block: z.literal('menu'),
    prompts,
    keys: named(
      text(/^[0-9*#]$/, 'a key 0-9, * or #, in quotes', '按键 0-9、* 或 #，加引号'),
      id,
      12,
      'key → node',
      '按键 → 节点',
    ),
    timeoutMs: whole(1_000, 60_000, ms).default(5_000),
    retries: whole(0, 5).default(2),
    wrongKeyPrompts: prompts.default([]),
    otherwise: id,
  }),
  object({ block: z.literal('queue'), queue: id }),
  object({
    block: z.literal('set-data'),
    section: dataName,
    key: dataName,
    value: text(/^[^\p{Cc}]{0,200}$/u, 'at most 200 characters', '至多 200 个字符').optional(),
    next: id,
  }),
  object({
    block: z.literal('voicemail'),
    prompts: prompts.default([]),
    queue: id,
    maxMs: whole(5_000, 600_000, ms).default(180_000),
    next: id,
  }),
  object({ block: z.literal('hang-up'), prompts: prompts.default([]) }),
]);

const digits = (max: number) =>
  text(new RegExp(`^[0-9*#]{0,${max}}$`), `at most ${max} digits, in quotes`, `至多 ${max} 位数字，加引号`);
const numberType = oneOf(['unknown', 'international', 'national', 'network-specific', 'subscriber']);
const numberPlan = oneOf(['unknown', 'isdn', 'national', 'private']);

const trunkChannels = z.union(
  [
    object({
      span: whole(1, 8),
      timeslots: text(/^[\d\s,-]{1,80}$/, "timeslots: '1-10,17'", "时隙，如 '1-10,17'").optional(),
    }),
    object({ line: whole(1, 96) }),
  ],
  allowed(
    "span: 1 (with timeslots: '1-10,17' if not all of them), or line: 9",
    "span: 1（不用全部时隙时加 timeslots: '1-10,17'），或 line: 9",
  ),
);

export const trunk = object({
  id,
  name: object({ zh: label, en: label }),
  channels: list(trunkChannels, 1, 80),
  hunting: oneOf(['lowest', 'highest', 'round-robin', 'least-recently-used']).optional(),
  in: object({
    plainMobiles: yesNo.optional(),
    completeLocal: yesNo.optional(),
    typePrefixes: object({
      international: digits(8).optional(),
      national: digits(8).optional(),
      subscriber: digits(8).optional(),
    }).optional(),
    calledPrefix: digits(16).optional(),
  }).optional(),
  out: object({
    callingNumber: digits(20).optional(),
    furtherNumbers: list(
      text(/^[0-9]{1,20}$/, '1 to 20 digits, in quotes', '1 至 20 位数字，加引号'),
      0,
      100,
    ).optional(),
    callingType: numberType.optional(),
    callingPlan: numberPlan.optional(),
    calledType: numberType.optional(),
    calledPlan: numberPlan.optional(),
    prefix: digits(8).optional(),
    localWithoutAreaCode: yesNo.optional(),
    zeroBeforeMobiles: object({ except: list(digits(11), 0, 1_000) }).optional(),
  }).optional(),
  answerSupervision: oneOf(['none', 'polarity']).optional(),
  listenFor: list(oneOf(['progress', 'data']), 0, 2).optional(),
  testNumber: digits(20).optional(),
});

export const route = object({
  prefixes: list(digits(20), 1, 500),
  priority: whole(1, 1_000).optional(),
  trunks: list(id, 1, 20),
});

export const spans = list(
  object({
    span: whole(1, 8),
    name: label,
    side: oneOf(['user', 'network']).optional(),
    protocol: oneOf(['euro-isdn', 'qsig']).optional(),
    overlapReceiving: yesNo.optional(),
    crc4: yesNo.optional(),
    clockPriority: whole(0, 8).optional(),
  }),
  0,
  8,
);

export const numbers = list(object({ number, flow: id }), 0, 1_000);

const driverChannels = (max: number) =>
  list(whole(1, maxDriverChannel, { en: 'the driver’s number of a channel', zh: '驱动的通道号' }), 0, max);

const boardKinds = ['virtual', 'dahdi'] as const;
export const board = oneShapeOf('kind', boardKinds, [
  object({
    kind: z.literal('virtual'),
    spans: whole(1, 8, { en: 'E1 spans', zh: 'E1 条数' }),
    lines: whole(1, 64, { en: 'telephone ports', zh: '话机口数' }),
    exchangeLines: whole(0, 32, { en: 'lines to an exchange', zh: '外线口数' }).optional(),
  }),
  object({
    kind: z.literal('dahdi'),
    spans: whole(0, 8, { en: 'E1 spans', zh: 'E1 条数' }),
    lines: whole(0, 64, { en: 'telephone ports', zh: '话机口数' }),
    exchangeLines: whole(0, 32, { en: 'lines to an exchange', zh: '外线口数' }).optional(),
    card: object({
      spans: list(whole(1, maxDriverSpan, { en: 'the driver’s number of a span', zh: '驱动的中继号' }), 0, 8).default(
        [],
      ),
      telephones: driverChannels(64).default([]),
      exchangeLines: driverChannels(32).default([]),
    }),
  }),
]);

const keepDays = whole(fewestKeepDays, 3_650, { en: 'days', zh: '天' });
/** Never under 30 days, whoever asks (china.md 8). */
export const recordings = object({
  keepDays,
  rules: list(
    object({
      kind: oneOf(['call', 'voicemail', 'test']).optional(),
      queue: id.optional(),
      campaign: id.optional(),
      keepDays,
    }),
    0,
    50,
  ).optional(),
  encrypt: yesNo.optional(),
});

export const siteSchema = object({
  country: oneOf(countries),
  timeZone,
  board,
  spans: spans.optional(),
  lines: list(object({ line: whole(1, 96), number }), 0, 64).optional(),
  areaCode: text(
    /^0\d{1,5}$/,
    "the area code with its leading 0, in quotes: '021'",
    "带前导 0 的区号，加引号：'021'",
  ).optional(),
  trunks: list(trunk, 0, 50).optional(),
  routes: list(route, 0, 200).optional(),
  numbers,
  defaultFlow: id,
  flows: list(object({ id, start: id, nodes: named(id, node, 200, 'name → node', '名称 → 节点') }), 1, 100),
  queues: list(queue, 0, 100),
  agents: list(agent, 0, maxAgents),
  supervisors: list(supervisor, 0, 50).optional(),
  schedules: list(schedule, 0, 100).optional(),
  rules: list(rule, 0, 200).optional(),
  classPriority: classPriority.optional(),
  parking: parking.optional(),
  rating: rating.optional(),
  serviceNumbers: list(serviceNumber, 0, 200).optional(),
  thresholds: thresholds.optional(),
  emergencies: list(preparedAnnouncement, 0, 50).optional(),
  emergency: emergency.optional(),
  recordings: recordings.optional(),
});

/**
 * Fails to compile when the file's schema and the term drift apart; an absent key is told from one
 * that is there and undefined, which a parsed file never has.
 */
export function asSite(parsed: z.infer<typeof siteSchema>): Site {
  return parsed satisfies WithUndefined<Site> as Site;
}

export type WithUndefined<T> = T extends readonly (infer Item)[]
  ? readonly WithUndefined<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: WithUndefined<T[Key]> | Optional<T, Key> }
    : T;
type Optional<T, Key extends keyof T> = object extends Pick<T, Key> ? undefined : never;
