/** The campaign that is being written on this page; one at a time. */
import { computed, signal } from '@preact/signals';
import type { ListShown } from '../../../../daemon/contract/pages.js';
import type { Campaign } from '../../../../daemon/terms/outbound.js';
import { type CampaignProblem, campaignProblems, startProblems } from '../../../../daemon/terms/outbound-checks.js';
import { Drafts } from '../../parts/drafts.js';
import { site } from '../campaigns/campaign-store.js';
import { outboundApi } from '../outbound-api.js';
import { problemsAt, type Step } from './campaign-draft.js';

export interface Draft {
  readonly campaign: Campaign;
  /** On which the change is based; 0: a new one. */
  readonly version: number;
  /** As it began, to tell whether anything was changed. */
  readonly before: string;
  /** Under which it is kept on this tab. */
  readonly keptAs: string;
}

export const draft = signal<Draft | null>(null);
export const step = signal<Step>('list');
/** Fields that were left once: what is not filled in there is said from then on. */
export const touched = signal<ReadonlySet<string>>(new Set());
/** Somebody wanted to go on: all that is missing is said. */
export const checked = signal(false);
export const kept = new Drafts(sessionStorage);

/** All that keeps it from running; saving needs `savingProblems` only. */
export const problems = computed<readonly CampaignProblem[]>(() =>
  draft.value === null || site.value === null ? [] : startProblems(draft.value.campaign, site.value),
);
export const savingProblems = computed<readonly CampaignProblem[]>(() =>
  draft.value === null || site.value === null ? [] : campaignProblems(draft.value.campaign, site.value),
);

/** What is to be said at a field now: what is missing only once it was touched or asked for. */
export function shownAt(field: string): readonly CampaignProblem[] {
  const isSaid = checked.value || touched.value.has(field);
  return problemsAt(problems.value, field).filter(({ code }) => code !== 'required' || isSaid);
}

export function touch(field: string): void {
  if (!touched.peek().has(field)) touched.value = new Set([...touched.peek(), field]);
}

export function change(some: Partial<Campaign>): void {
  const now = draft.peek();
  if (now === null) return;
  const campaign = { ...now.campaign, ...some };
  draft.value = { ...now, campaign };
  kept.write(now.keptAs, isDirty() ? JSON.stringify(campaign) : '');
}

export function isDirty(): boolean {
  const now = draft.peek();
  return now !== null && JSON.stringify(now.campaign) !== now.before;
}

/** Counts and imports of lists, read when a list is chosen. */
export const listsShown = signal<ReadonlyMap<string, ListShown>>(new Map());

export async function readList(id: string): Promise<void> {
  if (id === '' || listsShown.peek().has(id)) return;
  const answer = await outboundApi.list(id);
  if (answer.ok) listsShown.value = new Map([...listsShown.peek(), [id, answer.value]]);
}
