/** What is typed into queues' forms and not saved yet: it stays while other pages are looked at. */
import { signal } from '@preact/signals';
import type { Queue } from '../../../daemon/terms/site.js';

export interface QueueDraft {
  /** As it was when the typing began; null: a new queue. */
  readonly base: Queue | null;
  readonly queue: Queue;
}

/** Of queues that are being edited, by id. */
export const queueDrafts = signal<ReadonlyMap<string, QueueDraft>>(new Map());

export function setDraft(id: string, draft: QueueDraft | null): void {
  const drafts = new Map(queueDrafts.value);
  if (draft === null) drafts.delete(id);
  else drafts.set(id, draft);
  queueDrafts.value = drafts;
}
