/** Part of the composition root: what people change of campaigns, and where the dialer's leads come from. */
import type { Clock } from '../base/clock.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import { CampaignDesk } from '../control/campaign-desk.js';
import { LeadDesk } from '../control/lead-desk.js';
import { OutboundDoor } from '../control/outbound-door.js';
import { CallBackLists } from '../lookup/call-back-lists.js';
import type { LookupTrouble } from '../lookup/caller-lookup.js';
import { LeadSource } from '../lookup/lead-source.js';
import { kindOf, placeOf, plainNumber } from '../numbers/plan.js';
import type { Runtime } from '../runtime/runtime.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import { localDate, midnightBefore } from '../switch/days.js';
import { Areas, builtInAreas } from '../terms/areas.js';
import type { CampaignToRun } from '../terms/outbound.js';
import type { StoredCampaign } from '../terms/outbound-figures.js';
import type { Site } from '../terms/site.js';
import type { NumberKind } from '../terms/trunks.js';

/** Days leave the window of 30 days one by one: what the database counts of it is told to the dialer so often. */
const recountEveryMs = 3_600_000;
/** People wait no longer for the rows of calls; a disk that takes none refuses what they ask. */
const settledWithinMs = 5_000;

export interface OutboundParts {
  readonly store: TelephonyStore;
  /** Not asked before anybody can ask for something. */
  readonly runtime: () => Pick<Runtime, 'loadCampaigns' | 'leadsChanged' | 'dncChanged' | 'consentsSaid' | 'snapshot'>;
  readonly site: () => Site;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly onTrouble: (trouble: LookupTrouble) => void;
}

export interface OutboundWork {
  readonly door: OutboundDoor;
  readonly leads: LeadSource;
  /** Campaigns that run or are paused, as the database has them and with their counts. */
  unfinished(): Promise<readonly CampaignToRun[]>;
  /** From here on the dialer's counts of 30 days are brought up to date now and then. */
  start(): void;
  close(): void;
}

export function outboundWork(parts: OutboundParts): OutboundWork {
  const { store, runtime, clock, timers, onTrouble } = parts;
  const { outbound: reader } = store.reader;
  const ids = new SortableIds(clock, parts.random);
  const known = numbersOf(parts);
  const midnight = (): number => midnightBefore(clock.nowMs(), parts.site().timeZone);
  const settled = (): Promise<void> => store.writer.flush(settledWithinMs);
  const withCounts = (stored: StoredCampaign): Promise<CampaignToRun> =>
    store.reader.attempts.withCounts(stored, midnight(), clock.nowMs());
  const due = store.reader.dueLeads({ date: (later) => localDate(clock.nowMs(), parts.site().timeZone, later) });
  const callBacks = callBackLists(parts, known, ids);

  const leads = new LeadSource({
    clock,
    timers,
    onTrouble,
    sources: {
      settled,
      filter: async (campaign) => (await reader.campaign(campaign))?.campaign.filter ?? null,
      refresh: (list) => callBacks.refresh(list),
      due: (ask, filter) => due.due({ ...ask, filter, midnight: midnight() }),
      countOpen: (list, filter) => due.countOpen(list, filter),
    },
  });
  const campaignDesk = new CampaignDesk({
    clock,
    site: parts.site,
    settled,
    campaign: (id) => reader.campaign(id),
    list: (id) => reader.list(id),
    put: (campaign, deed) => store.outbound.putCampaign(campaign, deed),
    setState: (id, state, deed) => store.outbound.setCampaignState(id, state, deed),
    remove: (id, version) => store.outbound.removeCampaign(id, version),
    load: async (stored) => {
      const toRun = await withCounts(stored);
      // What the dialer told until now was meant for the state before: behind it stands what a person has said.
      store.writer.apply([{ row: 'campaign', campaign: toRun.row }]);
      runtime().loadCampaigns([toRun]);
    },
  });
  const leadDesk = new LeadDesk({
    clock,
    ids,
    store: store.outbound,
    site: parts.site,
    list: (id) => reader.list(id),
    settled,
    ...known,
    leadsChanged: (lists) => {
      for (const list of lists) due.beginAnew(list);
      leads.changed(lists);
      runtime().leadsChanged(lists);
    },
    dncChanged: (added, removed) => runtime().dncChanged(added, removed),
    consentsSaid: (said) => runtime().consentsSaid(said),
    dncLifted: (by, reason, numbers, atMs) => {
      const what = `dnc-removed:${numbers}`;
      store.writer.apply([
        { row: 'supervision', supervision: { at: atMs, by, what, agent: null, callId: null, reason } },
      ]);
    },
  });
  const unfinished = async (): Promise<readonly CampaignToRun[]> => {
    const running: CampaignToRun[] = [];
    for (const stored of await reader.activeCampaigns()) running.push(await withCounts(stored));
    return running;
  };
  const recount = async (): Promise<void> => {
    await settled();
    const counted = await unfinished();
    // A campaign may have ended itself while it was counted: then what was read of it is old.
    const states = new Map((runtime().snapshot().campaigns ?? []).map(({ id, state }) => [id, state]));
    const same = counted.filter(({ row }) => states.get(row.campaign.id) === row.state);
    if (same.length > 0) runtime().loadCampaigns(same);
  };
  let stopRecounting = (): void => {};
  const recountLater = (): void => {
    stopRecounting = timers.after(recountEveryMs, () => {
      campaignDesk
        .undisturbed(recount)
        .catch((error: Error) =>
          onTrouble({ code: 'lookup-failed', detail: { source: 'campaigns', reason: error.message.slice(0, 200) } }),
        );
      recountLater();
    });
  };
  return {
    door: new OutboundDoor(campaignDesk, leadDesk),
    leads,
    unfinished,
    start: recountLater,
    close: () => stopRecounting(),
  };
}

interface Numbers {
  numberOf(written: string): { readonly number: string; readonly kind: NumberKind };
  areaOf(number: string): string;
}

function numbersOf({ site }: OutboundParts): Numbers {
  const areas = new Areas(builtInAreas);
  return {
    numberOf: (written) => {
      const place = placeOf(site());
      const number = plainNumber(place, written);
      return { number, kind: kindOf(place, number) };
    },
    areaOf: (number) => areas.of(number),
  };
}

function callBackLists(
  { store, clock }: OutboundParts,
  { numberOf, areaOf }: Numbers,
  ids: SortableIds,
): CallBackLists {
  return new CallBackLists({
    clock,
    ids,
    list: (id) => store.reader.outbound.list(id),
    abandoned: (fromMs, toMs) => store.reader.floor.abandoned(fromMs, toMs),
    dialled: (written) => {
      const { number, kind } = numberOf(written);
      return kind === 'mobile' || kind === 'fixed' ? number : null;
    },
    areaOf,
    fill: (list, callers) => store.outbound.fillCallBackList(list, callers),
  });
}
