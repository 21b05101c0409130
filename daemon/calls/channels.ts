import type { Channel, ChannelIndex, ChannelState, LineEvent, Seizure, Service } from '../lines/lines.js';
import type { LiveBitTest, LiveChannel, LiveLevels } from '../terms/live.js';
import type { Leg } from './legs.js';
import type { CallsStep } from './notices.js';

interface ChannelRecord {
  readonly channel: Channel;
  /** The leg on it, or a telephone lifted without a call; null: idle. */
  seizure: Seizure | null;
  leg: Leg | null;
  offHook: boolean;
  shown: LiveChannel['state'];
  since: number;
  /** As asked for here, or as the lines tell it. */
  service: Service;
  blockedByFarEnd: boolean;
  stuck: boolean;
  noBattery: boolean;
  /** An exchange line rings; who calls is not known yet, so there is no call. */
  rings: boolean;
  bitTest: LiveBitTest | null;
  /** As set by a technician; null: never. */
  levels: LiveLevels | null;
  /** Counts up over all channels at each seizure and release: the lowest is the one that rested longest. */
  lastUse: number;
  /** A headset's telephone, which waits for calls off its hook. */
  standing: boolean;
}

/** Who is on which channel, and the hooks of the telephones: the line's truth as last heard. */
export class ChannelTable {
  private readonly records = new Map<ChannelIndex, ChannelRecord>();
  private readonly byLine = new Map<number, ChannelRecord>();
  private uses = 0;

  constructor(private readonly trunkOf: (index: ChannelIndex) => string | null) {}

  start(channels: readonly Channel[], step: CallsStep): void {
    for (const channel of channels) {
      const record: ChannelRecord = {
        channel,
        seizure: null,
        leg: null,
        offHook: false,
        shown: 'idle',
        since: step.atMs,
        service: 'in-service',
        blockedByFarEnd: false,
        stuck: false,
        noBattery: false,
        rings: false,
        bitTest: null,
        levels: null,
        lastUse: 0,
        standing: false,
      };
      this.records.set(channel.channel, record);
      if (channel.kind === 'fxs') {
        this.byLine.set(channel.line, record);
        this.tellStation(record, step);
      }
      step.touch('channel', channel.channel);
    }
  }

  all(): readonly Channel[] {
    return [...this.records.values()].map((record) => record.channel);
  }

  get(index: ChannelIndex): Channel | null {
    return this.records.get(index)?.channel ?? null;
  }

  /** The telephone on this 1-based line, or null. */
  telephone(line: number): Channel | null {
    return this.byLine.get(line)?.channel ?? null;
  }

  seizureOn(index: ChannelIndex): Seizure | null {
    return this.records.get(index)?.seizure ?? null;
  }

  /** This seizure is on a channel. */
  has(seizure: Seizure): boolean {
    for (const record of this.records.values()) if (record.seizure === seizure) return true;
    return false;
  }

  isOffHook(index: ChannelIndex): boolean {
    return this.records.get(index)?.offHook ?? false;
  }

  /** The lines say of this channel what is known here: nearly always, for every channel, at each look of the watchdog. */
  isBelieved({ channel, seizure, offHook, service }: ChannelState): boolean {
    const record = this.records.get(channel);
    if (record === undefined) return true;
    if (seizure !== (record.seizure ?? 0) || (service === 'blocked' && record.service === 'draining')) return false;
    return record.offHook === offHook || record.channel.kind !== 'fxs';
  }

  /** `leg` null: a telephone lifted without a call. */
  seize(index: ChannelIndex, seizure: Seizure, leg: Leg | null, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined) return;
    record.seizure = seizure;
    record.leg = leg;
    this.uses += 1;
    record.lastUse = this.uses;
    record.stuck = false;
    this.changed(record, step);
  }

  /** True if that seizure was on a channel. */
  release(seizure: Seizure, step: CallsStep): boolean {
    for (const record of this.records.values()) {
      if (record.seizure !== seizure) continue;
      record.seizure = null;
      record.leg = null;
      this.uses += 1;
      record.lastUse = this.uses;
      this.changed(record, step);
      return true;
    }
    return false;
  }

  hook(index: ChannelIndex, offHook: boolean, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.offHook === offHook) return;
    record.offHook = offHook;
    this.changed(record, step);
  }

  /** Idle and fit for a new call, as far as the channel itself goes; its span is another matter. */
  isFree(index: ChannelIndex): boolean {
    const record = this.records.get(index);
    if (record === undefined || record.seizure !== null || record.channel.kind === 'fxs') return false;
    const { service, blockedByFarEnd, stuck, noBattery, rings, bitTest } = record;
    const tested = bitTest !== null && !bitTest.ended;
    return service === 'in-service' && !blockedByFarEnd && !stuck && !noBattery && !rings && !tested;
  }

  lastUse(index: ChannelIndex): number {
    return this.records.get(index)?.lastUse ?? 0;
  }

  service(index: ChannelIndex): Service {
    return this.records.get(index)?.service ?? 'in-service';
  }

  /** What was asked for here, or what the lines say. */
  setService(index: ChannelIndex, service: Service, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.service === service) return;
    record.service = service;
    step.touch('channel', index);
  }

  setBlockedByFarEnd(index: ChannelIndex, blocked: boolean, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.blockedByFarEnd === blocked) return;
    record.blockedByFarEnd = blocked;
    step.touch('channel', index);
  }

  setStuck(index: ChannelIndex, stuck: boolean, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.stuck === stuck) return;
    record.stuck = stuck;
    step.touch('channel', index);
  }

  /** True: the battery has gone or come back. */
  setBattery(index: ChannelIndex, battery: boolean, step: CallsStep): boolean {
    const record = this.records.get(index);
    if (record === undefined || record.noBattery !== battery) return false;
    record.noBattery = !battery;
    step.touch('channel', index);
    return true;
  }

  setRinging(index: ChannelIndex, rings: boolean, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.rings === rings) return;
    record.rings = rings;
    this.changed(record, step);
  }

  /** Events were lost, perhaps the end of a ringing: the next one tells anew. */
  forgetRinging(step: CallsStep): void {
    for (const index of this.records.keys()) this.setRinging(index, false, step);
  }

  bitTest({ event: _, channel, ...result }: Extract<LineEvent, { event: 'bit-test' }>, step: CallsStep): void {
    const record = this.records.get(channel);
    if (record === undefined) return;
    record.bitTest = result;
    step.touch('channel', channel);
  }

  setLevels(index: ChannelIndex, levels: LiveLevels, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined) return;
    record.levels = levels;
    step.touch('channel', index);
  }

  /** A headset waits at this telephone, or no longer. */
  setStanding(index: ChannelIndex, standing: boolean, step: CallsStep): void {
    const record = this.records.get(index);
    if (record === undefined || record.standing === standing) return;
    record.standing = standing;
    this.tellStation(record, step);
  }

  /** After a leg's state changed. */
  refresh(index: ChannelIndex, step: CallsStep): void {
    const record = this.records.get(index);
    if (record !== undefined) this.changed(record, step);
  }

  live(index: ChannelIndex): LiveChannel | null {
    const record = this.records.get(index);
    if (record === undefined) return null;
    const { channel } = record;
    const trunk = this.trunkOf(index);
    const live: { -readonly [Key in keyof LiveChannel]: LiveChannel[Key] } = {
      channel: channel.channel,
      name: channel.name,
      kind: channel.kind,
      span: channel.span,
      timeslot: channel.timeslot,
      line: channel.line,
      state: record.shown,
      callId: record.leg === null || record.leg.state === 'clearing' ? null : record.leg.callId,
      since: record.since,
    };
    if (record.service !== 'in-service') live.service = record.service;
    if (record.blockedByFarEnd) live.blockedByFarEnd = true;
    if (record.stuck) live.stuck = true;
    if (record.noBattery) live.noBattery = true;
    if (trunk !== null) live.trunk = trunk;
    if (record.bitTest !== null) live.bitTest = record.bitTest;
    if (record.levels !== null) live.levels = record.levels;
    return live;
  }

  private changed(record: ChannelRecord, step: CallsStep): void {
    const shown = shownState(record);
    if (shown !== record.shown) {
      record.shown = shown;
      record.since = step.atMs;
    }
    step.touch('channel', record.channel.channel);
    if (record.channel.kind === 'fxs') this.tellStation(record, step);
  }

  private tellStation(record: ChannelRecord, step: CallsStep): void {
    const { line, name } = record.channel;
    const station = { notice: 'station', line, name, offHook: record.offHook, free: record.seizure === null } as const;
    step.tell(record.standing ? { ...station, standing: true } : station);
  }
}

function shownState(record: ChannelRecord): LiveChannel['state'] {
  switch (record.leg?.state) {
    case 'offered':
    case 'alerted':
    case 'ringing':
    case 'dialling':
      return 'ringing';
    case 'connected':
      return 'answered';
    case 'clearing':
      if (record.channel.kind === 'fxs') return record.offHook ? 'off-hook' : 'idle';
      return 'answered';
    default:
      if (record.rings) return 'ringing';
      return record.offHook || record.seizure !== null ? 'off-hook' : 'idle';
  }
}
