/** Bringing a line up, and changes of one span, on the control socket; what they mean stands in terms/commissioning. */
import { z } from 'zod';
import { type Commissioning, type CommissioningReport, commissioningSteps } from '../terms/commissioning.js';
import type { SpanChange } from '../terms/span-setup.js';

const by = z.string().min(1).max(64);
/** Of a commissioning or a span change. */
export const commissioningId = z.string().regex(/^[0-9a-z]{26}$/, 'is no id');
const span = z.int().min(1).max(8);
/** Of the commissioning: on which the deed is based; another one since then is a conflict. */
const version = z.int().min(1);
const step = z.enum(commissioningSteps);
const deed = { by, id: commissioningId, version };

export const spanSetupSchema = z.strictObject({
  side: z.enum(['user', 'network']),
  protocol: z.enum(['euro-isdn', 'qsig']),
  overlapReceiving: z.boolean(),
  crc4: z.boolean(),
  clockPriority: z.int().min(0).max(8),
});
export const spanName = z.string().trim().min(1).max(40);

export const carrierOrderSchema = z.strictObject({
  carrier: z.string().trim().max(100),
  numbers: z.string().trim().max(1_000),
  signalling: z.enum(['dss1', 'no1', 'qsig']).nullable(),
  crc4: z.boolean().nullable(),
  impedanceOhm: z.union([z.literal(75), z.literal(120)]).nullable(),
  clockFromCarrier: z.boolean().nullable(),
  calledDigits: z.int().min(1).max(20).nullable(),
});

export const commissioningRequests = {
  /**
   * Changes one span while the others carry calls: kept free of new calls, changed when its last call has ended, and
   * taken back when its D-channel isn't up in time. `version`: of the site on which it is based. One at a time a span,
   * and no two that are being applied: 'not-now' says whose is running.
   */
  'span.change': z.strictObject({
    by,
    span,
    setup: spanSetupSchema,
    /** Absent: stays. */
    name: spanName.optional(),
    version: z.int().min(1),
    /** Its calls are cleared now (cause 41); pages ask twice. */
    now: z.boolean().optional(),
  }),
  /** Clears the calls that a change waits for. */
  'span.clear-calls': z.strictObject({ by, id: commissioningId }),
  /** While it waits for calls: nothing is changed. While it is watched: taken back at once. */
  'span.cancel': z.strictObject({ by, id: commissioningId }),
  /** Newest first, at most 100. */
  'span.changes': z.strictObject({}),
  /** One open at a time for a span: 'conflict' names who has it. */
  'commissioning.start': z.strictObject({ by, span }),
  /** Open ones and the last of those that are over, newest first, at most 50. */
  'commissioning.list': z.strictObject({}),
  'commissioning.get': z.strictObject({ id: commissioningId }),
  /** What the carrier has sold; the step 'before'. */
  'commissioning.order': z.strictObject({ ...deed, order: carrierOrderSchema }),
  /** Begins a step's check and answers at once. Steps before it must be good, overruled, or well so far. */
  'commissioning.check': z.strictObject({
    ...deed,
    step,
    /** 'test-call': the number that is called out to; absent: only calls in are waited for. */
    number: z
      .string()
      .regex(/^[0-9*#+]{1,32}$/)
      .optional(),
  }),
  /** Begins to apply what the step proposes and answers at once: `taking` and `notTaken` of the step say what comes of it. */
  'commissioning.take': z.strictObject({ ...deed, step }),
  /** Goes on though the check failed; recorded with the name. */
  'commissioning.overrule': z.strictObject({ ...deed, step, reason: z.string().trim().min(1).max(200) }),
  /** To a step before, or forward again as far as the steps passed allow. */
  'commissioning.back': z.strictObject({ ...deed, step }),
  /** All steps good or overruled. */
  'commissioning.finish': z.strictObject(deed),
  /** What was applied stays; nobody works on it any more. */
  'commissioning.abandon': z.strictObject(deed),
  'commissioning.report': z.strictObject({ id: commissioningId }),
} as const;

export type CommissioningMethod = keyof typeof commissioningRequests;
export type CommissioningParams<M extends CommissioningMethod> = z.infer<(typeof commissioningRequests)[M]>;
type Empty = Readonly<Record<string, never>>;

export function isCommissioningMethod(method: string): method is CommissioningMethod {
  return Object.hasOwn(commissioningRequests, method);
}

export interface CommissioningResults {
  'span.change': { readonly id: string };
  'span.clear-calls': Empty;
  'span.cancel': Empty;
  'span.changes': readonly SpanChange[];
  'commissioning.start': Commissioning;
  'commissioning.list': readonly Commissioning[];
  'commissioning.get': Commissioning;
  'commissioning.order': Commissioning;
  'commissioning.check': Commissioning;
  'commissioning.take': Commissioning;
  'commissioning.overrule': Commissioning;
  'commissioning.back': Commissioning;
  'commissioning.finish': Commissioning;
  'commissioning.abandon': Commissioning;
  'commissioning.report': CommissioningReport;
}
