import type { Channel, Service as ServiceState } from '../lines/lines.js';
import type { Refusal, TechnicianRequest } from '../terms/requests.js';
import type { ChannelTable } from './channels.js';
import type { CallsStep } from './notices.js';
import { unknownChannel } from './service.js';

type HoldOrder = Extract<TechnicianRequest, { ask: 'hold-span' | 'give-span-back' | 'set-up-span' }>;

/**
 * Spans that are kept free of new calls while they are changed. What technicians have set on the channels is not
 * touched: it is looked up again when the span is given back.
 */
export class HeldSpans {
  private readonly held = new Set<number>();

  constructor(
    private readonly rooms: { readonly channels: ChannelTable },
    /** What a technician wants of this channel. */
    private readonly wanted: (channel: Channel) => ServiceState,
  ) {}

  has(span: number): boolean {
    return this.held.has(span);
  }

  order(request: HoldOrder, step: CallsStep): Refusal | null {
    const { span, by } = request;
    const channels = this.rooms.channels.all().filter((channel) => channel.span === span && span !== 0);
    if (channels.length === 0) return unknownChannel({ span });
    switch (request.ask) {
      case 'hold-span':
        if (this.held.has(span)) return null;
        this.held.add(span);
        step.incident('span-held', { span, by });
        for (const channel of channels) this.serve(channel, 'draining', step);
        return null;
      case 'give-span-back':
        if (!this.held.delete(span)) return null;
        step.incident('span-given-back', { span, by });
        for (const channel of channels) {
          this.serve(channel, this.wanted(channel) === 'in-service' ? 'in-service' : 'blocked', step);
        }
        return null;
      case 'set-up-span':
        return this.setUp(request, channels, step);
    }
  }

  private setUp(
    { span, setup, clear, by }: Extract<HoldOrder, { ask: 'set-up-span' }>,
    channels: readonly Channel[],
    step: CallsStep,
  ): Refusal | null {
    if (!this.held.has(span)) {
      const message = `span ${span} takes calls: it must be held before it is set up anew`;
      return { code: 'not-now', message, zh: `第 ${span} 条中继还在接通话，要先停止接新通话才能改设置。` };
    }
    const calls = channels.filter(({ channel }) => this.rooms.channels.seizureOn(channel) !== null).length;
    if (calls > 0 && !clear) {
      const message = `span ${span} has ${calls} calls: wait until they have ended, or clear them`;
      return { code: 'not-now', message, zh: `第 ${span} 条中继还有 ${calls} 个通话，请等它们结束或切断它们。` };
    }
    step.incident('span-set-up', { span, ...setup, calls, by });
    step.line({ do: 'set-up-span', span, setup });
    return null;
  }

  private serve(channel: Channel, service: ServiceState, step: CallsStep): void {
    this.rooms.channels.setService(channel.channel, service, step);
    step.line({ do: 'service', channel: channel.channel, service });
  }
}
