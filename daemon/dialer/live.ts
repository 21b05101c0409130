import type { LiveCampaign } from '../terms/outbound.js';
import type { Attempt } from './attempt.js';
import type { Crew } from './crew.js';
import type { Pace } from './pace.js';
import type { RunningCampaign } from './running-campaign.js';

/** What pages show of a campaign. */
export function liveCampaign(
  running: RunningCampaign,
  { present, idle }: Crew,
  pace: Pace | null,
  atMs: number,
): LiveCampaign {
  const { row, campaign, windows, inFlight, hopper } = running;
  const reason = pace?.reason ?? null;
  const open = hopper.open;
  const phases = countPhases(inFlight.values());
  const inStatus = (wanted: string) => present.filter(({ status }) => status === wanted).length;
  return {
    id: running.id,
    name: campaign.name,
    mode: campaign.mode,
    state: row.state,
    why: row.why,
    queue: campaign.queue,
    agentsReady: idle.length,
    agentsTalking: inStatus('talk'),
    agentsWrapUp: inStatus('wrap'),
    agentsSignedIn: present.length,
    ...phases,
    today: windows.today,
    thirtyDays: windows.thirtyDays,
    results: { ...running.results },
    ...(reason === null
      ? {}
      : {
          pacing: {
            answerPercent: tenths(reason.answerProbability * 100),
            talkMs: Math.round(reason.talkMs),
            wrapUpMs: Math.round(reason.wrapUpMs),
            ratio: tenths(reason.ratio),
            allowedDropPercent: tenths(reason.allowedDrop * 100),
          },
        }),
    ...(campaign.answeringMachines
      ? { detector: { falsePercent: tenths(windows.falsePositives * 100), sampled: windows.sampledMachines } }
      : {}),
    ...(running.isSpent(atMs) ? { overCap: true } : {}),
    ...(open === null ? {} : { leadsOpen: open }),
  };
}

function countPhases(attempts: Iterable<Attempt>): Pick<LiveCampaign, 'ringing' | 'judging' | 'waiting'> {
  let ringing = 0;
  let judging = 0;
  let waiting = 0;
  for (const { state } of attempts) {
    if (state === 'placed' || state === 'ringing') ringing += 1;
    else if (state === 'judging') judging += 1;
    else if (state === 'waiting') waiting += 1;
  }
  return { ringing, judging, waiting };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
