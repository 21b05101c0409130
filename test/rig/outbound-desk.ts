/** The daemon's own desk for campaigns, lists and leads, on the web's database folder and without calls behind it. */
import { join } from 'node:path';
import { SeededRandom } from '../../daemon/base/random.js';
import type { OutboundDoor } from '../../daemon/control/outbound-door.js';
import type { Runtime } from '../../daemon/runtime/runtime.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { Site } from '../../daemon/terms/site.js';
import { outboundWork } from '../../daemon/wiring/outbound.js';
import type { Web } from './web.js';

export interface OutboundDesk {
  readonly door: OutboundDoor;
  readonly store: TelephonyStore;
  /** Lists and numbers that call control was told of. */
  readonly told: string[];
}

export async function outboundDesk(web: Web, site: Site): Promise<OutboundDesk> {
  const location = { kind: 'sqlite', file: join(web.folder, 'telephony.db') } as const;
  const onTrouble = (trouble: object): void => void web.logged.push(JSON.stringify(trouble));
  const store = await TelephonyStore.open(location, { clock: web.clock, onTrouble });
  const told: string[] = [];
  // What the desk tells of the calls' side; nobody is called here.
  const runtime = {
    loadCampaigns: (campaigns: readonly { readonly row: { readonly campaign: { readonly id: string } } }[]) =>
      void told.push(...campaigns.map(({ row }) => row.campaign.id)),
    leadsChanged: (lists: readonly string[]) => void told.push(...lists),
    dncChanged: (added: readonly string[], removed: readonly string[]) => void told.push(...added, ...removed),
    consentsSaid: (said: readonly { readonly number: string; readonly given: boolean }[]) =>
      void told.push(...said.map(({ number, given }) => `${number} ${given}`)),
  } as unknown as Runtime;
  const { door } = outboundWork({
    store,
    runtime: () => runtime,
    site: () => site,
    clock: web.clock,
    timers: web.clock,
    random: new SeededRandom(7),
    onTrouble,
  });
  return { door, store, told };
}
