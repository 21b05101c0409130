/** What a technician sees of one channel: the caller ID that came over it, and the spectrum of what it carries. */
import { CallboxError, notNow } from '../../base/errors.js';
import type { Timers } from '../../base/timers.js';
import type { LabMethod, LabParams, LabResults } from '../../contract/lab-schema.js';
import type { Channel, Lines } from '../../lines/lines.js';
import { maxScopes, type ScopeFrame, type ScopeFrameSent, type ScopeSide } from '../../terms/line-lab.js';
import { spillShown } from '../../trace/caller-id-spill.js';

/** A page that is closed says nothing: who has not asked for so long looks no longer. */
export const scopeForgottenMs = 5_000;
/** Who look at one channel. */
const maxViewers = 16;

export interface LineLabNeeds {
  readonly lines: Pick<Lines, 'channels' | 'callerId' | 'scope' | 'scopeFrames'>;
  readonly timers: Timers;
}

interface Look {
  readonly by: Set<string>;
  forget: () => void;
}

export class LineLab {
  private readonly looks = new Map<number, Look>();

  constructor(private readonly needs: LineLabNeeds) {}

  async answer<M extends LabMethod>(method: M, params: LabParams<M>): Promise<LabResults[M]> {
    const answers: { readonly [Name in LabMethod]: (given: LabParams<Name>) => LabResults[Name] } = {
      'lab.caller-id': ({ channel }) => this.callerId(channel),
      'lab.scope-start': ({ by, channel }) => this.start(by, channel),
      'lab.scope': ({ channel, after }) => this.frames(channel, after),
      'lab.scope-stop': ({ by, channel }) => this.stop(by, channel),
    };
    return answers[method](params);
  }

  private callerId(channel: number): LabResults['lab.caller-id'] {
    const { kind } = this.channel(channel);
    if (kind === 'bearer') {
      throw new CallboxError(
        'unknown-channel',
        `channel ${channel} is a timeslot: caller ID as such is sent over analog lines alone`,
      );
    }
    const { learnt, way, spills } = this.needs.lines.callerId(channel);
    return { sent: kind === 'fxs', learnt, way, spills: spills.map(spillShown).reverse() };
  }

  private start(by: string, channel: number): LabResults['lab.scope-start'] {
    const { name } = this.channel(channel);
    const look = this.looks.get(channel) ?? { by: new Set<string>(), forget: () => {} };
    if (look.by.size >= maxViewers && !look.by.has(by)) {
      throw notNow({
        zh: `已有 ${maxViewers} 个人在看 ${name}。`,
        en: `${maxViewers} people look at ${name} already`,
      });
    }
    if (!this.needs.lines.scope(channel, true)) {
      const others = [...this.looks.keys()].map((each) => this.channel(each).name).join(', ');
      const most = `at most ${maxScopes} channels are looked at at once`;
      throw others === ''
        ? notNow({ zh: `${name} 看不了：没有板卡。`, en: `${name} cannot be looked at: no card` })
        : notNow({ zh: `最多同时看 ${maxScopes} 路，现在是 ${others}。`, en: `${most}: now ${others}` });
    }
    look.by.add(by);
    this.looks.set(channel, look);
    this.keep(channel, look);
    return {};
  }

  private frames(channel: number, after: number): LabResults['lab.scope'] {
    const look = this.looks.get(channel);
    if (look === undefined) {
      throw new CallboxError('not-found', `nobody looks at channel ${channel}: start the look anew`);
    }
    this.keep(channel, look);
    return { frames: this.needs.lines.scopeFrames(channel, after).map(frameSent) };
  }

  private stop(by: string, channel: number): LabResults['lab.scope-stop'] {
    const look = this.looks.get(channel);
    look?.by.delete(by);
    if (look?.by.size === 0) this.end(channel, look);
    return {};
  }

  private keep(channel: number, look: Look): void {
    look.forget();
    look.forget = this.needs.timers.after(scopeForgottenMs, () => this.end(channel, look));
  }

  private end(channel: number, look: Look): void {
    look.forget();
    this.looks.delete(channel);
    this.needs.lines.scope(channel, false);
  }

  private channel(index: number): Channel {
    const channel = this.needs.lines.channels.find((each) => each.channel === index);
    if (channel !== undefined) return channel;
    throw new CallboxError('unknown-channel', `this box has no channel ${index}: choose one that the card has`);
  }
}

function frameSent({ endSample, received, sent }: ScopeFrame): ScopeFrameSent {
  return { endSample, received: sideSent(received), sent: sideSent(sent) };
}

function sideSent({ spectrum, levelsDbm0 }: ScopeSide) {
  return { spectrum: Buffer.from(spectrum).toString('base64'), levelsDbm0 };
}
