/**
 * "With 8 agents: done 16:40, dropped about 1.8 %": a campaign is simulated before it is started.
 *
 * outbound.manage:
 * POST /api/v1/campaigns/forecast (forecastBody) → Forecast; 429 'throttled' while two others are worked out.
 */
import { z } from 'zod';
import { campaignSchema } from './outbound-schema.js';

export const forecastBody = z.strictObject({
  campaign: campaignSchema,
  /** Absent: those of its queue who are signed in, or else all of them. */
  agents: z.int().min(0).max(200).optional(),
});

/** Of several drawn days: the usual one, and the best and worst. */
export interface Forecast {
  /** Worked out with so many. */
  readonly agents: number;
  /** Of its queue: signed in now, and in all. */
  readonly signedIn: number;
  readonly inQueue: number;
  /** Leads that may be called now or later. */
  readonly leads: number;
  /** When calls may be made next, epoch ms; null: never, by its own hours and dates. */
  readonly startsAt: number | null;
  /** Epoch ms; null: not within the days looked at. */
  readonly doneAt: { readonly early: number | null; readonly usual: number | null; readonly late: number | null };
  /** Of persons reached, percent. */
  readonly droppedPercent: { readonly usual: number; readonly high: number };
  readonly calls: number;
  readonly reached: number;
  readonly connected: number;
  /** Agents' talk and wrap-up ÷ their time, percent; 0 without agents. */
  readonly busyPercent: number;
  /** Leads left after the days looked at. */
  readonly left: number;
  readonly daysLookedAt: number;
  /** What it was worked out with. */
  readonly with: {
    readonly answerPercent: number;
    readonly talkMs: number;
    readonly wrapUpMs: number;
    /** Which of these are not known yet and were assumed. */
    readonly assumed: readonly ('answer' | 'talk' | 'wrap-up')[];
    /** Attempts of the last 30 days that tell it. */
    readonly attempts: number;
  };
}
