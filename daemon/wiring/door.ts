/** What may be asked of the daemon over its control socket, and who answers. */
import { CallboxError } from '../base/errors.js';
import type { ControlledDaemon } from '../control/control-server.js';
import { type SiteDesk, siteAsIf } from '../control/site-desk.js';
import { explainIncoming } from '../numbers/incoming.js';
import { type Dialler, explain } from '../numbers/routes.js';
import type { Runtime } from '../runtime/runtime.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { PersonRequest } from '../terms/requests.js';
import type { Site } from '../terms/site.js';

/** Who waits for a row waits no longer than this. */
const storedWithinMs = 500;

type OfParts =
  | 'recordings'
  | 'outbound'
  | 'box'
  | 'cards'
  | 'doctor'
  | 'lab'
  | 'commissioning'
  | 'meters'
  | 'startedAt';

export interface DoorParts extends Required<Pick<ControlledDaemon, OfParts>> {
  readonly store: TelephonyStore;
  readonly runtime: Runtime;
  readonly desk: SiteDesk;
}

export function controlled({ store, runtime, desk, ...parts }: DoorParts): ControlledDaemon {
  return {
    ...parts,
    ask: async (person) => {
      await asked(person, runtime, desk);
      await stored(store);
    },
    order: async (technician) => {
      await runtime.order(technician);
      await stored(store);
    },
    explain: (number, agentId, changes) => {
      const asIf = siteAsIf(desk.current.site, changes);
      return explain(asIf, number, diallerOf(asIf, agentId));
    },
    explainIncoming: (sent, changes) => explainIncoming(siteAsIf(desk.current.site, changes), sent),
    why: (callId) => {
      const explained = runtime.explain(callId);
      if (explained !== null) return explained;
      throw new CallboxError('unknown-call', 'this call waits in no queue: somebody has it, or it is over');
    },
    site: () => desk.current,
    changeSite: (by, version, change) => desk.change(by, version, change),
    snapshot: () => runtime.snapshot(),
  };
}

/** What agents set themselves is part of the site, so that it is there at the next start. */
async function asked(person: PersonRequest, runtime: Runtime, desk: SiteDesk): Promise<void> {
  if ('by' in person || person.ask !== 'set-own') await runtime.ask(person);
  else await desk.setOwn(person.agentId, person.own);
}

/**
 * Who is told "done" can read it back. With a disk that doesn't write, people work on all the same: the writer
 * has said so and keeps the rows.
 */
async function stored(store: TelephonyStore): Promise<void> {
  await store.writer.flush(storedWithinMs).catch(() => {});
}

/** Null: nobody in particular, who may dial what everybody may. */
function diallerOf(site: Site, agentId: string | null): Dialler {
  if (agentId === null) return { international: false };
  const agent = site.agents.find(({ id }) => id === agentId);
  if (agent === undefined) throw new CallboxError('unknown-agent', `no agent ${agentId} is configured`);
  return { international: agent.international ?? false };
}
