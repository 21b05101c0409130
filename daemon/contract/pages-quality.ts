/**
 * Judging calls (质检). Whose calls one may judge, read or comment is whose recordings one may hear.
 *
 * quality.own: GET /api/v1/quality/news → QualityNews, what the agent has not read; POST /api/v1/quality/news/seen
 *     (newsSeenBody) → 204. POST /api/v1/quality/scores/{id}/appeal (appealBody) → Score; 409 when there is one already,
 *     or the time for it is over.
 * quality.read, -score or -own (then his own): GET /api/v1/quality/scores?agent&verdict&appeal&from&to&before&limit → ScorePage;
 *     GET /api/v1/quality/scores/{id} → ScoreShown with its form. GET /api/v1/quality/notes?agent → NoteList.
 * quality.comment: POST /api/v1/quality/notes (coachingBody) → 201 Note.
 * quality.score: GET /api/v1/quality/forms → FormList; POST /api/v1/quality/scores (scoreBody) → 201 Score; 409 when
 *     somebody has judged the call by this form; the same id again answers the same.
 *     GET /api/v1/quality/work → WorkList: what was drawn for this login; POST /api/v1/quality/work/{recordingId}/drop
 *     (dropBody) → 204.
 * quality.review: POST /api/v1/quality/scores/{id}/review (reviewBody) → Score; 403 to who judged it first.
 * quality.manage: PUT /api/v1/quality/forms/{id} (formBody) → FormVersion: a version that was used stays as it is, and
 *     the change makes the next; 409 when somebody else changed it. GET /api/v1/quality/rules → RuleList;
 *     PUT /api/v1/quality/rules/{id} (ruleBody) → SamplingShown; DELETE → 204;
 *     POST /api/v1/quality/rules/{id}/draw (drawBody) → Drawing. PUT /api/v1/quality/auto-rules (autoRulesBody) → 204.
 * quality.read: GET /api/v1/quality/report?from&to&group → QualityReport; GET /api/v1/quality/report.csv, the same.
 */
import { z } from 'zod';
import {
  type AutoRules,
  itemAnswers,
  type Judged,
  type QualityForm,
  type SamplingRule,
  type Verdict,
  type WorkReason,
} from '../terms/quality.js';
import { rowId } from './pages-customers.js';
import { type Comment, maxCommentLength, type RecordingShown } from './pages-recordings.js';

const bothTexts = (max: number) => z.strictObject({ zh: z.string().trim().max(max), en: z.string().trim().max(max) });
const points = z.int().min(0).max(100);
export const maxFormItems = 40;
const itemId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is a short id');
export const formContent = z.strictObject({
  name: bothTexts(60),
  items: z
    .array(z.strictObject({ id: itemId, text: bothTexts(200), weight: points, veto: z.boolean() }))
    .min(1)
    .max(maxFormItems),
  goodFrom: points,
  badBelow: points,
});
export const formBody = z.strictObject({
  /** The version that is changed; 0: a new form. */
  version: z.int().min(0),
  form: formContent,
  /** Calls are judged by it. */
  on: z.boolean(),
});
export interface FormVersion {
  readonly id: string;
  readonly version: number;
  readonly form: QualityForm;
  readonly on: boolean;
  /** Scores were given by it: it does not change any more. */
  readonly used: boolean;
  readonly madeAt: number;
  readonly madeBy: string;
}
/** The newest of each. */
export interface FormList {
  readonly forms: readonly FormVersion[];
}

const answers = z.record(itemId, z.enum(itemAnswers)).refine((given) => Object.keys(given).length <= maxFormItems);
const note = z.string().trim().max(maxCommentLength);
export const scoreBody = z.strictObject({
  id: rowId,
  recordingId: rowId,
  /** Absent: who talked first. */
  agent: z.string().min(1).max(32).optional(),
  formId: itemId,
  version: z.int().min(1),
  answers,
  comment: note,
});
export interface Appeal {
  readonly reason: string;
  readonly at: number;
  readonly outcome: 'open' | 'kept' | 'changed';
  readonly reviewedBy: string | null;
  readonly reviewedAt: number | null;
  readonly text: string;
  /** The score as it was before the review changed it. */
  readonly was: (Judged & { readonly answers: Readonly<Record<string, (typeof itemAnswers)[number]>> }) | null;
}
export interface Score extends Judged {
  readonly id: string;
  readonly recordingId: string;
  readonly callId: string;
  readonly agent: string;
  readonly formId: string;
  readonly version: number;
  readonly answers: Readonly<Record<string, (typeof itemAnswers)[number]>>;
  readonly comment: string;
  readonly by: string;
  readonly at: number;
  readonly appeal: Appeal | null;
  /** When the agent read it, with its last change. */
  readonly seenAt: number | null;
  /** Epoch ms until when it may be appealed. */
  readonly appealUntil: number;
}
export interface ScoreShown extends Score {
  readonly form: QualityForm;
}
export interface ScorePage {
  readonly scores: readonly Score[];
  readonly next: string | null;
}
export const appealDays = 14;
export const appealBody = z.strictObject({ reason: z.string().trim().min(2).max(maxCommentLength) });
export const reviewBody = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('kept'), text: note.min(1) }),
  z.strictObject({ outcome: z.literal('changed'), text: note.min(1), answers }),
]);

export const coachingBody = z.strictObject({
  id: rowId,
  agent: z.string().min(1).max(32),
  recordingId: rowId.nullable(),
  text: note.min(1),
});
/** Coaching: what a leader and an agent agree on. It is done when the agent says that he read it. */
export interface Note {
  readonly id: string;
  readonly agent: string;
  readonly recordingId: string | null;
  readonly text: string;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
  readonly seenAt: number | null;
}
export interface NoteList {
  readonly notes: readonly Note[];
}
export interface QualityNews {
  readonly comments: readonly Comment[];
  readonly notes: readonly Note[];
  readonly scores: readonly Score[];
}
export const newsSeenBody = z.strictObject({ ids: z.array(rowId).min(1).max(500) });

const names = z.array(z.string().trim().min(1).max(64)).max(100);
const limitMs = z.int().min(1_000).max(86_400_000).nullable();
export const ruleContent = z.strictObject({
  name: z.string().trim().min(1).max(60),
  on: z.boolean(),
  perAgentPerWeek: z.int().min(0).max(50),
  ratedFrom: z.int().min(1).max(5).nullable(),
  marked: z.boolean(),
  queues: names,
  groups: names,
  campaigns: names,
  direction: z.enum(['inbound', 'outbound']).nullable(),
  minTalkMs: z.int().min(0).max(3_600_000),
  people: names,
});
export const ruleBody = ruleContent;
export interface SamplingShown {
  readonly id: string;
  readonly rule: SamplingRule;
  readonly changedAt: number;
  readonly changedBy: string;
  /** On somebody's list and not judged yet. */
  readonly open: number;
}
export interface RuleList {
  readonly rules: readonly SamplingShown[];
  readonly autoRules: AutoRules;
  /** Logins that may judge, for `people`. */
  readonly judges: readonly { readonly id: string; readonly name: string }[];
}
/** A day of the week that is drawn from, "2027-01-31" of the site; absent: this week. */
export const drawBody = z.strictObject({ day: z.iso.date().optional() });
export interface Drawing {
  readonly drawn: number;
  /** Of these recordings. */
  readonly of: number;
}
export const autoRulesBody = z.strictObject({
  talkShorterMs: limitMs,
  silenceLongerMs: limitMs,
  talkOverPercent: z.int().min(1).max(100).nullable(),
  noDisposition: z.boolean(),
});

export interface Work {
  readonly recording: RecordingShown;
  readonly why: WorkReason;
  readonly rule: string;
  readonly at: number;
}
export interface WorkList {
  readonly work: readonly Work[];
  /** Judged in the last seven days. */
  readonly done: number;
}
export const dropBody = z.strictObject({ reason: z.string().trim().min(2).max(200) });

export interface ReportLine {
  readonly agent: string;
  readonly name: string;
  readonly group: string;
  readonly scores: number;
  /** Mean, one decimal; null: none. */
  readonly average: number | null;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly vetoed: number;
  readonly appeals: number;
  readonly appealsChanged: number;
}
export interface QualityReport {
  readonly from: number;
  readonly to: number;
  readonly all: Omit<ReportLine, 'agent' | 'name' | 'group'>;
  readonly agents: readonly ReportLine[];
  /** Most often failed first; 20 at most. `asked`: scores in which the item applied. */
  readonly failed: readonly {
    readonly formId: string;
    readonly itemId: string;
    readonly text: { readonly zh: string; readonly en: string };
    readonly failed: number;
    readonly asked: number;
  }[];
  /** There were more scores than are counted in one report (10,000). */
  readonly more: boolean;
}
