/**
 * Cards in pages. All of it needs lines.service.
 *
 * GET  /api/v1/cards                          → CardScan: what is in the machine now
 * POST /api/v1/cards/blink       (blinkBody)  → Blink
 * POST /api/v1/cards/timing-test (timingBody) → 202 CardsStarted; GET /api/v1/cards/timing-test/:id → TimingTest
 * POST /api/v1/cards/plan        (planBody)   → CardPlan: what would be written, and what would change
 * POST /api/v1/cards/apply       (applyBody)  → 202 CardsStarted; GET /api/v1/cards/apply/:id → CardApply
 *
 * A plan that isn't what would be written any more is refused with 409 'conflict': ask for it again and show it.
 */
export type { Blink, CardApply, CardPlan, CardScan, TimingTest } from '../terms/cards.js';
export { applyBody, blinkBody, planBody, timingBody } from './cards-schema.js';

export interface CardsStarted {
  readonly id: string;
}
