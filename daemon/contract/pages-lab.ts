/**
 * The line lab as pages use it (lines.service):
 * GET    /api/v1/lines/caller-id?channel=C → CallerIdShown: what came over this exchange line of late, or what a telephone was sent,
 *        newest first
 * POST   /api/v1/lines/scope (scopeBody) → 204: its spectrum can be asked for, and it is in the audit; 409 'not-now'
 * GET    /api/v1/lines/scope?channel=C&after=N → ScopeAnswer; ask every 300 to 500 ms. 404 'not-found': start anew
 * DELETE /api/v1/lines/scope?channel=C → 204: who asks looks no longer
 */
export { type CallerIdShown, type ScopeAnswer, scopeBody } from './lab-schema.js';
