import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../daemon/base/clock.js';
import { type LiveMessage, pageMessage } from '../../../daemon/contract/pages.js';
import type { LiveChange } from '../../../daemon/terms/live.js';
import type { ControlClient, Offer } from '../control-client.js';
import { assertAllowed } from '../http/access.js';
import { asCallboxError } from '../http/failures.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import { Allowance } from './allowance.js';
import { carryOut, deeds } from './deeds.js';
import { LiveSocket } from './live-socket.js';
import { Mirror } from './mirror.js';
import type { Pops } from './pops.js';
import { Presence } from './presence.js';
import { isOwnCall, Viewer } from './viewer.js';

const messagesPerSecond = 20;
const messagesAtOnce = 100;

export interface HubNeeds {
  readonly control: ControlClient;
  readonly pops: Pops;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  /** Somebody works with a page of this session. */
  active(tokenHash: string): void;
}

/** Between the daemon's live changes and the open pages. */
export class Hub {
  readonly mirror = new Mirror();
  readonly counts = { slow: 0, flooded: 0 };
  private readonly sockets = new Set<LiveSocket>();
  private readonly presence: Presence;
  /** The call last offered to each agent. */
  private readonly offered = new Map<string, string>();

  constructor(private readonly needs: HubNeeds) {
    const { control, log } = needs;
    this.presence = new Presence(control, log);
    control.on('up', (snapshot) => this.daemonUp(() => this.mirror.replace(snapshot)));
    control.on('down', (reason) => this.daemonDown(reason));
    control.on('change', (changes) => this.changed(changes));
    control.on('offer', (offer) => void this.offer(offer));
    control.on('unreachable', (reason) => log.info({ reason }, 'the daemon is not there yet'));
  }

  /** Takes a page's new socket, already allowed in. */
  accept(socket: WebSocket, signedIn: SignedIn): void {
    const { clock } = this.needs;
    const agentId = agentBehind(signedIn);
    const page: LiveSocket = new LiveSocket({
      socket,
      signedIn,
      viewer: new Viewer(this.mirror, agentId, signedIn.rights),
      allowance: new Allowance(clock, messagesPerSecond, messagesAtOnce),
      counts: this.counts,
      received: (text) => void this.received(page, text),
    });
    this.sockets.add(page);
    socket.on('close', () => {
      this.sockets.delete(page);
      if (agentId !== null) this.presence.closed(agentId);
    });
    page.hello(this.greeting());
    if (agentId !== null) this.presence.opened(agentId);
  }

  /** Whether the call is this agent's now: offered, ringing, talking or being wrapped up. */
  ownsCall(agentId: string, callId: string): boolean {
    return this.offered.get(agentId) === callId || isOwnCall(this.mirror, agentId, callId);
  }

  pingAll(): void {
    for (const page of this.sockets) page.ping();
  }

  private greeting(): Omit<Extract<LiveMessage, { live: 'hello' }>, 'snapshot'> {
    const daemon = this.needs.control.isUp ? 'up' : 'down';
    return { live: 'hello', version: this.needs.version, daemon, serverTime: this.needs.clock.nowMs() };
  }

  private daemonUp(fill: () => void): void {
    this.needs.log.info('the daemon is there');
    fill();
    this.offered.clear();
    for (const call of this.mirror.all('call')) this.prefetch(call.id);
    for (const page of this.sockets) page.hello(this.greeting());
    this.presence.tellAll();
  }

  private daemonDown(reason: string): void {
    this.needs.log.warn({ reason }, 'the daemon is away');
    this.mirror.clear();
    this.offered.clear();
    for (const page of this.sockets) page.send({ live: 'daemon', daemon: 'down' });
  }

  private changed(changes: readonly LiveChange[]): void {
    for (const change of changes) {
      this.mirror.apply(change);
      if (change.topic === 'call') {
        if (change.value === null) this.callGone(change.id);
        else this.prefetch(change.id);
      }
      for (const page of this.sockets) page.touch(change.topic, change.id);
    }
  }

  private callGone(callId: string): void {
    this.needs.pops.forget(callId);
    for (const [agentId, offered] of this.offered) if (offered === callId) this.offered.delete(agentId);
  }

  private prefetch(callId: string): void {
    const call = this.mirror.get('call', callId);
    if (call && (call.stage === 'flow' || call.stage === 'queued' || call.stage === 'offered')) {
      this.needs.pops.prefetch(callId, call.callingNumber);
    }
  }

  private async offer(offer: Offer): Promise<void> {
    const { pops, log } = this.needs;
    this.offered.set(offer.agentId, offer.callId);
    const pages = [...this.sockets].filter((page) => agentBehind(page.signedIn) === offer.agentId);
    if (pages.length === 0) return;
    try {
      const pop = await pops.get(offer.callId, offer.callingNumber);
      for (const page of pages) page.sendNow({ live: 'pop', pop, offeredAt: offer.at });
    } catch (error) {
      // The page shows the call and its number all the same, and the telephone rings after its 150 ms.
      log.error({ err: error, callId: offer.callId }, 'no customer could be looked up for an offered call');
    }
  }

  private async received(page: LiveSocket, text: string): Promise<void> {
    const json = parse(text);
    const message = pageMessage.safeParse(json);
    if (!message.success) {
      const answer = { live: 'failed', code: 'bad-request', message: 'This message is not understood.' } as const;
      page.send({ ...answer, id: idIn(json) });
      return;
    }
    const { id } = message.data;
    try {
      assertAllowed(deeds[message.data.do].access, page.signedIn);
      // Not awaited: messages are carried out in their order.
      if (message.data.do !== 'ping') this.needs.active(page.signedIn.tokenHash);
      const agentId = agentBehind(page.signedIn) ?? '';
      const { control } = this.needs;
      const by = page.signedIn.user.id;
      await carryOut(message.data, { control, agentId, by, ownsCall: (callId) => this.ownsCall(agentId, callId) });
      page.send({ live: 'done', id });
    } catch (thrown) {
      const error = asCallboxError(thrown);
      if (error.code === 'internal') this.needs.log.error({ err: thrown }, 'a page message failed');
      page.send({ live: 'failed', id, code: error.code, message: error.message });
    }
  }
}

function agentBehind({ rights, user }: SignedIn): string | null {
  return rights.has('agent.work') ? user.agentId : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** So that the page can tell which of its messages was refused; 0 when it had no id. */
function idIn(json: unknown): number {
  const id = typeof json === 'object' && json !== null ? (json as { id?: unknown }).id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : 0;
}
