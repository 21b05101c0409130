/** The doctor and test calls on the control socket; what they mean stands in terms/diagnosis. */
import { z } from 'zod';
import type { Diagnosis, TestCall, TypeTrial } from '../terms/diagnosis.js';

const by = z.string().min(1).max(64);
export const diagnosisKinds = ['trunk', 'cannot-call', 'no-sound'] as const;
/** Of a diagnosis or a test call. */
export const doctorId = z.string().regex(/^[0-9a-z]{26}$/, 'is an id as it was answered at the start');

/** `span` is of 'trunk' alone; the others look at the whole box and have 0. */
const diagnosisShape = {
  kind: z.enum(diagnosisKinds),
  span: z.int().min(0).max(8),
  /** 'cannot-call': the number that could not be reached, if one is known. */
  number: z
    .string()
    .regex(/^[0-9*#+]{1,32}$/)
    .optional(),
  /** 'cannot-call', 'no-sound': whose telephone it was, if one is known. */
  agentId: z.string().min(1).max(32).optional(),
};
const moment = z.int().min(0).max(4_102_444_800_000);
/** `span` 0: of the whole box; absent: all. Began in [from, to), epoch ms. `before`: older than this one. */
const diagnosesShape = {
  span: z.int().min(0).max(8).optional(),
  from: moment.optional(),
  to: moment.optional(),
  before: doctorId.optional(),
};
/** Of one answer. */
export const diagnosesPage = 50;
const testCallShape = {
  span: z.int().min(1).max(8),
  /** Null: any idle one. */
  timeslot: z.int().min(1).max(31).nullable(),
  /** 'in': the next call on that span, for at most three minutes. */
  direction: z.enum(['in', 'out']),
  /** As it is dialled; '' of an incoming one. */
  number: z.string().regex(/^[0-9*#+]{0,32}$/),
};

const typeTrialShape = {
  span: z.int().min(1).max(8),
  /** As it was dialled. */
  number: z.string().regex(/^[0-9*#+]{1,32}$/),
};

/** What a page sends: who asks is the session's to say. */
export const diagnosisBody = z.strictObject(diagnosisShape);
export const diagnosesQuery = z.strictObject(diagnosesShape);
export const testCallBody = z.strictObject(testCallShape);
export const typeTrialBody = z.strictObject(typeTrialShape);

export const doctorRequests = {
  /** Answers at once; of a span that is being looked at, the id of that run. */
  'doctor.start': z.strictObject({ by, ...diagnosisShape }),
  'doctor.get': z.strictObject({ id: doctorId }),
  /** Those that run and those that are kept, newest first. */
  'doctor.list': z.strictObject(diagnosesShape),
  /** Rejected with 'not-now' if that span already has one, no channel is idle, or the line is down. */
  'test-call.start': z.strictObject({ by, ...testCallShape }),
  'test-call.get': z.strictObject({ id: doctorId }),
  /** The last ones, newest first. */
  'test-call.list': z.strictObject({}),
  /** Hangs up; of one that has ended: nothing happens. */
  'test-call.end': z.strictObject({ by, id: doctorId }),
  /** Answers at once; of a span on which numbers are being tried, 'not-now'. */
  'number-types.start': z.strictObject({ by, ...typeTrialShape }),
  'number-types.get': z.strictObject({ id: doctorId }),
} as const;

export type DoctorMethod = keyof typeof doctorRequests;
export type DoctorParams<M extends DoctorMethod> = z.infer<(typeof doctorRequests)[M]>;

export function isDoctorMethod(method: string): method is DoctorMethod {
  return Object.hasOwn(doctorRequests, method);
}

export interface DoctorResults {
  'doctor.start': { readonly id: string };
  'doctor.get': Diagnosis;
  /** `more`: older ones are kept. */
  'doctor.list': { readonly diagnoses: readonly Diagnosis[]; readonly more: boolean };
  'test-call.start': { readonly id: string };
  'test-call.get': TestCall;
  'test-call.list': { readonly testCalls: readonly TestCall[] };
  'test-call.end': Readonly<Record<string, never>>;
  'number-types.start': { readonly id: string };
  'number-types.get': TypeTrial;
}
