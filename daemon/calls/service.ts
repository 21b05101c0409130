import type { Detail } from '../base/step.js';
import type { Channel, ChannelIndex, HangupTone, LineEvent, Service as ServiceState } from '../lines/lines.js';
import type { LiveLevels } from '../terms/live.js';
import type { ChannelsMeant, Refusal, TechnicianRequest } from '../terms/requests.js';
import type { ChannelSettingRow } from '../terms/rows.js';
import { shortNames } from './channel-names.js';
import type { ChannelTable } from './channels.js';
import { FarEndBlocks } from './far-end-blocks.js';
import { HeldSpans } from './held-spans.js';
import type { CallsStep } from './notices.js';
import type { SpanTable } from './spans.js';
import type { TrunkTable } from './trunks.js';

type EventOf<Name extends LineEvent['event']> = Extract<LineEvent, { event: Name }>;
/** Orders to the lines themselves; a test call is a call. */
export type LineOrder = Exclude<TechnicianRequest, { ask: 'test-call' | 'end-test-call' }>;
type OrderOf<Ask extends TechnicianRequest['ask']> = Extract<TechnicianRequest, { ask: Ask }>;

export interface ServiceRooms {
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  readonly trunks: TrunkTable;
}

/** What technicians do to channels, and what the lines say of their health. Each order is an incident: the audit. */
export class Service {
  /** By channel name; what is not here is as it came. */
  private readonly settings = new Map<string, ChannelSettingRow>();
  /** Exchange lines that had no battery when they were opened: told once it is certain (spans.ts). */
  private unsettled: Set<ChannelIndex> | null = new Set();

  private readonly held: HeldSpans;
  private readonly farEnd = new FarEndBlocks();

  constructor(private readonly rooms: ServiceRooms) {
    this.held = new HeldSpans(rooms, (channel) => this.settings.get(channel.name)?.service ?? 'in-service');
  }

  /** What was set stands: sent to the lines before the first call. A drained channel has no call any more. */
  start(settings: readonly ChannelSettingRow[], step: CallsStep): void {
    const byName = new Map(this.rooms.channels.all().map((channel) => [channel.name, channel]));
    for (const setting of settings) {
      this.settings.set(setting.channel, setting);
      const channel = byName.get(setting.channel);
      if (channel === undefined) continue; // a card that was taken out: kept for when it is back
      if (setting.service !== 'in-service') this.serve(channel, 'blocked', step);
      const { receiveDb, sendDb, echoTaps } = setting;
      if (receiveDb !== null && sendDb !== null && echoTaps !== null) {
        this.level(channel, { receiveDb, sendDb, echoTaps }, step);
      }
      if (setting.hangupTone !== null && channel.kind === 'fxo') {
        // Written by this room from a checked tone.
        const tone = JSON.parse(setting.hangupTone) as HangupTone;
        step.line({ do: 'set-hangup-tone', channel: channel.channel, tone });
      }
    }
  }

  /** What was set on channels, as it stands. */
  all(): readonly ChannelSettingRow[] {
    return [...this.settings.values()];
  }

  // ---- orders

  /** Null: done, or on its way; what comes of it is seen at the channel. */
  order(request: LineOrder, step: CallsStep): Refusal | null {
    switch (request.ask) {
      case 'block':
      case 'unblock':
      case 'drain':
        return this.setService(request, step);
      case 'restart':
        return this.restart(request, step);
      case 'hold-span':
      case 'give-span-back':
      case 'set-up-span':
        return this.held.order(request, step);
      case 'loopback':
        return this.loopback(request, step);
      case 'bit-test':
        return this.bitTest(request, step);
      case 'adjust':
        return this.adjust(request, step);
      case 'learn-hangup':
        return this.learnHangup(request, step);
      case 'set-hangup-tone':
        return this.setHangupTone(request, step);
    }
  }

  private setService(request: OrderOf<'block' | 'unblock' | 'drain'>, step: CallsStep): Refusal | null {
    const { of, by, ask } = request;
    const meant = this.meant(of);
    if (meant === null) return unknownChannel(of);
    const channels = meant.filter(({ kind }) => kind !== 'fxs');
    if (channels.length === 0) {
      const message = 'a telephone is not blocked by this: let its agent be not ready, or sign him out';
      return { code: 'bad-request', message };
    }
    const service = services[ask];
    for (const channel of channels) {
      // Of a held span: stands from when it is given back.
      if (!this.held.has(channel.span)) this.serve(channel, service, step);
      this.keep(channel, { service }, by, step);
    }
    step.incident(serviceIncidents[ask], { ...detailOf(of, channels), channels: channels.length, by });
    return null;
  }

  private serve(channel: Channel, service: ServiceState, step: CallsStep): void {
    this.rooms.channels.setService(channel.channel, service, step);
    step.line({ do: 'service', channel: channel.channel, service });
  }

  private restart({ channel: index, by }: OrderOf<'restart'>, step: CallsStep): Refusal | null {
    const channel = this.rooms.channels.get(index);
    if (channel === null) return unknownChannel({ channel: index });
    if (channel.kind !== 'bearer') return wrongKind(channel, 'only a timeslot of a span can be restarted');
    step.incident('channel-restarted', { channel: channel.name, by });
    step.line({ do: 'restart', channel: index });
    return null;
  }

  private loopback({ span, loopback, by }: OrderOf<'loopback'>, step: CallsStep): Refusal | null {
    if (this.rooms.spans.live(span) === null) return unknownChannel({ span });
    this.rooms.spans.setLoopback(span, loopback, step);
    step.incident('span-loopback', { span, loopback, by });
    step.line({ do: 'loopback', span, loopback });
    return null;
  }

  private bitTest({ channel: index, on, by }: OrderOf<'bit-test'>, step: CallsStep): Refusal | null {
    const { channels } = this.rooms;
    const channel = channels.get(index);
    if (channel === null) return unknownChannel({ channel: index });
    if (channel.kind !== 'bearer') return wrongKind(channel, 'a bit test needs a timeslot of a span');
    if (on && (channels.service(index) !== 'blocked' || channels.seizureOn(index) !== null)) {
      const message = `${channel.name} must be blocked and idle for a bit test: block it, wait for its call to end, ask again`;
      return { code: 'not-now', message, zh: `${channel.name} 要先闭塞且没有通话，才能做误码测试。` };
    }
    step.incident(on ? 'bit-test-started' : 'bit-test-ended', { channel: channel.name, by });
    step.line({ do: 'bit-test', channel: index, on });
    return null;
  }

  private adjust({ ask: _, by, channel: index, ...levels }: OrderOf<'adjust'>, step: CallsStep): Refusal | null {
    const channel = this.rooms.channels.get(index);
    if (channel === null) return unknownChannel({ channel: index });
    this.keep(channel, levels, by, step);
    step.incident('channel-adjusted', { channel: channel.name, ...levels, by });
    this.level(channel, levels, step);
    return null;
  }

  private level({ channel }: Channel, levels: LiveLevels, step: CallsStep): void {
    this.rooms.channels.setLevels(channel, levels, step);
    step.line({ do: 'adjust', channel, ...levels });
  }

  private learnHangup({ channel: index, by }: OrderOf<'learn-hangup'>, step: CallsStep): Refusal | null {
    const channel = this.rooms.channels.get(index);
    if (channel === null) return unknownChannel({ channel: index });
    if (channel.kind !== 'fxo') return wrongKind(channel, 'only an exchange line learns a hang-up tone');
    const seizure = this.rooms.channels.seizureOn(index);
    if (seizure === null) {
      const message = `${channel.name} has no call: make one, let the far end hang up, and ask while its tone is heard`;
      const zh = `${channel.name} 没有通话：先打一个电话，让对方挂机，听到忙音时再按。`;
      return { code: 'not-now', message, zh };
    }
    step.incident('hangup-learning', { channel: channel.name, by });
    step.line({ do: 'learn-hangup', seizure });
    return null;
  }

  private setHangupTone({ channel: index, tone, by }: OrderOf<'set-hangup-tone'>, step: CallsStep): Refusal | null {
    const channel = this.rooms.channels.get(index);
    if (channel === null) return unknownChannel({ channel: index });
    if (channel.kind !== 'fxo') return wrongKind(channel, 'only an exchange line has a hang-up tone');
    this.keep(channel, { hangupTone: JSON.stringify(tone) }, by, step);
    step.incident('hangup-tone-set', { channel: channel.name, ...tone, by });
    step.line({ do: 'set-hangup-tone', channel: index, tone });
    return null;
  }

  // ---- what the lines say

  service(event: EventOf<'service'>, step: CallsStep): void {
    const { channels } = this.rooms;
    const channel = channels.get(event.channel);
    if (channel === null) return;
    if (event.by === 'far-end') {
      const blocked = event.service !== 'in-service';
      channels.setBlockedByFarEnd(event.channel, blocked, step);
      this.farEnd.take(channel, blocked, step);
      return;
    }
    if (channels.service(event.channel) === event.service) return;
    channels.setService(event.channel, event.service, step);
    // Drained: what was asked for has come about, and stands as such. Of a held span nobody asked for it.
    if (this.settings.has(channel.name) && !this.held.has(channel.span))
      this.keep(channel, { service: event.service }, null, step);
  }

  /** What the far end blocked or gave back a moment ago. */
  tellFarEnd(step: CallsStep): void {
    this.farEnd.tell(step);
  }

  stuck(event: EventOf<'stuck'>, step: CallsStep): void {
    const channel = this.rooms.channels.get(event.channel);
    if (channel === null) return;
    const { action, nextTryMs } = event;
    this.rooms.channels.setStuck(event.channel, true, step);
    step.incident('channel-stuck', { channel: channel.name, action, nextTryMs });
    // Told again if it still is: nobody says that a channel is well.
    step.setTimer(`calls stuck ${event.channel}`, Math.max(0, nextTryMs) + stuckGraceMs);
  }

  noLongerStuck(channel: ChannelIndex, step: CallsStep): void {
    this.rooms.channels.setStuck(channel, false, step);
  }

  lineState(event: EventOf<'line-state'>, step: CallsStep): void {
    const channel = this.rooms.channels.get(event.channel);
    if (channel?.kind !== 'fxo') return; // of a telephone the hook tells more
    this.rooms.channels.setRinging(event.channel, event.state === 'ringing', step);
    const battery = event.state !== 'no-battery';
    if (!this.rooms.channels.setBattery(event.channel, battery, step)) return;
    if (this.unsettled !== null) {
      if (battery) this.unsettled.delete(event.channel);
      else this.unsettled.add(event.channel);
      return;
    }
    step.incident(battery ? 'line-battery-back' : 'line-no-battery', { channel: channel.name });
  }

  /** See SpanTable.settle. */
  settle(step: CallsStep): void {
    for (const index of this.unsettled ?? []) {
      step.incident('line-no-battery', { channel: this.rooms.channels.get(index)?.name ?? '' });
    }
    this.unsettled = null;
  }

  hangupLearned(event: EventOf<'hangup-learned'>, step: CallsStep): void {
    const channel = this.rooms.channels.get(event.channel);
    if (channel === null) return;
    if (event.problem !== '') {
      step.incident('hangup-not-learned', { channel: channel.name, problem: event.problem });
      return;
    }
    this.keep(channel, { hangupTone: JSON.stringify(event.tone) }, 'system', step);
    step.incident('hangup-learned', { channel: channel.name, ...event.tone });
  }

  // ---- within

  /** `by` null: whoever it was before. */
  private keep(channel: Channel, change: Partial<ChannelSettingRow>, by: string | null, step: CallsStep): void {
    const before = this.settings.get(channel.name) ?? unset(channel.name);
    const setting = { ...before, ...change, changedAt: step.atMs, changedBy: by ?? before.changedBy };
    this.settings.set(channel.name, setting);
    step.row({ row: 'channel-setting', setting });
  }

  private meant(of: ChannelsMeant): readonly Channel[] | null {
    const all = this.rooms.channels.all();
    if ('channel' in of) return some(all.filter(({ channel }) => channel === of.channel));
    if ('channels' in of) {
      const meant = new Set(of.channels);
      const found = all.filter(({ channel }) => meant.has(channel));
      return found.length === meant.size ? some(found) : null;
    }
    if ('span' in of) return some(all.filter(({ span }) => span === of.span));
    return some(this.rooms.trunks.channels(of.trunk));
  }
}

/** A channel counts as stuck this long beyond the audit's next try. */
const stuckGraceMs = 2_000;

const services = { block: 'blocked', unblock: 'in-service', drain: 'draining' } as const;
const serviceIncidents = {
  block: 'channels-blocked',
  unblock: 'channels-unblocked',
  drain: 'channels-draining',
} as const;

function some(channels: readonly Channel[]): readonly Channel[] | null {
  return channels.length === 0 ? null : channels;
}

function unset(channel: string): ChannelSettingRow {
  return {
    channel,
    service: 'in-service',
    receiveDb: null,
    sendDb: null,
    echoTaps: null,
    hangupTone: null,
    changedAt: 0,
    changedBy: 'system',
  };
}

function detailOf(of: ChannelsMeant, channels: readonly Channel[]): Detail {
  return 'channel' in of || 'channels' in of ? { channel: shortNames(channels) } : { ...of };
}

export function unknownChannel(of: ChannelsMeant): Refusal {
  if ('channels' in of) {
    const message = `not all of the ${of.channels.length} channels are of this box: nothing was done; load the page again`;
    return { code: 'unknown-channel', message };
  }
  const [[kind, name] = ['channel', '']] = Object.entries(of);
  return { code: 'unknown-channel', message: `this box has no ${kind} ${name}, or no channel belongs to it` };
}

function wrongKind(channel: Channel, message: string): Refusal {
  return { code: 'bad-request', message: `${channel.name} is ${kindNames[channel.kind]}: ${message}` };
}

const kindNames = { bearer: 'a timeslot of a span', fxs: 'a telephone', fxo: 'an exchange line' } as const;
