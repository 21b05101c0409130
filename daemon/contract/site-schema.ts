/**
 * The site file's shape. Each rule carries what it allows, in English and Chinese on two lines, so
 * that an error can say it; `site-problems.ts` adds where it was and what was found.
 */
import { z } from 'zod';
import type { Site } from '../terms/site.js';

export const countries = ['cn', 'us', 'gb', 'de'] as const;
const blocks = ['play', 'menu', 'queue', 'set-data', 'hang-up'] as const;

/** Between the two languages of a rule. */
export const languageBreak = '\n';
/** A strict object's known keys follow this in its error. */
export const knownKeysMark = 'keys:';

function allowed(en: string, zh: string): { error: () => string } {
  return { error: () => `${en}${languageBreak}${zh}` };
}

function whole(min: number, max: number, unit: { en: string; zh: string } = { en: '', zh: '' }): z.ZodNumber {
  const range = allowed(
    `a whole number from ${min} to ${max}${unit.en && ` (${unit.en})`}`,
    `${min} 到 ${max} 的整数${unit.zh && `（${unit.zh}）`}`,
  );
  return z.int(range).min(min, range).max(max, range);
}
const ms = { en: 'milliseconds', zh: '毫秒' };

function text(pattern: RegExp, en: string, zh: string): z.ZodString {
  return z.string(allowed(en, zh)).regex(pattern, allowed(en, zh));
}

function list<T extends z.ZodType>(item: T, min: number, max: number): z.ZodArray<T> {
  const size = allowed(
    `a list of ${min > 0 ? `${min} to ${max}` : `at most ${max}`}`,
    `${min > 0 ? `${min} 到 ${max}` : `至多 ${max}`} 项的列表`,
  );
  return z.array(item, size).min(min, size).max(max, size);
}

function object<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${knownKeysMark}${keys}`
        : `a group of settings (${keys})${languageBreak}一组设置（${keys}）`,
  });
}

function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, allowed(`one of ${values.join(', ')}`, `${values.join('、')} 之一`));
}

const id = text(
  /^[\p{L}\p{N}_.-]{1,32}$/u,
  'a name of 1 to 32 letters, digits, _ . -',
  '1 到 32 个字母、汉字、数字或 _ . -',
);
const agentId = text(
  /^[A-Za-z0-9_-]{1,32}$/,
  'an id of 1 to 32 letters, digits, _ -',
  '1 到 32 个字母、数字或 _ - 的工号',
);
const number = text(
  /^[0-9*#+]{1,32}$/,
  "digits as the network sends them, in quotes: '02160001000'",
  "运营商送来的号码，加引号：'02160001000'",
);
const prompt = text(
  /^[A-Za-z0-9_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,3}$/,
  'a sound below the sounds folder, without extension: zh/welcome',
  '声音目录下的文件名，不带扩展名：zh/welcome',
);
const prompts = list(prompt, 0, 20);
const label = text(/^[^\p{Cc}]{1,60}$/u, '1 to 60 characters', '1 到 60 个字符');
const timeZone = z
  .string(allowed('an IANA time zone: Asia/Shanghai', 'IANA 时区：Asia/Shanghai'))
  .refine(isTimeZone, allowed('an IANA time zone: Asia/Shanghai', 'IANA 时区：Asia/Shanghai'));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

function named<T extends z.ZodType>(keyRule: z.ZodString, value: T, max: number, en: string, zh: string) {
  const size = allowed(`${en}, at most ${max}`, `${zh}，至多 ${max} 个`);
  return z.record(keyRule, value, size).refine((record) => Object.keys(record).length <= max, size);
}

const dataName = text(
  /^[\p{L}\p{N}_.-]{1,64}$/u,
  'a name of 1 to 64 letters, digits, _ . -',
  '1 到 64 个字母、汉字、数字或 _ . -',
);

const node = z.discriminatedUnion(
  'block',
  [
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
    object({ block: z.literal('hang-up'), prompts: prompts.default([]) }),
  ],
  allowed(`block: one of ${blocks.join(', ')}`, `block：${blocks.join('、')} 之一`),
);

const queue = object({
  id,
  name: object({ zh: label, en: label }),
  strategy: oneOf(['longest-idle']).default('longest-idle'),
  music: prompt,
  prompts: prompts.default([]),
  wrapUpMs: whole(0, 3_600_000, ms).default(20_000),
  ringTimeoutMs: whole(1_000, 300_000, ms).default(20_000),
  missesUntilNotReady: whole(1, 100).default(2),
  maxWaiting: whole(1, 1_000).default(30),
  maxWaitMs: whole(1_000, 86_400_000, ms).default(600_000),
  busyPrompts: prompts.default([]),
});

const digits = (max: number) =>
  text(new RegExp(`^[0-9*#]{0,${max}}$`), `at most ${max} digits, in quotes`, `至多 ${max} 位数字，加引号`);
const yesNo = z.boolean(allowed('true or false', 'true 或 false'));
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

const trunk = object({
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
});

const route = object({
  prefixes: list(digits(20), 1, 500),
  priority: whole(1, 1_000).optional(),
  trunks: list(id, 1, 20),
});

export const siteSchema = object({
  country: oneOf(countries),
  timeZone,
  board: object({
    kind: oneOf(['virtual']),
    spans: whole(1, 8, { en: 'E1 spans', zh: 'E1 条数' }),
    lines: whole(1, 64, { en: 'telephone ports', zh: '话机口数' }),
    exchangeLines: whole(0, 32, { en: 'lines to an exchange', zh: '外线口数' }).optional(),
  }),
  spans: list(
    object({
      span: whole(1, 8),
      name: label,
      side: oneOf(['user', 'network']).optional(),
      protocol: oneOf(['euro-isdn', 'qsig']).optional(),
      overlapReceiving: yesNo.optional(),
    }),
    0,
    8,
  ).optional(),
  lines: list(object({ line: whole(1, 96), number }), 0, 64).optional(),
  areaCode: text(
    /^0\d{1,5}$/,
    "the area code with its leading 0, in quotes: '021'",
    "带前导 0 的区号，加引号：'021'",
  ).optional(),
  trunks: list(trunk, 0, 50).optional(),
  routes: list(route, 0, 200).optional(),
  numbers: list(object({ number, flow: id }), 0, 1_000),
  defaultFlow: id,
  flows: list(object({ id, start: id, nodes: named(id, node, 200, 'name → node', '名称 → 节点') }), 1, 100),
  queues: list(queue, 0, 100),
  agents: list(
    object({ id: agentId, name: label, line: whole(1, 64), queues: list(id, 0, 20), international: yesNo.optional() }),
    0,
    64,
  ),
});

/**
 * Fails to compile when the file's schema and the term drift apart; an absent key is told from one
 * that is there and undefined, which a parsed file never has.
 */
export function asSite(parsed: z.infer<typeof siteSchema>): Site {
  return parsed satisfies WithUndefined<Site> as Site;
}

type WithUndefined<T> = T extends readonly (infer Item)[]
  ? readonly WithUndefined<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: WithUndefined<T[Key]> | Optional<T, Key> }
    : T;
type Optional<T, Key extends keyof T> = object extends Pick<T, Key> ? undefined : never;
