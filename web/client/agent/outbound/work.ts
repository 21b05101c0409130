/** The agent's outbound work: his campaigns, his list, the call whose result is his to give. */
import { computed, effect, signal } from '@preact/signals';
import type {
  LeadPage,
  OwnCampaign,
  OwnCampaigns,
  OwnResults,
  Task,
  TaskBody,
} from '../../../../daemon/contract/pages.js';
import type { LiveAgent } from '../../../../daemon/terms/live.js';
import type { LeadRow, LiveLead, ResultCode } from '../../../../daemon/terms/outbound.js';
import { calls, me, returns } from '../../live/live.js';
import { api, call } from '../../parts/api.js';
import { chime } from '../../parts/chime.js';
import { tellBad, tellFailure, tellGood } from '../../parts/toasts.js';
import { request } from '../actions.js';
import { inConversation } from '../allowed.js';
import { closeBox, openBox } from '../boxes.js';
import { readTasks } from '../tasks.js';
import { outboundWords } from './outbound-words.js';
import { proposedResult } from './proposal.js';
import { resultGiven } from './result-focus.js';
import { isOfEarlierCall, type ResultStage, resultStage } from './result-stage.js';

/** Of his queues, running or paused. */
export const campaigns = signal<readonly OwnCampaign[]>([]);
export const ownLeads = signal<readonly LeadRow[] | 'failed' | null>(null);
export const ownResults = signal<OwnResults | null>(null);

/** His last attempt, as long as its result is his to give or to correct. */
export interface LastAttempt {
  readonly attempt: string;
  readonly callId: string | null;
  readonly lead: LiveLead;
  /** Given on this page; null: not yet. */
  readonly given: ResultCode | null;
  /** The reminder that was made of an appointment of his own. */
  readonly taskId: string | null;
  /** Somebody answered. */
  readonly reached: boolean;
}
export const lastAttempt = signal<LastAttempt | null>(null);
/** By attempt: those of this page that another one has come in front of. */
const others = new Map<string, LastAttempt>();
const maxOthers = 20;
/** One that another had come in front of is asked for again just now: a digit pressed twice is not its result. */
export const justBack = signal(false);
let backTimer = 0;
const backForMs = 1_000;
/** Ticked beside the results: no person was reached. */
export const machine = signal(false);
/** The lead he has just taken from his list: the focus goes to its dial key. */
export const takenLead = signal('');

const settleMs = 1_000;
const givenWithinMs = 3_000;

export function campaignOf(id: string): OwnCampaign | undefined {
  return campaigns.value.find((campaign) => campaign.id === id);
}

/** A campaign of his, people allocated to him, or calls of late. */
export function hasOutboundWork(): boolean {
  const leads = ownLeads.value;
  const some = Array.isArray(leads) && leads.length > 0;
  return campaigns.value.length > 0 || some || (ownResults.value?.sevenDays.attempts ?? 0) > 0;
}

async function readCampaigns(): Promise<void> {
  const answer = await call<OwnCampaigns>('GET', '/own-campaigns');
  if (answer.ok) campaigns.value = answer.value.campaigns;
}

export async function readOwnWork(): Promise<void> {
  const [leads, results] = await Promise.all([
    call<LeadPage>('GET', '/own-leads'),
    call<OwnResults>('GET', '/own-results'),
    readCampaigns(),
  ]);
  if (leads.ok) ownLeads.value = leads.value.leads;
  else if (!Array.isArray(ownLeads.peek())) ownLeads.value = 'failed';
  if (results.ok) ownResults.value = results.value;
}

/** Where the result of his last attempt stands; null: there is none to give. */
export const stage = computed<ResultStage | null>(() => {
  const agent = me.value;
  const last = lastAttempt.value;
  if (agent === null || last === null) return null;
  const live = last.callId === null ? undefined : calls.value.get(last.callId);
  return resultStage(agent, last, live);
});

/** The result that is wanted is not of the call he has, or has just had. */
export const ofEarlierCall = computed(() => me.value !== null && isOfEarlierCall(me.value));

/** The likely one; null: none. */
export const proposed = computed<ResultCode | null>(() => {
  const agent = me.value;
  const live = lastAttempt.value?.callId ? calls.value.get(lastAttempt.value.callId) : undefined;
  if (agent === null || live === undefined || (stage.value !== 'owed' && stage.value !== 'network')) return null;
  const talkMs = live.talkStartedAt === null ? null : Math.max(0, agent.since - live.talkStartedAt);
  return proposedResult({ talkMs, endedBy: live.endedBy, cause: live.cause });
});

/** What the result is given with. */
export interface ResultMore {
  readonly at?: number;
  readonly own?: boolean;
  readonly dnc?: boolean;
}

/** A machine is not talked to: no word of a person can be its result. */
const ofPersons: ReadonlySet<ResultCode> = new Set(['success', 'refused', 'appointment']);

export function mayChoose(result: ResultCode): boolean {
  return (
    stage.value !== null && stage.value !== 'calling' && !justBack.value && !(machine.value && ofPersons.has(result))
  );
}

/** By key or click. What needs a word more opens a box. */
export function chooseResult(result: ResultCode): void {
  if (!mayChoose(result)) return;
  if (result === 'appointment' || result === 'refused') openBox.value = { box: result };
  else void giveResult(result);
}

/** True: recorded. */
export async function giveResult(result: ResultCode, more: ResultMore = {}): Promise<boolean> {
  const last = lastAttempt.value;
  if (last === null) return false;
  const { attempt } = last;
  const isMachine = machine.value ? { machine: true } : {};
  const done = await request({ do: 'outbound-result', attempt, result, ...more, ...isMachine });
  if (!done) return false;
  const now = lastAttempt.value;
  const task = await remindOf(last, result, more);
  if (now?.attempt === attempt) lastAttempt.value = { ...now, given: result, taskId: task };
  resultGiven();
  tellGood(() => outboundWords.value.saved(outboundWords.value.results[result]));
  return true;
}

/** An appointment of his own is a task of his; one that is corrected into something else is none any more. */
async function remindOf(last: LastAttempt, result: ResultCode, { at, own }: ResultMore): Promise<string | null> {
  if (last.taskId !== null) await api.removeTask(last.taskId);
  if (result !== 'appointment' || own !== true || at === undefined) {
    if (last.taskId !== null) void readTasks();
    return null;
  }
  const { lead, callId } = last;
  const w = outboundWords.value;
  const text = w.appointmentTask(lead.name || w.nameless, campaignOf(lead.campaign)?.name ?? lead.campaign);
  // With the call's id a masked number is known again by the server.
  const body: TaskBody = { dueAt: at, text, number: lead.number, customerId: null, callId };
  const answer = await call<Task>('POST', '/tasks', body);
  if (!answer.ok) tellFailure(answer.code);
  void readTasks();
  return answer.ok ? answer.value.id : null;
}

/** Why a lead of his list cannot be taken now; null: it can. */
export function whyNotTaken(lead: LeadRow): 'dialled' | 'notRunning' | 'readyFirst' | 'layDown' | null {
  const own = campaigns.value.filter(({ lists, running }) => running && lists.includes(lead.list));
  if (own.length === 0) return 'notRunning';
  if (takingCampaign(lead) === undefined) return 'dialled';
  const agent = me.value;
  if (agent?.state !== 'ready' || agent.lead !== undefined) return 'readyFirst';
  // His telephone rings before the person's, and a lifted one cannot; just after a call it is lifted for a moment.
  return agent.offHook && !agent.headset ? 'layDown' : null;
}

function takingCampaign(lead: LeadRow): OwnCampaign | undefined {
  const byHand = ({ mode }: OwnCampaign): boolean => mode === 'manual' || mode === 'preview';
  return campaigns.value.find((each) => each.running && byHand(each) && each.lists.includes(lead.list));
}

export async function takeLead(lead: LeadRow): Promise<void> {
  const campaign = takingCampaign(lead);
  if (campaign === undefined || whyNotTaken(lead) !== null) return;
  takenLead.value = lead.id;
  const done = await request({ do: 'take-lead', lead: lead.id, campaign: campaign.id });
  if (!done) {
    takenLead.value = '';
    return;
  }
  // The daemon looks him up first; whom the law forbids, or somebody else was faster with, never comes.
  window.setTimeout(() => {
    if (takenLead.value !== lead.id || me.value?.lead !== undefined || lastAttempt.value?.lead.lead === lead.id) return;
    takenLead.value = '';
    tellBad(() => outboundWords.value.notGiven);
    void readOwnWork();
  }, givenWithinMs);
}

/** Shown, and not dialled yet. */
export function isPreview(): boolean {
  return me.value?.lead?.attempt === '';
}

export function dialLead(): void {
  if (isPreview()) void request({ do: 'dial-lead' });
}

export function askSkip(): void {
  if (isPreview()) openBox.value = { box: 'skip-lead' };
}

export async function skipLead(reason: string): Promise<void> {
  closeBox('skip-lead');
  if (isPreview()) await request({ do: 'skip-lead', reason });
}

export function followOutbound(): () => void {
  let timer = 0;
  const readSoon = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void readOwnWork(), settleMs);
  };
  // Who he is, not what he does: each change of his state would read everything again.
  const id = computed(() => me.value?.id);
  const stopReads = effect(() => {
    if (returns.value > 0 && id.value !== undefined) void readOwnWork();
  });
  let shown = '';
  let worked = '';
  const stopLeads = effect(() => {
    const agent = me.value;
    const lead = agent?.lead;
    if (lead !== undefined && lead.lead !== shown && lead.attempt === '' && lead.dialAt !== null) chime('lead');
    if (lead !== undefined && !campaigns.peek().some(({ id }) => id === lead.campaign)) void readCampaigns();
    shown = lead?.lead ?? '';
    if (agent !== null && lead !== undefined && lead.attempt !== '') remember(lead, agent);
    else if (agent === null || !isOfLast(agent)) leave(agent);
    const now = `${shown} ${lead?.attempt} ${lead?.resultWanted}`;
    // Rows are on the disk a moment after the change is told.
    if (worked !== '' && now !== worked) readSoon();
    worked = now;
  });
  return () => {
    stopReads();
    stopLeads();
    window.clearTimeout(timer);
    campaigns.value = [];
    ownLeads.value = null;
    ownResults.value = null;
    forget();
  };
}

function remember(lead: LiveLead, agent: LiveAgent): void {
  const last = lastAttempt.peek();
  const callId = lead.callId ?? agent.callId;
  const reached = lead.resultWanted || inConversation(agent.state);
  if (last?.attempt !== lead.attempt) {
    const before = others.get(lead.attempt);
    if (last !== null) another(last);
    lastAttempt.value = before === undefined ? newOne(lead, callId, reached) : { ...before, lead, reached };
    if (before !== undefined) comesBack();
  } else lastAttempt.value = { ...last, lead, callId: last.callId ?? callId, reached: last.reached || reached };
}

function newOne(lead: LiveLead, callId: string | null, reached: boolean): LastAttempt {
  return { attempt: lead.attempt, callId, lead, given: null, taskId: null, reached };
}

/** Another comes in front of it, or it has gone: what was begun for it is not for the other. */
function another(last: LastAttempt): void {
  const [oldest] = others.keys();
  if (others.size >= maxOthers && oldest !== undefined) others.delete(oldest);
  others.set(last.attempt, last);
  machine.value = false;
  closeBox('appointment');
  closeBox('refused');
}

function comesBack(): void {
  justBack.value = true;
  window.clearTimeout(backTimer);
  backTimer = window.setTimeout(() => {
    justBack.value = false;
  }, backForMs);
}

/** An earlier call's result is given: he may still be busy with a later call, whose result can be corrected. */
function leave(agent: LiveAgent | null): void {
  const later = [...others.values()].find(({ callId }) => callId !== null && callId === agent?.callId);
  const isBusy = agent !== null && (agent.state === 'wrap-up' || inConversation(agent.state));
  if (later === undefined || !isBusy) {
    forget();
    return;
  }
  machine.value = false;
  others.delete(later.attempt);
  lastAttempt.value = later;
}

/** He is still busy with the call of it. */
function isOfLast(agent: LiveAgent): boolean {
  const last = lastAttempt.peek();
  if (last === null || agent.lead !== undefined) return false;
  return agent.callId === last.callId && (agent.state === 'wrap-up' || inConversation(agent.state));
}

function forget(): void {
  const last = lastAttempt.peek();
  if (last === null) return;
  if (!last.reached && me.peek() !== null) {
    const { name } = last.lead;
    tellGood(() => outboundWords.value.unreached(name || outboundWords.value.nameless));
  }
  lastAttempt.value = null;
  others.clear();
  machine.value = false;
  closeBox('appointment');
  closeBox('refused');
}
