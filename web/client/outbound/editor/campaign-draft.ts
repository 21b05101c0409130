/** A campaign while it is written: what a new one begins with, where each fault is shown, what a copy takes over. */
import { agentModes, type Campaign, type CampaignMode } from '../../../../daemon/terms/outbound.js';
import { type CampaignProblem, lawLimits, numbersAssigned } from '../../../../daemon/terms/outbound-checks.js';
import type { Site } from '../../../../daemon/terms/site.js';

export const steps = ['list', 'rules', 'start'] as const;
export type Step = (typeof steps)[number];

/** Inside the law whatever else is filled in; progressive, so that nobody can be dropped before somebody chose that. */
export function freshCampaign(id: string, site: Pick<Site, 'queues'>): Campaign {
  return {
    id,
    name: '',
    mode: 'progressive',
    queue: site.queues.length === 1 ? (site.queues[0]?.id ?? '') : '',
    flow: '',
    lists: [],
    filter: [],
    trunks: [],
    callerNumber: '',
    ringTimeoutMs: 25_000,
    maxConcurrent: 30,
    waitMusic: '',
    dropPrompts: [],
    greetingPrompts: [],
    retry: { tries: 3, waitMs: 2 * lawLimits.minWaitMs },
    retryByResult: {},
    hours: { from: '09:00', to: '20:00' },
    days: [1, 2, 3, 4, 5],
    perNumberPerDay: 1,
    dropCap: lawLimits.maxDropCap,
    answeringMachines: false,
    previewMs: 20_000,
    recording: 'all',
    heardPercent: 80,
    startAt: null,
    endAt: null,
    target: null,
    script: '',
  };
}

/** The rules of an old campaign for a new one: dates that have passed stay behind. */
export function copyOf(campaign: Campaign, id: string, name: string, atMs: number): Campaign {
  const ahead = (at: number | null): number | null => (at !== null && at > atMs ? at : null);
  return { ...campaign, id, name, startAt: ahead(campaign.startAt), endAt: ahead(campaign.endAt) };
}

/** Queue or flow go with the mode; the only queue there is needs no choice. */
export function withMode(campaign: Campaign, mode: CampaignMode, site: Pick<Site, 'queues'>): Campaign {
  const byAgents = agentModes.includes(mode);
  const only = site.queues.length === 1 ? (site.queues[0]?.id ?? '') : '';
  return { ...campaign, mode, queue: byAgents ? campaign.queue || only : '', flow: byAgents ? '' : campaign.flow };
}

const stepOne = /^(id|name|lists|filter)\b/;

/** On which step the field of a problem stands. */
export function stepOf({ field }: Pick<CampaignProblem, 'field'>): Step {
  return stepOne.test(field) ? 'list' : 'rules';
}

/** Of a field and what is inside it: "lists" has "lists[2].weight". */
export function problemsAt(problems: readonly CampaignProblem[], field: string): readonly CampaignProblem[] {
  return problems.filter(
    (each) => each.field === field || (/^[.[]/.test(each.field.slice(field.length)) && each.field.startsWith(field)),
  );
}

/** Numbers that may be shown: those that all the chosen trunks have, or any trunk if none is chosen. */
export function numbersToShow(site: Pick<Site, 'trunks'>, trunks: readonly string[]): readonly string[] {
  const all = trunks.length > 0 ? trunks : (site.trunks ?? []).map(({ id }) => id);
  const sets = all.map((trunk) => numbersAssigned(site, trunk));
  const numbers = [...new Set(sets.flat())];
  return trunks.length > 0 ? numbers.filter((number) => sets.every((set) => set.includes(number))) : numbers;
}

/** Names of sounds with spaces or commas between them. */
export function promptsOf(text: string): readonly string[] {
  return text.split(/[\s,，、]+/).filter((each) => each !== '');
}

/** What an unreadable number is in the draft; its field keeps what was typed. */
const mayBeNull: readonly string[] = ['startAt', 'endAt', 'target'];

/** A draft as it was kept on this tab. JSON writes an unreadable number as null. */
export function readDraft(text: string): Campaign | null {
  if (text === '') return null;
  try {
    return JSON.parse(text, (key, value) =>
      value === null && !mayBeNull.includes(key) ? Number.NaN : value,
    ) as Campaign;
  } catch {
    return null;
  }
}

/** Of a new campaign: letters and digits, part of addresses. */
export function newCampaignId(): string {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  return `c${Array.from(crypto.getRandomValues(new Uint8Array(11)), (octet) => digits[octet % 32]).join('')}`;
}
