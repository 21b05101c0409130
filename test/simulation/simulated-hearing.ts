/** Who hears whom on simulated lines: bridges and mixes, with the rules of lines.ts. */
import type { LineCommand, Seizure } from '../../daemon/lines/lines.js';

type Bridge = Extract<LineCommand, { do: 'bridge' }>;
type Mix = Extract<LineCommand, { do: 'mix' }>;

/** A bridge or a mix a seizure is in. */
type Group = { readonly kind: 'bridge' | 'mix'; readonly number: number };

const nobody: readonly Seizure[] = [];

export type Connecting = Extract<LineCommand, { do: 'bridge' | 'unbridge' | 'mix' | 'unmix' }>;

export interface Connected {
  /** It named somebody who is gone, or something that isn't there. */
  readonly stale: boolean;
  readonly failure: { readonly seizure: Seizure; readonly reason: string } | null;
  /** Whose hearing may have changed. */
  readonly concerned: Iterable<Seizure>;
}

export class SimulatedHearing {
  readonly bridges = new Map<number, readonly [Seizure, Seizure]>();
  readonly mixes = new Map<number, ReadonlyMap<Seizure, readonly Seizure[]>>();
  private readonly groups = new Map<Seizure, Group>();

  /** Who is gone by now is left out of a mix; a bridge needs both, else the other leaves what he was in. */
  carryOut(command: Connecting, isLive: (seizure: Seizure) => boolean): Connected {
    if (command.do === 'unbridge') {
      const concerned = this.bridges.get(command.bridge) ?? nobody;
      return { stale: !this.unbridge(command.bridge), failure: null, concerned };
    }
    if (command.do === 'unmix') {
      const concerned = this.membersOf(command.mix);
      return { stale: !this.unmix(command.mix), failure: null, concerned };
    }
    const named = command.do === 'bridge' ? [command.a, command.b] : command.members.map(({ seizure }) => seizure);
    const before = command.do === 'bridge' ? nobody : this.membersOf(command.mix);
    const concerned = new Set([...named, ...before, ...named.flatMap((seizure) => this.heardBy(seizure))]);
    const stale = !named.every(isLive);
    if (command.do === 'mix') {
      const members = command.members
        .filter(({ seizure }) => isLive(seizure))
        .map(({ seizure, hears }) => ({ seizure, hears: hears.filter(isLive) }));
      this.mix({ ...command, members });
      return { stale, failure: null, concerned };
    }
    if (stale) {
      for (const seizure of named.filter(isLive)) this.leave(seizure);
      return { stale, failure: null, concerned };
    }
    const reason = this.bridge(command);
    if (reason === null) return { stale, failure: null, concerned };
    return { stale, failure: { seizure: command.a, reason }, concerned: nobody };
  }

  private membersOf(mix: number): readonly Seizure[] {
    return [...(this.mixes.get(mix)?.keys() ?? nobody)];
  }

  /** Null: done; else why not. Both seizures live. */
  bridge({ bridge, a, b }: Bridge): string | null {
    if (a === b) return 'a seizure cannot be bridged with itself';
    this.unbridge(bridge);
    for (const seizure of [a, b]) this.leave(seizure);
    this.bridges.set(bridge, [a, b]);
    for (const seizure of [a, b]) this.groups.set(seizure, { kind: 'bridge', number: bridge });
    return null;
  }

  /** False: there is no such bridge. */
  unbridge(bridge: number): boolean {
    const pair = this.bridges.get(bridge);
    if (pair === undefined) return false;
    for (const seizure of pair) this.groups.delete(seizure);
    return this.bridges.delete(bridge);
  }

  /** All members live; without one the mix is over. */
  mix({ mix, members }: Mix): void {
    this.unmix(mix);
    for (const { seizure } of members) this.leave(seizure);
    if (members.length === 0) return;
    this.mixes.set(mix, new Map(members.map(({ seizure, hears }) => [seizure, [...hears]])));
    for (const { seizure } of members) this.groups.set(seizure, { kind: 'mix', number: mix });
  }

  /** False: there is no such mix. */
  unmix(mix: number): boolean {
    const members = this.mixes.get(mix);
    if (members === undefined) return false;
    for (const seizure of members.keys()) this.groups.delete(seizure);
    return this.mixes.delete(mix);
  }

  /** The seizure is over, or goes elsewhere: a bridge ends with it, of a mix the others go on. */
  leave(seizure: Seizure): void {
    const group = this.groups.get(seizure);
    if (group === undefined) return;
    if (group.kind === 'bridge') {
      this.unbridge(group.number);
      return;
    }
    this.groups.delete(seizure);
    const left = new Map<Seizure, readonly Seizure[]>();
    for (const [member, hears] of this.mixes.get(group.number) ?? []) {
      if (member !== seizure)
        left.set(member, hears.includes(seizure) ? hears.filter((one) => one !== seizure) : hears);
    }
    if (left.size === 0) this.mixes.delete(group.number);
    else this.mixes.set(group.number, left);
  }

  /** Whose far ends this one's far end hears now. */
  hears(seizure: Seizure): readonly Seizure[] {
    const group = this.groups.get(seizure);
    if (group === undefined) return nobody;
    if (group.kind === 'mix') return this.mixes.get(group.number)?.get(seizure) ?? nobody;
    return (this.bridges.get(group.number) ?? nobody).filter((other) => other !== seizure);
  }

  /** Whose far ends hear this one's now. */
  heardBy(seizure: Seizure): readonly Seizure[] {
    const group = this.groups.get(seizure);
    if (group === undefined) return nobody;
    if (group.kind === 'bridge') return this.hears(seizure);
    const members = this.mixes.get(group.number) ?? new Map<Seizure, readonly Seizure[]>();
    return [...members].filter(([, hears]) => hears.includes(seizure)).map(([member]) => member);
  }
}
