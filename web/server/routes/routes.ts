import type { ApiRouter } from '../http/endpoints.js';
import type { Parts, WebNeeds } from '../parts.js';
import { namesNow } from '../tls/box-names.js';
import { addAttentionRoutes } from './attention.js';
import { addAuditRoutes } from './audit.js';
import { addBoxHealthRoutes } from './box-health.js';
import { addBoxKeepingRoutes } from './box-keeping.js';
import { addCallRoutes } from './calls.js';
import { addCampaignRoutes } from './campaigns.js';
import { addCardRoutes } from './cards.js';
import { addCommissioningRoutes } from './commissioning.js';
import { addCustomerRoutes } from './customers.js';
import { addDeskRoutes } from './desk.js';
import { addDoctorRoutes } from './doctor.js';
import { addEmergencyRoute } from './emergency.js';
import { addEvidenceRoutes } from './evidence.js';
import { addCertificateRoutes, addFirstRunRoutes } from './first-run.js';
import { addFloorRoutes } from './floor.js';
import { addForecastRoute } from './forecast.js';
import { addHealthRoute } from './health.js';
import { addImportRoutes } from './imports.js';
import { addLadderRoutes } from './ladder.js';
import { addLineLabRoutes } from './line-lab.js';
import { addLineRoutes } from './lines.js';
import { addListRoutes } from './lists.js';
import { addPersonRoutes } from './persons.js';
import { addPopRoute } from './pops.js';
import { addQualityRoutes } from './quality.js';
import { addQualityDeskRoutes } from './quality-desk.js';
import { addQuickNoteRoute } from './quick-notes.js';
import { addRecordingRoutes } from './recordings.js';
import { addRetentionRoutes } from './retention.js';
import { addScriptRoutes } from './scripts.js';
import { addSessionRoutes } from './session.js';
import { addSiteRoutes } from './site.js';
import { addSummaryRoutes } from './summaries.js';
import { addTestSoundRoute } from './test-sound.js';
import { addTrainingRoutes } from './training.js';
import { addUserRoutes } from './users.js';
import { addWallboardRoutes } from './wallboards.js';

/** Every endpoint there is. `revoked`: a wallboard's pages must close. */
export function addRoutes(
  router: ApiRouter,
  needs: WebNeeds,
  parts: Parts,
  revoked: (wallboardId: string) => void,
): void {
  const { business, version, control, random, clock } = needs;
  const { customers, callers, issues, users, audit, tasks, drafts, wallboards } = business;
  const { archive, days, acts, signIn, sessions, people, pops, hub, desk, reminders, board, hidden } = parts;
  const files = parts.recordingFiles;
  const ownsCall = (agentId: string, callId: string): boolean => hub.ownsCall(agentId, callId);

  addHealthRoute(router, {
    version,
    training: needs.training?.here ?? false,
    realFloor: needs.training?.realFloor ?? null,
    daemonIsUp: () => control.isUp,
    spans: () => hub.mirror.all('span'),
  });
  addFirstRunRoutes(router, parts.firstRun);
  addCertificateRoutes(router, { certificate: needs.certificate ?? null, acts: parts.acts });
  addSessionRoutes(router, {
    signIn,
    agentName: (agentId) => hub.mirror.get('agent', agentId)?.name ?? null,
    ended: (tokenHashes, why, address) => sessions.end(tokenHashes, why, address),
    changed: (tokenHash) => sessions.renew(tokenHash),
    lockedOut: (signedIn, address) => sessions.lockedOut(signedIn, address),
  });
  addUserRoutes(router, { people, users });
  addAuditRoutes(router, audit);
  addSiteRoutes(router, { control, acts, archive });
  addRetentionRoutes(router, {
    ...{ archive, control, days, keys: files.keys, nowMs: () => clock.nowMs() },
    storage: () => hub.mirror.get('storage', 'recordings') ?? null,
  });
  addCallRoutes(router, { archive, control, ownsCall });
  const { hearing, shelf, seals, listenLog, rounds, qualityTeller } = parts;
  const { quality, listens } = business;
  const news = (agentId: string): void => qualityTeller.tell(agentId);
  const recordings = { archive, files, hearing, shelf, seals, listenLog, listens, quality, news };
  addRecordingRoutes(router, recordings);
  addQualityRoutes(router, { quality, hearing, news });
  const nowMs = (): number => clock.nowMs();
  addQualityDeskRoutes(router, { quality, hearing, shelf, archive, rounds, days, acts, nowMs });
  addPopRoute(router, { pops, archive, liveCall: (callId) => hub.mirror.get('call', callId), ownsCall });
  // Before /customers/:id, which would take export.csv for an id.
  addPersonRoutes(router, {
    archive,
    search: business.customerSearch,
    files: business.customerFiles,
    erasures: parts.erasures,
    acts,
  });
  addCustomerRoutes(router, {
    customers,
    callers,
    issues,
    changed: (...numbers) => pops.changed(...numbers),
    noted: (agentId, callId) => drafts.put(callId, { agentId, name: '', text: '', at: clock.nowMs() }),
  });
  addDeskRoutes(router, {
    desk,
    tasks,
    hidden,
    siteInForce: () => archive.site(),
    tasksChanged: (agentId, task) => reminders.changed(agentId, task),
  });
  addQuickNoteRoute(router, {
    quickNotes: business.quickNotes,
    hidden,
    tasksChanged: (agentId) => reminders.changed(agentId, null),
  });
  addFloorRoutes(router, { archive, days, desk, nowMs: () => clock.nowMs() });
  addAttentionRoutes(router, {
    archive,
    days,
    settings: business.settings,
    customers,
    acts,
    nowMs: () => clock.nowMs(),
  });
  addEmergencyRoute(router, { control, acts, nowMs: () => clock.nowMs() });
  addSummaryRoutes(router, { summaries: business.summaries, maker: parts.summaries, acts });
  addScriptRoutes(router, business.scripts);
  const dealing = { archive, control, days, acts, nowMs: () => clock.nowMs() };
  addForecastRoute(router, parts.forecasts);
  addCampaignRoutes(router, dealing);
  addListRoutes(router, dealing);
  addEvidenceRoutes(router, { ...dealing, listenLog, files });
  addImportRoutes(router, { imports: parts.imports, acts });
  addLineRoutes(router, control);
  addLineLabRoutes(router, control, acts);
  addLadderRoutes(router, { ladders: parts.ladders, traces: parts.spanTraces, acts });
  addBoxHealthRoutes(router, parts.box);
  addBoxKeepingRoutes(router, {
    keeper: parts.keeper,
    certificate: needs.certificate ?? null,
    settings: business.settings,
    archive,
    acts,
    version,
    names: namesNow,
  });
  addCommissioningRoutes(router, control);
  addCardRoutes(router, control);
  addDoctorRoutes(router, control);
  addTestSoundRoute(router, { control, archive, files });
  addTrainingRoutes(router, { desk: parts.training, faults: parts.faults, acts });
  addWallboardRoutes(router, { wallboards, board, random, revoked });
}
