/**
 * Everything that can happen to the switch. Plain data, so that a day can be journalled and replayed.
 * Mirrors the requests of contract/control, which this room may not import.
 */
import type { Difference } from '../calls/reconcile.js';
import type { Channel, LineEvent, LineSnapshot } from '../lines/lines.js';
import type { CampaignToRun, LeadsAnswer } from '../terms/outbound.js';
import type { StorageLook } from '../terms/recordings.js';
import type { LastRun, PersonRequest, TechnicianRequest } from '../terms/requests.js';
import type { Site } from '../terms/site.js';
import type { CallerFacts } from '../terms/targets.js';

export type { Difference, LastRun, PersonRequest, TechnicianRequest };

export type Input =
  /** First and once. */
  | {
      readonly input: 'start';
      readonly site: Site;
      readonly channels: readonly Channel[];
      readonly lastRun: LastRun;
    }
  | { readonly input: 'line'; readonly event: LineEvent }
  /** Line events were lost, or may have been: compare and mend. */
  | { readonly input: 'snapshot'; readonly snapshot: LineSnapshot }
  /** `request` is the asker's own number; the answer effect carries it. */
  | { readonly input: 'person'; readonly request: number; readonly person: PersonRequest }
  /** As 'person', but of the lines: `technician` carries who asks. */
  | { readonly input: 'technician'; readonly request: number; readonly technician: TechnicianRequest }
  /** The watchdog has looked at the lines: only what differs from what call control believes. */
  | { readonly input: 'look'; readonly differences: readonly Difference[] }
  /** As the effect 'set-timer' named and numbered it. */
  | { readonly input: 'timer'; readonly name: string; readonly id: number }
  /** Answer to the effect 'lookup'; the call may be anywhere by now. null: it could not be looked up in time. */
  | { readonly input: 'facts'; readonly callId: string; readonly facts: CallerFacts | null }
  /** All that run or are paused after the start, later whichever was changed; what neither runs nor is paused is let go. */
  | { readonly input: 'campaigns'; readonly campaigns: readonly CampaignToRun[] }
  /** Answer to the effect 'leads'. */
  | { readonly input: 'leads'; readonly leads: LeadsAnswer }
  /** Leads of these lists were added, recalled, allocated, changed or removed: who is in hand and not dialled is read again. */
  | { readonly input: 'leads-changed'; readonly lists: readonly string[] }
  /** Numbers put on the do-not-call list, or taken off, since the leads in hand were read. */
  | { readonly input: 'dnc'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** What people have said of being called since the leads in hand were read; the newest of each number. */
  | { readonly input: 'consents'; readonly said: readonly { readonly number: string; readonly given: boolean }[] }
  /** The disk of the recordings was looked at. */
  | { readonly input: 'storage'; readonly look: StorageLook }
  /** The site was changed: flows for the next call, queues and agents at once as far as calls allow. */
  | { readonly input: 'site'; readonly site: Site }
  /** The daemon ends cleanly: every call is closed as interrupted; what the lines say of their ends still comes. */
  | { readonly input: 'stop' };
