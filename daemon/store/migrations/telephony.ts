import type { Migration } from '../migrate.js';
import { calls } from './0001-calls.js';
import { agentStates } from './0002-agent-states.js';
import { recordings } from './0003-recordings.js';
import { incidents } from './0004-incidents.js';
import { sites } from './0005-sites.js';
import { channelSettings } from './0006-channel-settings.js';
import { callLegs } from './0007-call-legs.js';
import { floor } from './0008-floor.js';
import { siteChanges } from './0009-site-changes.js';
import { recordingLedger } from './0010-recording-ledger.js';
import { outbound } from './0011-outbound.js';
import { spans } from './0012-spans.js';
import { commissioning } from './0013-commissioning.js';
import { encryptedRecordings } from './0014-encrypted-recordings.js';
import { redo } from './0015-redo.js';
import { consents } from './0016-consents.js';
import { diagnoses } from './0017-diagnoses.js';

export const telephonyMigrations: readonly Migration[] = [
  calls,
  agentStates,
  recordings,
  incidents,
  sites,
  channelSettings,
  callLegs,
  floor,
  siteChanges,
  recordingLedger,
  outbound,
  spans,
  commissioning,
  encryptedRecordings,
  redo,
  consents,
  diagnoses,
];
