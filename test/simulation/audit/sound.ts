/**
 * Who hears whom, from the commands alone: nobody hears somebody of another call, whom the call does not hold, or whom
 * he must not: a held customer hears nobody, a listening supervisor is heard by nobody, a whisper by one agent.
 */
import type { LineCommand, LineEvent, Seizure } from '../../../daemon/lines/lines.js';
import type { LiveCall, LiveParty } from '../../../daemon/terms/live.js';
import type { LegRow } from '../../../daemon/terms/rows.js';
import type { Violations } from './violations.js';

/** The lines, asked who hears whom. */
export interface Ears {
  hears(seizure: Seizure): readonly Seizure[];
  isLive(seizure: Seizure): boolean;
}

interface PartyOn {
  readonly callId: string;
  readonly leg: number;
}

export class SoundAudit {
  private readonly calls = new Map<string, LiveCall>();
  /** The leg that has a channel, by the channel's name. */
  private readonly legs = new Map<string, PartyOn>();
  /** Which seizure the switch believes on a channel, and the other way round. */
  private readonly byChannel = new Map<string, Seizure>();
  private readonly channelOf = new Map<Seizure, string>();
  private readonly dirty = new Set<string>();
  private readonly joined = new Set<Seizure>();

  constructor(
    private readonly violations: Violations,
    private readonly ears: () => Ears,
    private readonly channelName: (channel: number) => string,
    private readonly bearerName: (span: number, timeslot: number) => string,
    private readonly legsOf: (callId: string) => Iterable<LegRow>,
  ) {}

  heard(event: LineEvent): void {
    if (event.event === 'incoming' || event.event === 'proceeding') {
      this.use(this.channelName(event.channel), event.seizure);
    }
  }

  /** The daemon has looked itself: what is on the channel. */
  seen(channel: number, seizure: Seizure): void {
    this.use(this.channelName(channel), seizure);
  }

  command(command: LineCommand): void {
    switch (command.do) {
      case 'ring':
      case 'seize':
        this.use(this.channelName(command.channel), command.seizure);
        return;
      case 'dial':
        if (typeof command.timeslot === 'number') {
          this.use(this.bearerName(command.span, command.timeslot), command.seizure);
        }
        return;
      case 'bridge':
        this.join([command.a, command.b]);
        return;
      case 'mix':
        this.join(command.members.map(({ seizure }) => seizure));
    }
  }

  private use(channel: string, seizure: Seizure): void {
    const before = this.byChannel.get(channel);
    if (before === seizure && this.channelOf.get(seizure) === channel) return;
    if (before !== undefined && this.channelOf.get(before) === channel) this.channelOf.delete(before);
    this.byChannel.set(channel, seizure);
    this.channelOf.set(seizure, channel);
  }

  private join(seizures: readonly Seizure[]): void {
    for (const seizure of seizures) this.joined.add(seizure);
  }

  leg(leg: LegRow): void {
    this.dirty.add(leg.callId);
    if (leg.channel === '') return;
    const on = this.legs.get(leg.channel);
    if (leg.endedAt === null) this.legs.set(leg.channel, { callId: leg.callId, leg: leg.leg });
    else if (on?.callId === leg.callId && on.leg === leg.leg) this.legs.delete(leg.channel);
  }

  /** Whose this seizure is; undefined: nobody's who is in a call. */
  private partyOn(seizure: Seizure): PartyOn | undefined {
    return this.legs.get(this.channelOf.get(seizure) ?? '');
  }

  call(id: string, call: LiveCall | null): void {
    const before = this.calls.get(id);
    if (call === null) this.calls.delete(id);
    else this.calls.set(id, call);
    // Nobody hears others because he has moved up in a queue.
    if (call === null || before?.parties !== call.parties || before?.channel !== call.channel) this.dirty.add(id);
  }

  killed(): void {
    this.legs.clear();
    this.calls.clear();
    this.byChannel.clear();
    this.channelOf.clear();
    this.dirty.clear();
    this.joined.clear();
  }

  /** After each input is handled to its end. */
  settled(): void {
    if (this.dirty.size === 0 && this.joined.size === 0) return;
    for (const seizure of this.joined) {
      const callId = this.partyOn(seizure)?.callId;
      if (callId !== undefined) this.dirty.add(callId);
      else
        this.violations.expect(
          this.ears().hears(seizure).length === 0,
          'stranger-hears',
          () => `seizure ${seizure} of no call`,
        );
    }
    this.joined.clear();
    for (const callId of this.dirty) this.check(callId);
    this.dirty.clear();
  }

  private check(callId: string): void {
    const call = this.calls.get(callId);
    if (call?.parties === undefined) return;
    const ears = this.ears();
    if (call.parties.length === 1 && this.isAlone(call, ears)) return;
    const seizures = new Map<number, Seizure>();
    for (const leg of this.legsOf(callId)) {
      const seizure = this.byChannel.get(leg.channel);
      const on = this.legs.get(leg.channel);
      if (seizure !== undefined && on?.callId === callId && on.leg === leg.leg) seizures.set(leg.leg, seizure);
    }
    for (const party of call.parties) {
      const seizure = seizures.get(party.party);
      if (seizure === undefined || !ears.isLive(seizure)) continue;
      this.checkParty(call, party, seizure, ears.hears(seizure));
    }
  }

  /** The only one in his call, as most are while they wait, and nobody is to be heard. */
  private isAlone(call: LiveCall, ears: Ears): boolean {
    const seizure = this.byChannel.get(call.channel);
    return seizure !== undefined && ears.hears(seizure).length === 0;
  }

  private checkParty(call: LiveCall, party: LiveParty, seizure: Seizure, hears: readonly Seizure[]): void {
    const expect = (truth: boolean, code: string, why: () => string) => {
      const who = () => `${party.role} ${party.agent ?? ''} (${party.party}, ${party.state})`;
      this.violations.expect(truth, code, () => `${call.id}: ${who()} hears ${hears.length}: ${why()}`);
    };
    for (const heard of hears) {
      const on = this.partyOn(heard);
      const other = call.parties?.find(({ party: number }) => number === on?.leg);
      expect(on?.callId === call.id, 'hears-other-call', () => `seizure ${heard} of ${on?.callId}`);
      if (other === undefined || on?.callId !== call.id) continue;
      expect(other.state !== 'listening', 'listener-heard', () => `${other.agent} listens`);
      const whispers = other.state === 'whispering';
      expect(!whispers || party.role === 'agent', 'whisper-heard', () => `${other.agent} whispers`);
      expect(!other.muted, 'muted-heard', () => `party ${other.party} is muted`);
      expect(other.state !== 'ringing', 'ringing-heard', () => `party ${other.party} rings`);
    }
    // Who waits for somebody outside may hear how the network rings him; who has pressed hold, a whisper.
    const early = party.state !== 'held' && hears.every((heard) => this.stateOf(call, heard) === 'dialling');
    const whisper = party.role === 'agent' && hears.every((heard) => this.stateOf(call, heard) === 'whispering');
    const alone = party.state === 'held' || party.state === 'ringing' || party.state === 'waiting';
    const well = !alone || early || whisper || hears.length === 0;
    expect(well, 'hears-though-alone', () => `seizure ${seizure}`);
  }

  private stateOf(call: LiveCall, seizure: Seizure): LiveParty['state'] | undefined {
    const leg = this.partyOn(seizure)?.leg;
    return call.parties?.find(({ party }) => party === leg)?.state;
  }

  atRest(): void {
    for (const [channel, { callId }] of this.legs) {
      const seizure = this.byChannel.get(channel);
      if (seizure !== undefined && this.ears().isLive(seizure))
        this.violations.add('seizure-left', `${seizure} of ${callId}`);
    }
  }
}
