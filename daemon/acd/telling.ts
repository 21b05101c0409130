import { languageOf, positionPrompts, waitPrompts } from './announcements.js';
import type { Contact } from './contact.js';
import type { Members } from './members.js';
import type { AcdStep } from './notices.js';
import type { QueueState, Waiting } from './waiting.js';

/** Pages are told the places of so many of a queue: further back a number says nothing, and each move would be told. */
export const maxPlacesTold = 20;
/** Who serves a queue is counted so often: it needs a look at all its agents. */
const countEveryMs = 1_000;
/** Expected waits are told in such steps, so that pages don't flicker. */
const toldStepMs = 5_000;

/** What callers and pages are told of waiting: place, expected wait, music between. */
export class Telling {
  private lines = new Set<string>();
  private readonly servers = new Map<string, { readonly atMs: number; readonly agents: number }>();

  constructor(
    private readonly waiting: Waiting,
    private readonly members: Members,
  ) {}

  lineChanged(queueId: string): void {
    this.lines.add(queueId);
  }

  /** Once after each step in which a line has changed. */
  positions(step: AcdStep): void {
    if (this.lines.size === 0) return;
    const lines = this.lines;
    this.lines = new Set();
    for (const queueId of lines) {
      const state = this.waiting.get(queueId);
      if (state === null) this.servers.delete(queueId);
      if (state === null || state.size === 0) continue;
      const agents = this.serving(state, step.atMs);
      const head = state.head(step.atMs, maxPlacesTold);
      if (state.size > head.length) this.forget(state, new Set(head), step);
      for (const [at, contact] of head.entries()) {
        this.tellPages(contact, at + 1, this.expectedMs(contact, at + 1, agents, state, step.atMs), step);
      }
    }
  }

  /** The timer of one caller: where he stands and how long it may take, then music again. */
  announce(callId: string, step: AcdStep): void {
    const contact = this.waiting.contact(callId);
    const state = this.waiting.get(contact?.queueId ?? '');
    const announce = state?.queue.announce;
    if (contact === null || state === null || announce === undefined) return;
    step.setTimer(`acd announce ${callId}`, announce.everyMs);
    if (!contact.listens || contact.offeredTo.size > 0) return;
    const prompts = this.prompts(contact, state, step.atMs);
    if (prompts.length === 0) return;
    contact.listens = false;
    const position = state.position(contact, step.atMs);
    step.tell({ notice: 'call-note', callId, what: 'announced', agent: null, detail: { position } });
    step.tell({ notice: 'queue-play', callId, prompts, purpose: 'queue' });
  }

  music(contact: Contact, step: AcdStep): void {
    contact.listens = true;
    const music = this.waiting.get(contact.queueId)?.queue.music ?? '';
    if (music !== '') step.tell({ notice: 'queue-play', callId: contact.callId, prompts: [music], purpose: 'music' });
  }

  private prompts(contact: Contact, state: QueueState, atMs: number): readonly string[] {
    const { announce, prompts, busyPrompts } = state.queue;
    if (announce === undefined) return [];
    const language = languageOf([...prompts, ...busyPrompts]);
    const position = state.position(contact, atMs);
    const waitMs = announce.wait ? state.estimate.waitMs(position, this.serving(state, atMs)) : null;
    return [
      ...(announce.position ? positionPrompts(position, language) : []),
      ...(waitMs === null ? [] : waitPrompts(waitMs, language)),
    ];
  }

  /** Whoever was overtaken and is too far back now has no place that would still be true. */
  private forget(state: QueueState, head: ReadonlySet<Contact>, step: AcdStep): void {
    for (const contact of state.line.all()) {
      if (contact.told === null || head.has(contact)) continue;
      contact.told = null;
      contact.part = null;
      step.touch('call', contact.callId);
    }
  }

  private tellPages(contact: Contact, position: number, expectedWaitMs: number | null, step: AcdStep): void {
    const { told } = contact;
    const near =
      told?.expectedWaitMs === expectedWaitMs ||
      (told !== null &&
        told.expectedWaitMs !== null &&
        expectedWaitMs !== null &&
        Math.abs(told.expectedWaitMs - expectedWaitMs) < toldStepMs);
    if (told?.position === position && near) return;
    contact.told = { position, expectedWaitMs };
    contact.part = null;
    step.touchPlace(contact.callId);
  }

  /** From when he entered, as pages count. */
  private expectedMs(
    contact: Contact,
    position: number,
    agents: number,
    { estimate }: QueueState,
    atMs: number,
  ): number | null {
    const restMs = estimate.waitMs(position, agents);
    if (restMs === null) return null;
    return Math.ceil((atMs - contact.enteredAt + restMs) / toldStepMs) * toldStepMs;
  }

  /** Agents who serve this queue: one who also serves others where people wait counts for his part. */
  private serving({ queue }: QueueState, atMs: number): number {
    const last = this.servers.get(queue.id);
    if (last !== undefined && atMs - last.atMs < countEveryMs) return last.agents;
    let agents = 0;
    for (const member of this.members.of(queue.id)) {
      if (!member.isPresent) continue;
      let queues = 0;
      for (const id of member.levels.keys()) if (id === queue.id || (this.waiting.get(id)?.size ?? 0) > 0) queues += 1;
      agents += 1 / queues;
    }
    this.servers.set(queue.id, { atMs, agents });
    return agents;
  }
}
