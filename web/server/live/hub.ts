import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../daemon/base/clock.js';
import { type LiveMessage, type PageMessage, pageMessage } from '../../../daemon/contract/pages.js';
import type { LiveChange } from '../../../daemon/terms/live.js';
import type { Right } from '../../../daemon/terms/rights.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { assertAllowed } from '../http/access.js';
import { asCallboxError } from '../http/failures.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { User } from '../store/users.js';
import { Allowance } from './allowance.js';
import { Colleagues } from './colleagues.js';
import { carryOut, type DeskDeeds, deeds, isSupervisory } from './deeds.js';
import { LiveSocket, type Seeing } from './live-socket.js';
import { Mirror } from './mirror.js';
import { Offers } from './offers.js';
import type { Pops } from './pops.js';
import { Presence } from './presence.js';
import { Viewer } from './viewer.js';

const messagesPerSecond = 20;
const messagesAtOnce = 100;

export interface HubNeeds {
  readonly control: ControlClient;
  readonly pops: Pops;
  readonly acts: Acts;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  /** Somebody works with a page of this session. */
  active(tokenHash: string): void;
}

/** What follows from what the hub sees; attached before the first page comes. */
export interface HubWatcher {
  /** An agent has a page that can show customers: a new one, or one that was unlocked. */
  pageOpened?(agentId: string): void;
  /** The mirror has these already. */
  changed?(changes: readonly LiveChange[]): void;
  daemonChanged?(): void;
}

/** Between the daemon's live changes and the open pages. */
export class Hub {
  readonly mirror = new Mirror();
  readonly counts = { slow: 0, flooded: 0 };
  readonly offers: Offers;
  private readonly sockets = new Set<LiveSocket>();
  private readonly presence: Presence;
  private readonly watchers: HubWatcher[] = [];
  private desk: DeskDeeds | null = null;

  constructor(private readonly needs: HubNeeds) {
    const { control, log, pops } = needs;
    this.presence = new Presence(control, log);
    this.offers = new Offers({ mirror: this.mirror, pops, log, pagesOf: (agentId) => this.pagesOf(agentId) });
    control.on('up', (snapshot) => this.daemonUp(() => this.mirror.replace(snapshot)));
    control.on('down', (reason) => this.daemonDown(reason));
    control.on('change', (changes) => this.changed(changes));
    control.on('offer', (offer) => void this.offers.offer(offer));
    control.on('unreachable', (reason) => log.info({ reason }, 'the daemon is not there yet'));
  }

  /** Who carries out what pages ask of this process. */
  serve(desk: DeskDeeds): void {
    this.desk = desk;
  }

  watch(watcher: HubWatcher): void {
    this.watchers.push(watcher);
  }

  /** Takes a page's new socket, already allowed in. */
  accept(socket: WebSocket, signedIn: SignedIn): void {
    const { clock } = this.needs;
    const allowance = new Allowance(clock, messagesPerSecond, messagesAtOnce);
    const received = (text: string): void => void this.received(page, text);
    const page = new LiveSocket({ socket, allowance, counts: this.counts, received }, this.seeingOf(signedIn));
    this.sockets.add(page);
    socket.on('close', () => {
      this.sockets.delete(page);
      this.countPages(page.signedIn);
    });
    page.hello(this.greeting());
    this.countPages(signedIn);
    this.opened(page);
  }

  /** Somebody's rights, lock or name changed: their open pages obey from the next message on. */
  renew(signedIn: SignedIn): void {
    const is = JSON.stringify(signedIn.session);
    for (const page of this.sockets) {
      if (page.signedIn.tokenHash !== signedIn.tokenHash || JSON.stringify(page.signedIn.session) === is) continue;
      page.see(this.seeingOf(signedIn));
      page.hello(this.greeting());
      this.countPages(signedIn);
      this.opened(page);
    }
  }

  /** Ahead of the closing of a session's sockets. */
  tellSession(tokenHash: string, message: LiveMessage): void {
    for (const page of this.sockets) if (page.signedIn.tokenHash === tokenHash) page.send(message);
  }

  /** To all pages of a login. */
  tellUser(userId: string, message: LiveMessage): void {
    for (const page of this.sockets) if (page.signedIn.user.id === userId && !page.signedIn.locked) page.send(message);
  }

  tellAgent(agentId: string, message: LiveMessage): void {
    for (const page of this.pagesOf(agentId)) page.sendNow(message);
  }

  /** To the other agents whose call this is: the consulted, whom it is transferred to. */
  tellOthersOn(callId: string, exceptAgent: string, message: LiveMessage): void {
    for (const agentId of this.agentsWithPages) {
      if (agentId !== exceptAgent && this.ownsCall(agentId, callId)) this.tellAgent(agentId, message);
    }
  }

  tellHolders(right: Right, message: LiveMessage): void {
    for (const page of this.sockets) {
      if (page.signedIn.rights.has(right) && !page.signedIn.locked) page.send(message);
    }
  }

  /** Agents with a page that can show customers. */
  get agentsWithPages(): ReadonlySet<string> {
    return new Set([...this.sockets].flatMap((page) => shownAgent(page.signedIn) ?? []));
  }

  /** Who has a page open, each once, by name. */
  people(): readonly Pick<User, 'id' | 'name' | 'role'>[] {
    const byId = new Map([...this.sockets].map(({ signedIn: { user } }) => [user.id, user]));
    return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name, 'zh') || (a.id < b.id ? -1 : 1));
  }

  ownsCall(agentId: string, callId: string): boolean {
    return this.offers.owns(agentId, callId);
  }

  pingAll(): void {
    for (const page of this.sockets) page.ping();
  }

  private pagesOf(agentId: string): readonly LiveSocket[] {
    return [...this.sockets].filter((page) => shownAgent(page.signedIn) === agentId);
  }

  private seeingOf(signedIn: SignedIn): Seeing {
    const agentId = agentBehind(signedIn);
    return {
      signedIn,
      viewer: new Viewer(this.mirror, agentId, signedIn.rights, signedIn.locked),
      colleagues: agentId === null ? null : new Colleagues(this.mirror, agentId),
    };
  }

  private countPages({ user: { agentId } }: SignedIn): void {
    if (agentId !== null) this.presence.set(agentId, this.pagesOf(agentId).length);
  }

  private opened(page: LiveSocket): void {
    const agentId = shownAgent(page.signedIn);
    if (agentId !== null) for (const watcher of this.watchers) watcher.pageOpened?.(agentId);
  }

  private greeting(): Omit<Extract<LiveMessage, { live: 'hello' }>, 'snapshot'> {
    const daemon = this.needs.control.isUp ? 'up' : 'down';
    return { live: 'hello', version: this.needs.version, daemon, serverTime: this.needs.clock.nowMs() };
  }

  private daemonUp(fill: () => void): void {
    this.needs.log.info('the daemon is there');
    fill();
    this.offers.reset();
    for (const page of this.sockets) page.hello(this.greeting());
    this.presence.tellAll();
    for (const watcher of this.watchers) watcher.daemonChanged?.();
  }

  private daemonDown(reason: string): void {
    this.needs.log.warn({ reason }, 'the daemon is away');
    this.mirror.clear();
    this.offers.reset();
    for (const page of this.sockets) page.send({ live: 'daemon', daemon: 'down' });
    for (const watcher of this.watchers) watcher.daemonChanged?.();
  }

  private changed(changes: readonly LiveChange[]): void {
    for (const change of changes) {
      this.mirror.apply(change);
      if (change.topic === 'call') this.offers.callChanged(change.id);
      for (const page of this.sockets) page.touch(change.topic, change.id);
    }
    for (const watcher of this.watchers) watcher.changed?.(changes);
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
    const { signedIn } = page;
    try {
      assertAllowed(deeds[message.data.do].access, signedIn);
      // Not awaited: messages are carried out in their order.
      if (message.data.do !== 'ping') this.needs.active(signedIn.tokenHash);
      await this.carryOut(message.data, signedIn);
      page.send({ live: 'done', id });
      if (isSupervisory(message.data)) this.audit(signedIn, message.data, null);
    } catch (thrown) {
      const error = asCallboxError(thrown);
      if (error.code === 'internal') this.needs.log.error({ err: thrown }, 'a page message failed');
      page.send({ live: 'failed', id, code: error.code, message: error.message });
      if (error.code === 'forbidden' || isSupervisory(message.data)) this.audit(signedIn, message.data, error.code);
    }
  }

  private carryOut(message: PageMessage, signedIn: SignedIn): Promise<void> {
    const { control } = this.needs;
    const { desk } = this;
    if (!desk) throw new TypeError('nobody serves the desk');
    const agentId = agentBehind(signedIn) ?? '';
    const callIs = (callId: string) => this.offers.callIs(agentId, callId);
    const name = this.mirror.get('agent', agentId)?.name ?? signedIn.user.name;
    return carryOut(message, { control, agentId, by: signedIn.user.id, name, callIs, desk });
  }

  /** `refused`: the code; null: done. */
  private audit({ user }: SignedIn, message: PageMessage, refused: string | null): void {
    const subject = 'agentId' in message ? message.agentId : 'callId' in message ? message.callId : '';
    // What was typed is no part of the deed.
    const { id: _, text: __, value: ___, ...told } = { text: null, value: null, ...message };
    const detail = refused === null ? told : { ...told, refused };
    this.needs.acts.write(user.id, refused === 'forbidden' ? 'refused' : message.do, subject, detail);
  }
}

/** The agent whose work the page's rights allow; null: none. */
function agentBehind({ rights, user }: SignedIn): string | null {
  return rights.has('agent.work') ? user.agentId : null;
}

/** The same, if the page may show customers now. */
function shownAgent(signedIn: SignedIn): string | null {
  return signedIn.locked ? null : agentBehind(signedIn);
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
