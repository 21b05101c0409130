import type { Channel, ChannelIndex, Watch } from '../lines/lines.js';
import { type Place, placeOf } from '../numbers/plan.js';
import type { Site } from '../terms/site.js';
import { type Trunk, timeslotsOf } from '../terms/trunks.js';

import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';

interface TrunkRecord {
  readonly trunk: Trunk;
  /** In the order the site names them, each span's timeslots rising. */
  readonly channels: readonly Channel[];
}

const nowhere: Place = { country: 'cn', areaCode: '' };

/** The site's trunks over the channels of the box, and the order in which their channels are taken. */
export class TrunkTable {
  private readonly trunks = new Map<string, TrunkRecord>();
  private readonly byChannel = new Map<ChannelIndex, Trunk>();
  /** Where each round-robin trunk goes on: the channel it took last. */
  private readonly lastTaken = new Map<string, ChannelIndex>();
  private lineNumbers = new Map<number, string>();
  private called: readonly string[] = [];
  private loaded: Site | null = null;

  /** Calls in progress keep their channels; the next one goes by the new site. */
  load(site: Site, channels: readonly Channel[]): void {
    this.loaded = site;
    this.called = site.numbers.map(({ number }) => number);
    this.lineNumbers = new Map((site.lines ?? []).map(({ line, number }) => [line, number]));
    this.trunks.clear();
    this.byChannel.clear();
    for (const trunk of site.trunks ?? []) {
      const own = trunk.channels.flatMap((part) => channelsOf(part, channels));
      this.trunks.set(trunk.id, { trunk, channels: own });
      for (const { channel } of own) this.byChannel.set(channel, trunk);
    }
  }

  get site(): Site | null {
    return this.loaded;
  }

  get place(): Place {
    return this.loaded === null ? nowhere : placeOf(this.loaded);
  }

  /** Numbers callers may dial. */
  get numbers(): readonly string[] {
    return this.called;
  }

  /** The number an exchange line stands for; '' if the site does not say. */
  numberOfLine(line: number): string {
    return this.lineNumbers.get(line) ?? '';
  }

  get(id: string): Trunk | null {
    return this.trunks.get(id)?.trunk ?? null;
  }

  of(channel: ChannelIndex): Trunk | null {
    return this.byChannel.get(channel) ?? null;
  }

  channels(id: string): readonly Channel[] {
    return this.trunks.get(id)?.channels ?? [];
  }

  /**
   * Asks the lines to listen for what its trunk wants to know of a call, once there is something to hear. `also`: in
   * place of what was listened for besides until now.
   */
  listen(leg: Leg, step: CallsStep, also?: readonly Watch[]): void {
    const wanted = new Set<Watch>([...(this.of(leg.channel)?.listenFor ?? []), ...(also ?? leg.listenFor ?? [])]);
    if (wanted.size > 0 || also !== undefined) step.line({ do: 'watch', seizure: leg.seizure, for: [...wanted] });
  }

  /** The channel the next call takes, of those that `isFree` allows; null: none. */
  take(
    id: string,
    isFree: (channel: ChannelIndex) => boolean,
    lastUse: (channel: ChannelIndex) => number,
  ): Channel | null {
    const record = this.trunks.get(id);
    if (record === undefined) return null;
    const taken = this.choose(record, isFree, lastUse);
    if (taken !== null) this.lastTaken.set(id, taken.channel);
    return taken;
  }

  private choose(
    { trunk, channels }: TrunkRecord,
    isFree: (channel: ChannelIndex) => boolean,
    lastUse: (channel: ChannelIndex) => number,
  ): Channel | null {
    const free = channels.filter(({ channel }) => isFree(channel));
    switch (trunk.hunting ?? 'highest') {
      case 'lowest':
        return free[0] ?? null;
      case 'highest':
        return free.at(-1) ?? null;
      case 'round-robin': {
        const last = channels.findIndex(({ channel }) => channel === this.lastTaken.get(trunk.id));
        return free.find((channel) => channels.indexOf(channel) > last) ?? free[0] ?? null;
      }
      case 'least-recently-used':
        return free.reduce<Channel | null>(
          (best, each) => (best === null || lastUse(each.channel) < lastUse(best.channel) ? each : best),
          null,
        );
    }
  }
}

function channelsOf(part: Trunk['channels'][number], channels: readonly Channel[]): readonly Channel[] {
  if ('line' in part) return channels.filter(({ kind, line }) => kind === 'fxo' && line === part.line);
  const slots = timeslotsOf(part.timeslots) ?? [];
  return channels
    .filter(({ kind, span, timeslot }) => kind === 'bearer' && span === part.span && slots.includes(timeslot))
    .sort((a, b) => a.timeslot - b.timeslot);
}
