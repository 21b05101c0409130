/** Cards on the control socket; what they mean stands in terms/cards. */
import { z } from 'zod';
import type { Blink, CardApply, CardPlan, CardScan, TimingTest } from '../terms/cards.js';

const by = z.string().min(1).max(64);
const span = z.int().min(1).max(8);
/** The most the driver counts to. */
export const maxDriverSpan = 128;
export const maxDriverChannel = 1_023;
/** As a scan told it. */
const place = z
  .string()
  .regex(/^(pci [0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|usb \d{1,3}-[\d.]{1,20}|dynamic [a-z]{1,8} \d{1,3})$/, {
    error: 'is a place as a scan told it: pci 0000:03:00.0',
  });
/** Of a timing test or an apply. */
export const cardsId = z.string().regex(/^[0-9a-z]{26}$/, 'is an id as it was answered at the start');
export const planId = z.string().regex(/^[0-9a-f]{64}$/, 'is the id of a plan as it was answered');

const driverChannel = z.int().min(1).max(maxDriverChannel);
export const cardLines = z.strictObject({
  spans: z.array(z.int().min(1).max(maxDriverSpan)).max(8),
  telephones: z.array(driverChannel).max(64),
  exchangeLines: z.array(driverChannel).max(32),
});
export const spanSetup = z.strictObject({
  side: z.enum(['user', 'network']),
  protocol: z.enum(['euro-isdn', 'qsig']),
  overlapReceiving: z.boolean(),
  crc4: z.boolean(),
  clockPriority: z.int().min(0).max(8),
});

const blinkShape = { place, port: z.int().min(0).max(64), on: z.boolean() };
const timingShape = { seconds: z.int().min(1).max(60) };
const planShape = {
  /** Absent: those of the site in force. None at all: drivers of cards that wait for them are loaded. */
  lines: cardLines.optional(),
  /** In place of the site's. */
  setups: z
    .array(z.strictObject({ span, setup: spanSetup }))
    .max(8)
    .optional(),
};
/** `plan`: what the person was shown; another one since then is a conflict. */
const applyShape = { plan: planId, ...planShape, span: span.nullable() };

/** What a page sends: who asks is the session's to say. */
export const blinkBody = z.strictObject(blinkShape);
export const timingBody = z.strictObject(timingShape);
export const planBody = z.strictObject(planShape);
export const applyBody = z.strictObject(applyShape);

export const cardsRequests = {
  /** Looks now. */
  'cards.scan': z.strictObject({}),
  /** Rejected with 'not-found': no such card or port now. */
  'cards.blink': z.strictObject({ by, ...blinkShape }),
  /** Answers at once; of a test that runs, its id. */
  'cards.timing-test': z.strictObject({ by, ...timingShape }),
  'cards.timing': z.strictObject({ id: cardsId }),
  /** Changes nothing. */
  'cards.plan': z.strictObject(planShape),
  /**
   * Answers at once. One span alone is given to the driver when `span` says so; its calls must have ended. Rejected with
   * 'conflict' (the plan would be another now) and 'not-now' (another apply runs).
   */
  'cards.apply': z.strictObject({ by, ...applyShape }),
  'cards.applied': z.strictObject({ id: cardsId }),
} as const;

export type CardsMethod = keyof typeof cardsRequests;
export type CardsParams<M extends CardsMethod> = z.infer<(typeof cardsRequests)[M]>;

export function isCardsMethod(method: string): method is CardsMethod {
  return Object.hasOwn(cardsRequests, method);
}

export interface CardsResults {
  'cards.scan': CardScan;
  'cards.blink': Blink;
  'cards.timing-test': { readonly id: string };
  'cards.timing': TimingTest;
  'cards.plan': CardPlan;
  'cards.apply': { readonly id: string };
  'cards.applied': CardApply;
}
