/** Everybody at the far ends of the box's lines and pages, and who is meant when a line or a page stirs. */
import type { ManualTime } from '../../../daemon/base/timers.js';
import type { Seizure } from '../../../daemon/lines/lines.js';
import type { Offer } from '../../../daemon/switch/effects.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { Disturbance } from '../audit/outbound/meeting.js';
import type { Dialled, Display, FarEnds } from '../far-ends.js';
import type { Box, Watchers } from './box.js';
import type { Draw } from './draw.js';
import type { Person } from './outbound/people.js';
import type { DayPlan } from './plan.js';

/** Somebody with a desk telephone. */
export interface DeskUser {
  rings(seizure: Seizure, display: Display): void;
  /** The box has ended what was on the telephone: busy tone if it is lifted. */
  released(): void;
  /** Whom he hears has changed. */
  hearsOthers(): void;
}

/** Somebody behind the public network, for one call. */
export interface NetworkParty {
  connected(): void;
  released(cause: number): void;
  hearsOthers(): void;
  /** The daemon died: the call is cut by the exchange. */
  cut(): void;
}

export interface PageUser {
  stateChanged(agent: LiveAgent | null): void;
  offered(offer: Offer): void;
  daemonLives(alive: boolean): void;
}

export class World implements FarEnds, Watchers {
  readonly desks = new Map<number, DeskUser>();
  readonly pages = new Map<string, PageUser>();
  /** By seizure of the present run of the daemon. */
  readonly parties = new Map<Seizure, NetworkParty>();
  /** Who takes calls out. */
  network: { dialled(call: Dialled): void } | null = null;
  /** Whom campaigns may call, by number. */
  readonly people = new Map<string, Person>();
  /** No new doings: people finish what they are in and go home. */
  closing = false;
  disturbed: (disturbance: Disturbance) => void = () => {};
  private machine: Box | null = null;

  constructor(
    readonly time: ManualTime,
    readonly draw: Draw,
    readonly plan: DayPlan,
  ) {}

  get box(): Box {
    if (this.machine === null) throw new Error('the world has no box yet');
    return this.machine;
  }

  set box(box: Box) {
    this.machine = box;
  }

  get nowMs(): number {
    return this.time.nowMs();
  }

  after(ms: number, run: () => void): () => void {
    return this.time.after(Math.max(0, Math.round(ms)), run);
  }

  /** What is said of calls that live now may be a guess: events are lost or doubled, channels taken away. */
  disturbs(disturbance: Disturbance = 'once'): void {
    this.disturbed(disturbance);
  }

  // ---- lines

  rings(seizure: Seizure, channel: number, display: Display): void {
    this.desks.get(this.box.lines.channels[channel]?.line ?? 0)?.rings(seizure, display);
  }

  released(seizure: Seizure, channel: number, cause: number): void {
    const party = this.parties.get(seizure);
    this.parties.delete(seizure);
    if (party !== undefined) party.released(cause);
    else this.desks.get(this.box.lines.channels[channel]?.line ?? 0)?.released();
  }

  connected(seizure: Seizure): void {
    this.parties.get(seizure)?.connected();
  }

  hearsOthers(seizure: Seizure): void {
    const party = this.parties.get(seizure);
    if (party !== undefined) party.hearsOthers();
    else this.desks.get(this.box.lines.lineOf(seizure))?.hearsOthers();
  }

  dialled(call: Dialled): void {
    this.network?.dialled(call);
  }

  restarted(channel: number): void {
    const seizure = this.box.lines.seizureOnChannel(channel);
    const party = seizure === null ? undefined : this.parties.get(seizure);
    if (seizure !== null) this.parties.delete(seizure);
    party?.cut();
  }

  // ---- pages

  agentChanged(agentId: string, agent: LiveAgent | null): void {
    this.pages.get(agentId)?.stateChanged(agent);
  }

  offered(offer: Offer): void {
    this.pages.get(offer.agentId)?.offered(offer);
  }

  lives(alive: boolean): void {
    if (!alive) {
      const cut = [...this.parties.values()];
      this.parties.clear();
      for (const party of cut) party.cut();
    }
    for (const page of this.pages.values()) page.daemonLives(alive);
  }

  webLives(): void {}
}
