/**
 * What a campaign may be told. The law's bounds stand here once: whoever stores a campaign refuses what is outside, and
 * the dialer keeps inside whatever is stored.
 */
import {
  agentModes,
  type Campaign,
  campaignModes,
  leadOperators,
  type ResultCode,
  type RetryRule,
  resultCodes,
} from './outbound.js';
import { minRingMs } from './outbound-notices.js';
import { secondsOf } from './schedules.js';
import type { Site } from './site.js';

/** china.md 8, 16 CFR 310.4(b)(4). */
export const lawLimits = {
  /** No call before and after, local time where the number is. */
  earliest: '08:00',
  latest: '21:00',
  maxDropCap: 0.03,
  maxPerNumberPerDay: 3,
  minWaitMs: 1_800_000,
  maxTries: 10,
  minRingMs,
  /** From a person's answer to the agent. */
  graceMs: 2_000,
} as const;

export const campaignLimits = {
  ringTimeoutMs: { min: lawLimits.minRingMs, max: 60_000 },
  maxConcurrent: { min: 1, max: 240 },
  weight: { min: 1, max: 100 },
  previewMs: { min: 5_000, max: 300_000 },
  dropCap: { min: 0, max: lawLimits.maxDropCap },
  perNumberPerDay: { min: 1, max: lawLimits.maxPerNumberPerDay },
  tries: { min: 1, max: lawLimits.maxTries },
  /** At most a month. */
  waitMs: { min: lawLimits.minWaitMs, max: 2_678_400_000 },
  heardPercent: { min: 1, max: 100 },
  target: { min: 1, max: 1_000_000 },
  lists: 20,
  conditions: 20,
  prompts: 10,
  trunks: 20,
  text: 200,
} as const;

export interface CampaignProblem {
  /** Of Campaign, "lists[2].weight". */
  readonly field: string;
  readonly code:
    | 'required'
    /** Outside `min`-`max`, or not a whole number where one is wanted. */
    | 'range'
    | 'unknown' // no such queue, flow, trunk, mode, operator, result
    | 'not-wanted' // has no meaning in this mode
    | 'not-assigned' // the carrier has not given the number to this trunk (CMP-09)
    | 'format'
    | 'duplicate'
    | 'too-many'
    | 'order'; // begins after it ends
  readonly min?: number | string;
  readonly max?: number | string;
}

/** Numbers that may be shown on a trunk. */
export function numbersAssigned(site: Pick<Site, 'trunks'>, trunkId: string): readonly string[] {
  const out = site.trunks?.find(({ id }) => id === trunkId)?.out;
  if (out === undefined) return [];
  return [...(out.callingNumber === undefined ? [] : [out.callingNumber]), ...(out.furtherNumbers ?? [])];
}

/** What must hold of every campaign that is stored; empty: it is fine. */
export function campaignProblems(campaign: Campaign, site: Site): readonly CampaignProblem[] {
  return [
    ...identity(campaign),
    ...whereTo(campaign, site),
    ...drawn(campaign),
    ...ways(campaign, site),
    ...numbers(campaign),
    ...retries(campaign),
    ...times(campaign),
    ...prompts(campaign),
  ];
}

/** What must hold besides before it runs. */
export function startProblems(campaign: Campaign, site: Site): readonly CampaignProblem[] {
  const problems = [...campaignProblems(campaign, site)];
  if (campaign.lists.length === 0) problems.push({ field: 'lists', code: 'required' });
  // Who is dropped is told who called (16 CFR 310.4(b)(4)(iii)); only paced calls can drop anybody.
  if (campaign.mode === 'predictive' && campaign.dropPrompts.length === 0) {
    problems.push({ field: 'dropPrompts', code: 'required' });
  }
  if (campaign.days.length === 0) problems.push({ field: 'days', code: 'required' });
  return problems;
}

/** The same campaign with everything brought inside the law: what the dialer works with, whatever is stored. */
export function withinLaw(campaign: Campaign): Campaign {
  const { ringTimeoutMs, maxConcurrent, dropCap, perNumberPerDay, previewMs, heardPercent } = campaignLimits;
  const retryByResult: Partial<Record<ResultCode, RetryRule>> = {};
  for (const code of resultCodes) {
    const rule = campaign.retryByResult[code];
    if (rule !== undefined) retryByResult[code] = ruleWithin(rule);
  }
  return {
    ...campaign,
    ringTimeoutMs: clamp(campaign.ringTimeoutMs, ringTimeoutMs),
    maxConcurrent: Math.floor(clamp(campaign.maxConcurrent, maxConcurrent)),
    dropCap: clamp(campaign.dropCap, dropCap),
    perNumberPerDay: Math.floor(clamp(campaign.perNumberPerDay, perNumberPerDay)),
    previewMs: clamp(campaign.previewMs, previewMs),
    heardPercent: clamp(campaign.heardPercent, heardPercent),
    retry: ruleWithin(campaign.retry),
    retryByResult,
    hours: hoursWithin(campaign.hours),
  };
}

/** Hours that cannot be read are no hours at all. */
function hoursWithin({ from, to }: Campaign['hours']): Campaign['hours'] {
  if (!Number.isFinite(secondsOf(from)) || !Number.isFinite(secondsOf(to))) return { from: '00:00', to: '00:00' };
  return {
    from: from < lawLimits.earliest ? lawLimits.earliest : from,
    to: to > lawLimits.latest ? lawLimits.latest : to,
  };
}

function ruleWithin({ tries, waitMs }: RetryRule): RetryRule {
  return { tries: Math.floor(clamp(tries, campaignLimits.tries)), waitMs: clamp(waitMs, campaignLimits.waitMs) };
}

/** What is no number is the lowest. */
function clamp(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return value >= min ? Math.min(value, max) : min;
}

function identity({ id, name, mode, script }: Campaign): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) problems.push({ field: 'id', code: 'format' });
  if (name.trim() === '') problems.push({ field: 'name', code: 'required' });
  if (name.length > campaignLimits.text) problems.push({ field: 'name', code: 'range', max: campaignLimits.text });
  if (!campaignModes.includes(mode)) problems.push({ field: 'mode', code: 'unknown' });
  if (script.length > campaignLimits.text) problems.push({ field: 'script', code: 'range', max: campaignLimits.text });
  return problems;
}

function whereTo({ mode, queue, flow, target }: Campaign, site: Site): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  const byAgents = agentModes.includes(mode);
  const [wanted, other] = byAgents ? (['queue', 'flow'] as const) : (['flow', 'queue'] as const);
  const value = { queue, flow };
  if (value[wanted] === '') problems.push({ field: wanted, code: 'required' });
  else if (!(wanted === 'queue' ? site.queues : site.flows).some(({ id }) => id === value[wanted])) {
    problems.push({ field: wanted, code: 'unknown' });
  }
  if (value[other] !== '') problems.push({ field: other, code: 'not-wanted' });
  if (target !== null) problems.push(...wholeIn('target', target, campaignLimits.target));
  return problems;
}

function drawn({ lists, filter }: Campaign): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  if (lists.length > campaignLimits.lists) {
    problems.push({ field: 'lists', code: 'too-many', max: campaignLimits.lists });
  }
  const seen = new Set<string>();
  lists.forEach(({ list, weight }, at) => {
    if (list === '') problems.push({ field: `lists[${at}].list`, code: 'required' });
    if (seen.has(list)) problems.push({ field: `lists[${at}].list`, code: 'duplicate' });
    seen.add(list);
    problems.push(...wholeIn(`lists[${at}].weight`, weight, campaignLimits.weight));
  });
  if (filter.length > campaignLimits.conditions) {
    problems.push({ field: 'filter', code: 'too-many', max: campaignLimits.conditions });
  }
  filter.forEach(({ field, operator, value }, at) => {
    if (!/^(number|name|area|tries|result|(data|yearly)\..{1,100})$/.test(field)) {
      problems.push({ field: `filter[${at}].field`, code: 'unknown' });
    }
    if (!leadOperators.includes(operator)) problems.push({ field: `filter[${at}].operator`, code: 'unknown' });
    if (value.length > campaignLimits.text) {
      problems.push({ field: `filter[${at}].value`, code: 'range', max: campaignLimits.text });
    }
  });
  return problems;
}

function ways({ trunks, callerNumber }: Campaign, site: Site): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  const known = (site.trunks ?? []).map(({ id }) => id);
  if (trunks.length > campaignLimits.trunks) {
    problems.push({ field: 'trunks', code: 'too-many', max: campaignLimits.trunks });
  }
  trunks.forEach((trunk, at) => {
    if (!known.includes(trunk)) problems.push({ field: `trunks[${at}]`, code: 'unknown' });
    else if (trunks.indexOf(trunk) !== at) problems.push({ field: `trunks[${at}]`, code: 'duplicate' });
  });
  if (callerNumber === '') return problems;
  if (!/^\d{1,20}$/.test(callerNumber)) return [...problems, { field: 'callerNumber', code: 'format' }];
  // Of the trunks it names, every one must have it; where routes choose, it goes by those that have it.
  const may = (trunk: string) => numbersAssigned(site, trunk).includes(callerNumber);
  const isFine = trunks.length > 0 ? trunks.every(may) : known.some(may);
  if (!isFine) problems.push({ field: 'callerNumber', code: 'not-assigned' });
  return problems;
}

function numbers(campaign: Campaign): CampaignProblem[] {
  const { ringTimeoutMs, maxConcurrent, perNumberPerDay, previewMs, heardPercent, dropCap } = campaignLimits;
  const isCap = campaign.dropCap >= dropCap.min && campaign.dropCap <= dropCap.max;
  return [
    ...wholeIn('ringTimeoutMs', campaign.ringTimeoutMs, ringTimeoutMs),
    ...wholeIn('maxConcurrent', campaign.maxConcurrent, maxConcurrent),
    ...wholeIn('perNumberPerDay', campaign.perNumberPerDay, perNumberPerDay),
    ...wholeIn('previewMs', campaign.previewMs, previewMs),
    ...wholeIn('heardPercent', campaign.heardPercent, heardPercent),
    ...(isCap ? [] : [{ field: 'dropCap', code: 'range', ...dropCap } as const]),
  ];
}

function retries({ retry, retryByResult }: Campaign): CampaignProblem[] {
  const problems = ruleProblems('retry', retry);
  for (const [code, rule] of Object.entries(retryByResult)) {
    if (!resultCodes.some((known) => known === code))
      problems.push({ field: `retryByResult.${code}`, code: 'unknown' });
    else if (rule !== undefined) problems.push(...ruleProblems(`retryByResult.${code}`, rule));
  }
  return problems;
}

function ruleProblems(field: string, { tries, waitMs }: RetryRule): CampaignProblem[] {
  return [
    ...wholeIn(`${field}.tries`, tries, campaignLimits.tries),
    ...wholeIn(`${field}.waitMs`, waitMs, campaignLimits.waitMs),
  ];
}

function times({ hours, days, startAt, endAt }: Campaign): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  const bounds = { min: lawLimits.earliest, max: lawLimits.latest };
  for (const end of ['from', 'to'] as const) {
    if (!Number.isFinite(secondsOf(hours[end]))) problems.push({ field: `hours.${end}`, code: 'format' });
    else if (hours[end] < bounds.min || hours[end] > bounds.max) {
      problems.push({ field: `hours.${end}`, code: 'range', ...bounds });
    }
  }
  if (problems.length === 0 && hours.from >= hours.to) problems.push({ field: 'hours.to', code: 'order' });
  days.forEach((day, at) => {
    if (days.indexOf(day) !== at) problems.push({ field: `days[${at}]`, code: 'duplicate' });
    else problems.push(...wholeIn(`days[${at}]`, day, { min: 1, max: 7 }));
  });
  for (const [field, at] of [['startAt', startAt] as const, ['endAt', endAt] as const]) {
    if (at !== null && !(Number.isSafeInteger(at) && at >= 0)) problems.push({ field, code: 'format' });
  }
  if (startAt !== null && endAt !== null && startAt >= endAt) problems.push({ field: 'endAt', code: 'order' });
  return problems;
}

function prompts({ waitMusic, dropPrompts, greetingPrompts }: Campaign): CampaignProblem[] {
  const problems: CampaignProblem[] = [];
  const isPrompt = (name: string) => /^[A-Za-z0-9_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,3}$/.test(name);
  if (waitMusic !== '' && !isPrompt(waitMusic)) problems.push({ field: 'waitMusic', code: 'format' });
  for (const [field, names] of [['dropPrompts', dropPrompts] as const, ['greetingPrompts', greetingPrompts] as const]) {
    if (names.length > campaignLimits.prompts) problems.push({ field, code: 'too-many', max: campaignLimits.prompts });
    names.forEach((name, at) => {
      if (!isPrompt(name)) problems.push({ field: `${field}[${at}]`, code: 'format' });
    });
  }
  return problems;
}

function wholeIn(
  field: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): CampaignProblem[] {
  return Number.isInteger(value) && value >= min && value <= max ? [] : [{ field, code: 'range', min, max }];
}
