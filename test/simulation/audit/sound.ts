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
  private readonly parties = new Map<Seizure, PartyOn>();
  private readonly calls = new Map<string, LiveCall>();
  /** Which seizure the switch believes on a channel, by the channel's name. */
  private readonly byChannel = new Map<string, Seizure>();
  private readonly dirty = new Set<string>();
  private readonly joined = new Set<Seizure>();

  constructor(
    private readonly violations: Violations,
    private readonly ears: () => Ears,
    private readonly channelName: (channel: number) => string,
    private readonly bearerName: (span: number, timeslot: number) => string,
    private readonly legsOf: (callId: string) => readonly LegRow[],
  ) {}

  heard(event: LineEvent): void {
    if (event.event === 'incoming' || event.event === 'proceeding') {
      this.byChannel.set(this.channelName(event.channel), event.seizure);
    }
  }

  command(command: LineCommand): void {
    switch (command.do) {
      case 'ring':
      case 'seize':
        this.byChannel.set(this.channelName(command.channel), command.seizure);
        return;
      case 'dial':
        if (typeof command.timeslot === 'number')
          this.byChannel.set(this.bearerName(command.span, command.timeslot), command.seizure);
        return;
      case 'bridge':
        this.join([command.a, command.b]);
        return;
      case 'mix':
        this.join(command.members.map(({ seizure }) => seizure));
    }
  }

  private join(seizures: readonly Seizure[]): void {
    for (const seizure of seizures) this.joined.add(seizure);
  }

  leg(leg: LegRow): void {
    if (leg.channel === '') return;
    const seizure = this.byChannel.get(leg.channel);
    if (seizure === undefined) return;
    if (leg.endedAt === null) this.parties.set(seizure, { callId: leg.callId, leg: leg.leg });
    else if (this.parties.get(seizure)?.callId === leg.callId && this.parties.get(seizure)?.leg === leg.leg)
      this.parties.delete(seizure);
    this.dirty.add(leg.callId);
  }

  call(id: string, call: LiveCall | null): void {
    if (call === null) this.calls.delete(id);
    else this.calls.set(id, call);
    this.dirty.add(id);
  }

  killed(): void {
    this.parties.clear();
    this.calls.clear();
    this.byChannel.clear();
    this.dirty.clear();
    this.joined.clear();
  }

  /** After each input is handled to its end. */
  settled(): void {
    if (this.dirty.size === 0 && this.joined.size === 0) return;
    for (const seizure of this.joined) {
      const callId = this.parties.get(seizure)?.callId;
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
    const seizures = new Map<number, Seizure>();
    for (const leg of this.legsOf(callId)) {
      const seizure = this.byChannel.get(leg.channel);
      const on = seizure === undefined ? undefined : this.parties.get(seizure);
      if (seizure !== undefined && on?.callId === callId && on.leg === leg.leg) seizures.set(leg.leg, seizure);
    }
    for (const party of call.parties) {
      const seizure = seizures.get(party.party);
      if (seizure === undefined || !ears.isLive(seizure)) continue;
      this.checkParty(call, party, seizure, ears.hears(seizure));
    }
  }

  private checkParty(call: LiveCall, party: LiveParty, seizure: Seizure, hears: readonly Seizure[]): void {
    const told = (why: string) => () =>
      `${call.id}: ${party.role} ${party.agent ?? ''} (${party.party}, ${party.state}) hears ${hears.length}: ${why}`;
    for (const heard of hears) {
      const on = this.parties.get(heard);
      const other = call.parties?.find(({ party: number }) => number === on?.leg);
      this.violations.expect(on?.callId === call.id, 'hears-other-call', told(`seizure ${heard} of ${on?.callId}`));
      if (other === undefined || on?.callId !== call.id) continue;
      this.violations.expect(other.state !== 'listening', 'listener-heard', told(`${other.agent} listens`));
      const whispers = other.state === 'whispering';
      this.violations.expect(!whispers || party.role === 'agent', 'whisper-heard', told(`${other.agent} whispers`));
      this.violations.expect(!other.muted, 'muted-heard', told(`party ${other.party} is muted`));
      this.violations.expect(other.state !== 'ringing', 'ringing-heard', told(`party ${other.party} rings`));
    }
    // Who waits for somebody outside may hear how the network rings him.
    const early = party.state !== 'held' && hears.every((heard) => this.isDialling(call, heard));
    const alone = party.state === 'held' || party.state === 'ringing' || party.state === 'waiting';
    this.violations.expect(!alone || early || hears.length === 0, 'hears-though-alone', told(`seizure ${seizure}`));
  }

  private isDialling(call: LiveCall, seizure: Seizure): boolean {
    const leg = this.parties.get(seizure)?.leg;
    return call.parties?.find(({ party }) => party === leg)?.state === 'dialling';
  }

  atRest(): void {
    for (const [seizure, { callId }] of this.parties) {
      if (this.ears().isLive(seizure)) this.violations.add('seizure-left', `${seizure} of ${callId}`);
    }
  }
}
