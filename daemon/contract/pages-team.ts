/**
 * The team's day: calls to look at, the daily summary, scripts. Days are the site's.
 *
 * calls.read-all (SUP-07): GET /api/v1/attention?date=YYYY-MM-DD → AttentionList, newest call first.
 *     GET /api/v1/calls/{id}/events → CallEvents, in their order.
 * floor.supervise or site.manage: PUT /api/v1/attention/rules (attentionRulesBody) → 204.
 *
 * calls.read-all (SUP-13): GET /api/v1/summaries?before=YYYY-MM-DD&limit=N → SummaryList; a new one is told with the
 *     message 'summary' to who may supervise. floor.supervise or site.manage: PUT /api/v1/summaries/settings
 *     (summarySettingsBody) → 204; what is due by then is made at once.
 *
 * agent.work or calls.read-all (AGT-24): GET /api/v1/scripts/{queue}?version=N → ScriptFound, the newest without version.
 * site.manage: GET /api/v1/scripts → ScriptList; PUT /api/v1/scripts/{queue} (scriptBody) → ScriptPut; 409 conflict:
 *     somebody else changed it since `version`. Answers are associated data of the call (message 'set-data'), section
 *     "Script", key the step's id.
 */
import { z } from 'zod';
import type { AttentionRules, AttentionTag } from '../terms/attention.js';
import type { CallEventRow } from '../terms/rows.js';
import { maxAnswers, type Script, type ScriptStep } from '../terms/scripts.js';
import type { DaySummary } from '../terms/summary.js';
import type { CallSummary } from './pages-desk.js';

const dayMs = 86_400_000;
const limitMs = z.int().min(1_000).max(dayMs);

export const attentionRulesBody = z.strictObject({
  abandonedAfterMs: limitMs.nullable(),
  talkLongerMs: limitMs.nullable(),
  ratedFrom: z.int().min(1).max(5).nullable(),
  transfers: z.int().min(1).max(20).nullable(),
  vip: z
    .strictObject({ classes: z.array(z.string().trim().min(1).max(60)).min(1).max(20), waitedMs: limitMs })
    .nullable(),
  emergencyDialled: z.boolean(),
  supervised: z.boolean(),
});
export type AttentionRulesBody = z.infer<typeof attentionRulesBody> & AttentionRules;

export interface AttentionList {
  readonly rules: AttentionRules;
  readonly calls: readonly (CallSummary & { readonly tags: readonly AttentionTag[] })[];
  /** The day had more; the newest are here. */
  readonly more: boolean;
}
export interface CallEvents {
  readonly events: readonly CallEventRow[];
}

const bothTexts = (max: number) => z.strictObject({ zh: z.string().trim().max(max), en: z.string().trim().max(max) });
/** A key of the call's associated data; what begins with _ is not a step. */
const stepId = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u);
const next = stepId.nullable();
const stepText = bothTexts(1_000).refine(({ zh, en }) => zh !== '' || en !== '', 'a step says something');
export const scriptStep = z.discriminatedUnion('ask', [
  z.strictObject({ id: stepId, text: stepText, ask: z.literal('nothing'), next }),
  z.strictObject({ id: stepId, text: stepText, ask: z.literal('text'), next }),
  z.strictObject({
    id: stepId,
    text: stepText,
    ask: z.literal('one-of'),
    answers: z
      .array(z.strictObject({ id: stepId, text: bothTexts(100), next }))
      .min(1)
      .max(maxAnswers),
  }),
]);
export const maxScriptSteps = 50;
export const scriptBody = z.strictObject({
  /** The version that is changed; 0: the queue has none yet. */
  version: z.int().min(0),
  /** null: takes the script away. */
  steps: z.array(scriptStep).min(1).max(maxScriptSteps).nullable(),
});
export interface ScriptFound {
  readonly script: Script | null;
}
export interface ScriptVersion {
  readonly queue: string;
  readonly version: number;
  /** Null: taken away. */
  readonly steps: readonly ScriptStep[] | null;
  readonly madeAt: number;
  readonly madeBy: string;
}
export interface ScriptList {
  readonly scripts: readonly ScriptVersion[];
}
export interface ScriptPut {
  readonly version: number;
}

export const summarySettingsBody = z.strictObject({
  /** Local time of the site. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is a time like 18:00'),
});
export type SummarySettings = z.infer<typeof summarySettingsBody>;
export interface StoredSummary {
  /** "2027-01-31" */
  readonly day: string;
  readonly madeAt: number;
  readonly summary: DaySummary;
}
export interface SummaryList {
  readonly settings: SummarySettings;
  /** Newest day first. */
  readonly summaries: readonly StoredSummary[];
}
