/** Shapes of campaigns, lists and leads on the control socket and from pages; what they mean stands in terms/outbound. */
import { z } from 'zod';
import { campaignModes, leadOperators, resultCodes } from '../terms/outbound.js';
import type { Allocated, ImportAnswer } from '../terms/outbound-figures.js';
import { leadListKinds, leadTextLimits, maxLeadColumns, maxLeadsAtOnce } from '../terms/outbound-figures.js';

const by = z.string().min(1).max(64);
const agentId = z.string().min(1).max(32);
const epochMs = z.int().min(0).max(8.64e15);
const text = z.string().max(500);
const texts = z.array(text).max(100);
const retryRule = z.strictObject({ tries: z.number(), waitMs: z.number() });
/** Of a campaign or list; also part of addresses. */
export const outboundId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'has letters, digits, - and _, at most 64');
const lead = z.string().length(26);
const version = z.int().min(0);

export const columnName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(
    /^[^"\\$[\p{Cc}][^"\\\p{Cc}]*$/u,
    'begins with neither $ nor [ and has no quotation marks, backslashes or control characters',
  );

/** Shape and size only: ranges, and whether queue, flow and trunks exist, are asked by `campaignProblems`. */
export const campaignSchema = z.strictObject({
  id: outboundId,
  name: text,
  mode: z.enum(campaignModes),
  queue: text,
  flow: text,
  lists: z.array(z.strictObject({ list: outboundId, weight: z.number() })).max(100),
  filter: z.array(z.strictObject({ field: text, operator: z.enum(leadOperators), value: text })).max(100),
  trunks: texts,
  callerNumber: text,
  ringTimeoutMs: z.number(),
  maxConcurrent: z.number(),
  waitMusic: text,
  dropPrompts: texts,
  greetingPrompts: texts,
  retry: retryRule,
  retryByResult: z.partialRecord(z.enum(resultCodes), retryRule),
  hours: z.strictObject({ from: text, to: text }),
  days: z.array(z.number()).max(100),
  perNumberPerDay: z.number(),
  dropCap: z.number(),
  answeringMachines: z.boolean(),
  previewMs: z.number(),
  recording: z.enum(['all', 'on-demand']),
  heardPercent: z.number(),
  startAt: z.number().nullable(),
  endAt: z.number().nullable(),
  target: z.number().nullable(),
  script: text,
  needsConsent: z.boolean().optional(),
});

/** As a person's consent is written down. */
export const consentLimits = { source: 200, evidence: 1_000 } as const;

export const leadToImportSchema = z.strictObject({
  line: z.int().min(1),
  // Longer ones are refused row by row, with their line; these bounds only keep the message small.
  number: z.string().max(200),
  name: z.string().max(1_000),
  data: z.record(z.string().max(64), z.string().max(leadTextLimits.data)),
  priority: z.int().min(0).max(9).optional(),
  at: epochMs.optional(),
  agent: z.string().max(64).optional(),
  consent: z
    .strictObject({
      source: z.string().max(consentLimits.source),
      evidence: z.string().max(consentLimits.evidence),
      at: epochMs.optional(),
    })
    .optional(),
});

/** Each once. */
const leadIds = z.array(lead).min(1).max(maxLeadsAtOnce);
const share = z
  .strictObject({
    agent: agentId,
    count: z.int().min(0).max(10_000_000).optional(),
    percent: z.number().min(0).max(100).optional(),
    areas: z
      .array(z.string().regex(/^0\d{2,3}$/))
      .max(400)
      .optional(),
  })
  .refine(({ count, percent }) => count === undefined || percent === undefined, 'has a count or a percentage, not both')
  .refine(
    ({ count, percent, areas }) => count !== undefined || percent !== undefined || (areas ?? []).length > 0,
    'needs a count, a percentage or areas',
  );

export const outboundRequests = {
  /** `version`: on which the change is based, 0: a new one; another one since then is a conflict. */
  'outbound.campaign.put': z.strictObject({ by, version, campaign: z.unknown() }),
  /** Only one that neither runs nor is paused. Its attempts stay. */
  'outbound.campaign.remove': z.strictObject({ by, campaign: outboundId, version }),
  'outbound.campaign.start': z.strictObject({ by, campaign: outboundId, version }),
  'outbound.campaign.pause': z.strictObject({ by, campaign: outboundId, version }),
  'outbound.campaign.stop': z.strictObject({ by, campaign: outboundId, version }),
  /** New, or in place of the one with this id; its kind stays. */
  'outbound.list.put': z.strictObject({
    by,
    list: z.strictObject({
      id: outboundId,
      name: z.string().trim().min(1).max(100),
      kind: z.enum(leadListKinds),
      purpose: z.string().trim().max(500),
      consent: z.string().trim().max(2_000),
      columns: z.array(columnName).max(maxLeadColumns),
    }),
  }),
  /** With its leads; only one that no running or paused campaign calls. Attempts stay. */
  'outbound.list.remove': z.strictObject({ by, list: outboundId }),
  /**
   * One batch of a file, at most maxLeadsAtOnce and within one line of the socket; in order, 1-based. The same batch
   * again gets its answer again: who heard no answer repeats it.
   */
  'leads.import': z.strictObject({
    by,
    /** Made by who imports, new for each file. */
    import: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    list: outboundId,
    /** File name. */
    source: z.string().max(200),
    batch: z.int().min(1).max(1_000_000),
    /** There is no other batch behind it. */
    last: z.boolean(),
    leads: z.array(leadToImportSchema).max(maxLeadsAtOnce),
  }),
  /** Its leads that nobody has worked on go. An open import takes no more batches. */
  'leads.undo-import': z.strictObject({ by, import: z.string().min(1).max(64) }),
  /** Unworked leads that are nobody's: each share in turn takes of what is left. */
  'leads.allocate': z.strictObject({ by, list: outboundId, shares: z.array(share).min(1).max(500) }),
  /** Unworked ones return, worked ones stay. Absent: of all agents. */
  'leads.recall': z.strictObject({ by, list: outboundId, agents: z.array(agentId).min(1).max(500).optional() }),
  /** Leads that are done with one of these results may be called again, all their tries before them. */
  'leads.recycle': z.strictObject({ by, list: outboundId, results: z.array(z.enum(resultCodes)).min(1) }),
  /** To be called at this time, before all others (OUT-07); null: no longer at a set time. Done ones stay done. */
  'leads.timed': z.strictObject({ by, leads: leadIds, at: epochMs.nullable() }),
  /** Every spelling of a person's numbers: his rows lose them, as far as the law lets go of them (CMP-01). */
  'person.erase': z.strictObject({ by, numbers: z.array(z.string().min(3).max(32)).min(1).max(200) }),
  'dnc.add': z.strictObject({
    by,
    numbers: z.array(z.string().max(200)).min(1).max(maxLeadsAtOnce),
    reason: z.string().trim().min(1).max(200),
  }),
  'dnc.remove': z.strictObject({
    by,
    numbers: z.array(z.string().max(200)).min(1).max(maxLeadsAtOnce),
    reason: z.string().trim().min(1).max(200),
  }),
  /** That a person agreed to be called, or (`given` false) took it back; `at`: when he said so. Earlier ones stay. */
  'consent.put': z.strictObject({
    by,
    number: z.string().max(200),
    given: z.boolean(),
    at: epochMs,
    source: z.string().trim().min(1).max(consentLimits.source),
    evidence: z.string().trim().max(consentLimits.evidence),
  }),
  // What an agent asks of outbound work; each is an OutboundAsk of terms/outbound.
  'agent.take-lead': z.strictObject({ agentId, campaign: outboundId, lead }),
  'agent.dial-lead': z.strictObject({ agentId }),
  'agent.skip-lead': z.strictObject({ agentId, reason: z.string().trim().min(1).max(200) }),
  'agent.outbound-result': z.strictObject({
    agentId,
    attempt: z.string().length(26),
    result: z.enum(resultCodes),
    at: epochMs.optional(),
    own: z.boolean().optional(),
    dnc: z.boolean().optional(),
    machine: z.boolean().optional(),
  }),
} as const;

export type OutboundMethod = Exclude<keyof typeof outboundRequests, `agent.${string}`>;
export type OutboundParams<M extends OutboundMethod> = z.infer<(typeof outboundRequests)[M]>;
type Empty = Readonly<Record<string, never>>;

export function isOutboundMethod(method: string): method is OutboundMethod {
  return Object.hasOwn(outboundRequests, method) && !method.startsWith('agent.');
}

export interface OutboundResults {
  'outbound.campaign.put': { readonly version: number };
  'outbound.campaign.remove': Empty;
  'outbound.campaign.start': { readonly version: number };
  'outbound.campaign.pause': { readonly version: number };
  'outbound.campaign.stop': { readonly version: number };
  'outbound.list.put': Empty;
  'outbound.list.remove': { readonly removed: number };
  'leads.import': ImportAnswer;
  'leads.undo-import': { readonly removed: number; readonly kept: number };
  'leads.allocate': Allocated;
  'leads.recall': { readonly recalled: number; readonly kept: number };
  'leads.recycle': { readonly recycled: number };
  /** `kept`: done with, or not there. */
  'leads.timed': { readonly changed: number; readonly kept: number };
  'person.erase': {
    readonly calls: number;
    readonly leads: number;
    readonly attempts: number;
    readonly recordings: number;
    /** Rows that must be kept for now, and until when (epoch ms; null: none). */
    readonly kept: number;
    readonly keptUntil: number | null;
  };
  'dnc.add': { readonly added: number; readonly known: number; readonly refused: readonly string[] };
  'dnc.remove': { readonly removed: number };
  /** `number`: as it is stored. */
  'consent.put': { readonly id: string; readonly number: string };
  'agent.take-lead': Empty;
  'agent.dial-lead': Empty;
  'agent.skip-lead': Empty;
  'agent.outbound-result': Empty;
}
