import type { Channel, ChannelIndex } from '../lines/lines.js';
import { shortNames } from './channel-names.js';
import type { CallsStep } from './notices.js';

/** A far end that blocks a span says so of each timeslot by itself, within this time. */
export const toldTogetherMs = 1_000;

/** What the far end blocks and gives back, told as one incident for all channels of one moment, not as thirty. */
export class FarEndBlocks {
  private waiting: { readonly blocked: boolean; readonly channels: Map<ChannelIndex, Channel> }[] = [];

  take(channel: Channel, blocked: boolean, step: CallsStep): void {
    if (this.waiting.length === 0) step.setTimer('calls far-end blocks', toldTogetherMs);
    const last = this.waiting.at(-1);
    // What goes back and forth is told as it went.
    if (last?.blocked === blocked) last.channels.set(channel.channel, channel);
    else this.waiting.push({ blocked, channels: new Map([[channel.channel, channel]]) });
  }

  tell(step: CallsStep): void {
    for (const { blocked, channels } of this.waiting) {
      const code = blocked ? 'blocked-by-far-end' : 'unblocked-by-far-end';
      step.incident(code, { channel: shortNames([...channels.values()]), channels: channels.size });
    }
    this.waiting = [];
  }
}
