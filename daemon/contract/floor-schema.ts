/** The people and the queues of a site file, also as pages change them. */
import { z } from 'zod';
import { recordingModes } from '../terms/recordings.js';
import { ruleAttributes, ruleOperators, strategies } from '../terms/site.js';
import {
  agentId,
  allowed,
  between,
  id,
  label,
  list,
  ms,
  named,
  number,
  object,
  oneOf,
  oneShapeOf,
  prompt,
  prompts,
  text,
  whole,
  yesNo,
} from './schema-words.js';

export const maxAgents = 500;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const points = (max: number) => whole(0, max, { en: 'points', zh: '分' });

const overflow = oneShapeOf(
  'to',
  ['hang-up', 'queue', 'flow', 'call-back'],
  [
    object({ to: z.literal('hang-up'), prompts: prompts.default([]) }),
    object({ to: z.literal('queue'), queue: id }),
    object({ to: z.literal('flow'), flow: id }),
    object({ to: z.literal('call-back'), prompts: prompts.default([]) }),
  ],
);

const thresholdMs = object({ on: whole(1_000, dayMs, ms), off: whole(0, dayMs, ms) });
const thresholdCount = object({ on: whole(0, 1_000), off: whole(0, 1_000) });
const thresholdPercent = object({ on: between(0, 100), off: between(0, 100) });

export const queue = object({
  id,
  name: object({ zh: label, en: label }),
  strategy: oneOf(strategies).default('longest-idle'),
  music: prompt,
  prompts: prompts.default([]),
  wrapUpMs: whole(0, hourMs, ms).default(20_000),
  ringTimeoutMs: whole(1_000, 300_000, ms).default(20_000),
  missesUntilNotReady: whole(1, 100).default(2),
  maxWaiting: whole(1, 1_000).default(30),
  maxWaitMs: whole(1_000, dayMs, ms).default(600_000),
  busyPrompts: prompts.default([]),
  ringAtOnce: whole(1, 20).optional(),
  missesByCause: object({ rejected: whole(1, 100).optional(), unreachable: whole(1, 100).optional() }).optional(),
  priority: points(1_000).optional(),
  pointsPerMinute: between(0, 100).optional(),
  firstAfterMs: whole(1_000, dayMs, ms).optional(),
  skill: object({
    name: id,
    atLeast: whole(1, 9),
    relaxBy: whole(1, 9).optional(),
    everyMs: whole(1_000, hourMs, ms).optional(),
  }).optional(),
  nextLevelAfterMs: whole(1_000, hourMs, ms).optional(),
  lastAgent: object({
    withinDays: whole(1, 366, { en: 'days', zh: '天' }),
    holdMs: whole(1_000, 600_000, ms),
  }).optional(),
  owner: object({ holdMs: whole(1_000, 600_000, ms) }).optional(),
  hours: id.optional(),
  whenClosed: overflow.optional(),
  whenFull: overflow.optional(),
  whenWaitedTooLong: overflow.optional(),
  whenNobody: overflow.optional(),
  announce: object({ everyMs: whole(10_000, 600_000, ms), position: yesNo, wait: yesNo }).optional(),
  serviceLevel: object({
    withinMs: whole(1_000, 600_000, ms),
    percent: between(1, 100),
    formula: oneOf(['F1', 'F2', 'F3', 'F4']),
  }).optional(),
  recording: oneOf(recordingModes).optional(),
  thresholds: object({
    waiting: thresholdCount.optional(),
    longestWaitMs: thresholdMs.optional(),
    serviceLevelPercent: thresholdPercent.optional(),
    agentsReady: thresholdCount.optional(),
  }).optional(),
});

const target = oneShapeOf(
  'to',
  ['agent', 'queue', 'number', 'flow'],
  [
    object({ to: z.literal('agent'), agent: agentId }),
    object({ to: z.literal('queue'), queue: id }),
    object({ to: z.literal('number'), number }),
    object({ to: z.literal('flow'), flow: id }),
  ],
);

const date = text(/^\d{4}-\d{2}-\d{2}$/, "a date, in quotes: '2027-02-06'", "日期，加引号：'2027-02-06'").refine(
  isDate,
  allowed('a day that exists: 2027-02-06', '存在的日期：2027-02-06'),
);

function isDate(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

const forwards = list(object({ when: oneOf(['always', 'busy', 'no-answer']), target }), 0, 6);
const skills = named(id, whole(0, 9), 50, 'skill → 0 to 9', '技能 → 0 到 9');
const levels = named(id, whole(1, 9), 20, 'queue → level 1 to 9', '队列 → 级别 1 到 9');

export const agent = object({
  id: agentId,
  name: label,
  line: whole(0, 64, { en: '0: none', zh: '0：没有' }),
  queues: list(id, 0, 20),
  international: yesNo.optional(),
  skills: skills.optional(),
  levels: levels.optional(),
  hiredOn: date.optional(),
  group: label.optional(),
  shift: id.optional(),
  headset: yesNo.optional(),
  remoteNumber: number.optional(),
  forwards: forwards.optional(),
});

export const supervisor = object({ id: agentId, name: label, line: whole(1, 64) });

const timeFrom = text(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, in quotes: '09:00'", "时刻，加引号：'09:00'");
const timeTo = text(
  /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
  "a time of day up to 24:00, in quotes: '18:00'",
  "时刻，至多 24:00，加引号：'18:00'",
);

export const schedule = object({
  id,
  name: label,
  weekly: list(
    object({
      days: list(whole(1, 7, { en: '1 is Monday', zh: '1 为星期一' }), 1, 7),
      from: timeFrom,
      to: timeTo,
    }),
    0,
    50,
  ),
  special: list(
    object({ date, hours: list(object({ from: timeFrom, to: timeTo }), 0, 10), name: label.optional() }),
    0,
    1_000,
  ).optional(),
});

export const rule = object({
  id,
  name: label,
  when: list(
    object({
      attribute: oneOf(ruleAttributes),
      key: text(
        /^[\p{L}\p{N}_-]{1,64}\.[\p{L}\p{N}_.-]{1,64}$/u,
        'Section.Key of the associated data',
        '随路数据的 Section.Key',
      ).optional(),
      operator: oneOf(ruleOperators),
      value: text(/^[^\p{Cc}]{0,500}$/u, 'text of at most 500 characters', '至多 500 个字符'),
    }),
    0,
    20,
  ),
  // biome-ignore lint/suspicious/noThenProperty: the site file's word for what a rule does; never awaited
  then: object({
    queue: id.optional(),
    agent: agentId.optional(),
    points: points(1_000).optional(),
    skill: object({ name: id, atLeast: whole(1, 9) }).optional(),
  }),
});

export const classPriority = named(label, points(1_000), 50, 'class → points', '级别 → 分');

export const parking = object({
  firstSlot: whole(1, 9_999),
  slots: whole(1, 100),
  returnAfterMs: whole(5_000, hourMs, ms),
});

export const rating = object({
  prompts,
  thanksPrompts: prompts,
  agentPrompts: prompts.optional(),
  timeoutMs: whole(1_000, 60_000, ms),
});

export const serviceNumber = object({ landing: number, service: number });

export const thresholds = object({
  notReadyMs: thresholdMs.optional(),
  wrapUpMs: thresholdMs.optional(),
  talkMs: thresholdMs.optional(),
});

const oneTo20Prompts = list(prompt, 1, 20);

export const preparedAnnouncement = object({
  id,
  name: object({ zh: label, en: label }),
  prompts: oneTo20Prompts,
});

export const emergency = object({
  prompts: oneTo20Prompts,
  reason: text(/^[^\p{Cc}]{1,200}$/u, '1 to 200 characters', '1 到 200 个字符'),
  by: text(/^[^\p{Cc}]{1,64}$/u, 'a login of 1 to 64 characters', '1 到 64 个字符的登录名'),
  since: whole(0, Number.MAX_SAFE_INTEGER, ms),
});

/** What a page may change of an agent without the rest of him. */
export const agentParts = { skills, levels, forwards };
