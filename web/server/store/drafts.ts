import type { Knex } from 'knex';
import type { Draft } from '../../../daemon/contract/pages.js';

const keepMs = 24 * 3_600_000;
/** Calls whose drafts are kept in memory beside the database. */
const maxCalls = 2_000;

/**
 * Notes as they are typed, by call and agent. They are read from memory, so that a pop need not wait for them, and
 * written behind, the newest only, so that fifty people typing cost no more writes than the disk can take.
 */
export class Drafts {
  private readonly known = new Map<string, Map<string, Draft>>();
  /** What is still to be written, by call and agent. */
  private readonly unwritten = new Map<string, { readonly callId: string; readonly draft: Draft }>();
  private writing: Promise<void> | null = null;

  private constructor(private readonly writer: Knex) {}

  /** With what was typed before this process began. */
  static async open(writer: Knex, nowMs: number): Promise<Drafts> {
    const drafts = new Drafts(writer);
    await drafts.removeOld(nowMs);
    const rows = await writer('drafts').orderBy('at', 'desc').limit(maxCalls);
    for (const { call_id, agent, name, text, at } of rows.reverse()) {
      drafts.keep(call_id, { agentId: agent, name, text, at });
    }
    return drafts;
  }

  /** `text` '' takes it away. It is known at once; resolves when it is stored. */
  async put(callId: string, draft: Draft): Promise<void> {
    this.keep(callId, draft);
    this.unwritten.set(`${callId} ${draft.agentId}`, { callId, draft });
    this.writing ??= this.writeAll();
    await this.writing;
  }

  /** Newest first. */
  of(callId: string): readonly Draft[] {
    return [...(this.known.get(callId)?.values() ?? [])].sort((a, b) => b.at - a.at);
  }

  /** Those of calls long over. */
  async removeOld(nowMs: number): Promise<void> {
    await this.writer('drafts')
      .where('at', '<', nowMs - keepMs)
      .delete();
  }

  private keep(callId: string, draft: Draft): void {
    const drafts = this.known.get(callId) ?? new Map<string, Draft>();
    if (draft.text === '') drafts.delete(draft.agentId);
    else drafts.set(draft.agentId, draft);
    this.known.delete(callId); // to the young end
    if (drafts.size > 0) this.known.set(callId, drafts);
    const oldest = this.known.size > maxCalls ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) this.known.delete(oldest);
  }

  private async writeAll(): Promise<void> {
    try {
      for (let batch = this.takeUnwritten(); batch.length > 0; batch = this.takeUnwritten()) await this.write(batch);
    } finally {
      this.writing = null;
    }
  }

  private takeUnwritten(): readonly { readonly callId: string; readonly draft: Draft }[] {
    const batch = [...this.unwritten.values()];
    this.unwritten.clear();
    return batch;
  }

  private async write(batch: readonly { readonly callId: string; readonly draft: Draft }[]): Promise<void> {
    await this.writer.transaction(async (tx) => {
      for (const { callId, draft } of batch) {
        const { agentId, name, text, at } = draft;
        if (text === '') await tx('drafts').where({ call_id: callId, agent: agentId }).delete();
        else {
          const row = { call_id: callId, agent: agentId, name, text: text.replaceAll('\0', ''), at };
          await tx('drafts').insert(row).onConflict(['call_id', 'agent']).merge();
        }
      }
    });
  }
}
