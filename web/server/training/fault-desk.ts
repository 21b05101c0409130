/** What is broken on the training floor's lines, asked of its simulator over one connection. */
import { createConnection, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { TrainingFaultAt } from '../../../daemon/contract/pages-training.js';
import { type BrokenWire, type WireMessage, wireLook } from '../../../daemon/contract/wire-messages.js';
import type { Words } from '../../../daemon/terms/cause-words.js';
import type { Site } from '../../../daemon/terms/site.js';
import type { TrainingFault, TrainingFaults } from '../../../daemon/terms/training.js';
import { breakages, brokenSetup, farSetupOf, offers } from './fault-offers.js';
import { recognised } from './left-faults.js';

const answerWithinMs = 5_000;
/** The simulator tells of telephones on the same connection; a line longer than this is none of its. */
const maxLineLength = 65_536;
/** Every kind at every place would be noise, not training. */
const maxActive = 64;
const maxWaiting = 32;

export interface FaultDeskNeeds {
  /** The simulator's socket. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  site(): Promise<Site | null>;
}

interface Waiter {
  resolve(refused: string | null): void;
  reject(error: Error): void;
}

type Place = TrainingFaults['places'][number];

export class FaultDesk {
  private socket: Socket | null = null;
  private connecting: Promise<Socket> | null = null;
  /** Answers come in the order of the questions. */
  private waiters: Waiter[] = [];
  private readonly active = new Map<string, TrainingFault>();
  /** As the simulator told it last. */
  private left: readonly BrokenWire[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private inLine = 0;

  constructor(private readonly needs: FaultDeskNeeds) {}

  async shown(): Promise<TrainingFaults> {
    // What an earlier process of ours broke is known once the simulator was asked; one that is away shows whole lines.
    await this.connected().catch(() => {});
    return { offers, places: await this.places(), active: [...this.active.values()] };
  }

  /** @throws CallboxError not-found: no such line; limit; not-now: the simulator does not answer */
  break({ kind, at }: TrainingFaultAt): Promise<TrainingFaults> {
    return this.inTurn(async () => {
      await this.assertPlace({ kind, at });
      const key = keyOf({ kind, at });
      if (this.active.has(key)) return;
      if (this.active.size >= maxActive) {
        throw new CallboxError('limit', `${maxActive} faults are on the lines already: mend some first.`);
      }
      await this.carryOut('break', { kind, at });
      this.active.set(key, { kind, at, since: this.needs.clock.nowMs() });
    });
  }

  /** One that is not broken stays whole. */
  mend({ kind, at }: TrainingFaultAt): Promise<TrainingFaults> {
    return this.inTurn(async () => {
      if (!this.active.has(keyOf({ kind, at }))) return;
      await this.carryOut('mend', { kind, at });
      this.active.delete(keyOf({ kind, at }));
    });
  }

  mendAll(): Promise<TrainingFaults> {
    return this.inTurn(async () => {
      for (const fault of [...this.active.values()]) {
        if (!('farEnd' in breakages[fault.kind])) continue;
        await this.carryOut('mend', fault);
        this.active.delete(keyOf(fault));
      }
      await this.tell({ do: 'mend-all' });
      this.active.clear();
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  /** One change after the other: what is shown as broken is. */
  private inTurn(deed: () => Promise<void>): Promise<TrainingFaults> {
    if (this.inLine >= maxWaiting) throw new CallboxError('limit', 'Too many faults at once: wait a moment.');
    this.inLine += 1;
    const done = this.turn.then(deed).then(() => this.shown());
    this.turn = done
      .catch(() => {})
      .finally(() => {
        this.inLine -= 1;
      });
    return done;
  }

  private async places(): Promise<readonly Place[]> {
    const site = await this.needs.site();
    if (site === null) return [];
    const { spans, lines, exchangeLines = 0 } = site.board;
    const deskOf = new Map(site.agents.map(({ id, line }) => [line, id]));
    const telephone = (at: number): Words => {
      const agent = deskOf.get(at);
      if (agent === undefined) return { zh: `话机 ${at}`, en: `Telephone ${at}` };
      return { zh: `话机 ${at}（座席 ${agent}）`, en: `Telephone ${at} (agent ${agent})` };
    };
    return [
      ...upTo(spans, (at) => ({ of: 'span' as const, at, name: { zh: `E1-${at}`, en: `E1-${at}` } })),
      ...upTo(lines, (at) => ({ of: 'line' as const, at, name: telephone(at) })),
      ...upTo(exchangeLines, (at) => ({
        of: 'line' as const,
        at: lines + at,
        name: { zh: `外线 ${at}`, en: `Exchange line ${at}` },
      })),
    ];
  }

  private async assertPlace({ kind, at }: TrainingFaultAt): Promise<void> {
    const { of } = breakages[kind];
    const places = (await this.places()).filter((place) => place.of === of);
    if (places.some((place) => place.at === at)) return;
    throw new CallboxError('not-found', `There is no ${of} ${at} here: this floor has ${places.length}.`);
  }

  /** @throws CallboxError as `tell` */
  private async carryOut(deed: 'break' | 'mend', { kind, at }: TrainingFaultAt): Promise<void> {
    const breakage = breakages[kind];
    if ('fault' in breakage) return this.tell({ do: deed, fault: breakage.fault(at) });
    const site = await this.needs.site();
    if (site === null) throw away();
    const others = [...this.active.values()].filter((fault) => fault.at === at && fault.kind !== kind);
    const kinds = [...others.map((fault) => fault.kind), ...(deed === 'break' ? [kind] : [])];
    return this.tell({ do: 'far-span', span: at, setup: brokenSetup(farSetupOf(site, at), kinds) });
  }

  /** @throws CallboxError conflict (what the wire itself refused), not-now */
  private async tell(message: WireMessage): Promise<void> {
    const socket = await this.connected();
    const refused = await this.answerTo(socket, message);
    if (refused !== null) throw new CallboxError('conflict', refused);
  }

  private answerTo(socket: Socket, message: WireMessage): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => socket.destroy(), answerWithinMs);
      const done = <Value>(end: (value: Value) => void) => {
        return (value: Value): void => {
          clearTimeout(limit);
          end(value);
        };
      };
      this.waiters.push({ resolve: done(resolve), reject: done(reject) });
      socket.write(`${JSON.stringify(message)}\n`);
    });
  }

  private connected(): Promise<Socket> {
    if (this.socket !== null) return Promise.resolve(this.socket);
    this.connecting ??= this.connect().finally(() => {
      this.connecting = null;
    });
    return this.connecting;
  }

  /** The first word asks what an earlier process of ours left broken. */
  private connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ path: this.needs.path });
      const decoder = new StringDecoder('utf8');
      let held = '';
      socket.on('data', (bytes) => {
        const lines = (held + decoder.write(bytes)).split('\n');
        held = lines.pop() ?? '';
        for (const line of lines) this.heard(line);
        if (held.length > maxLineLength) socket.destroy();
      });
      socket.on('error', (error) => this.needs.log.debug({ err: error }, 'the simulator, for faults'));
      socket.on('close', () => {
        this.lost();
        reject(away());
      });
      socket.on('connect', () => {
        this.takeOver(socket).then(
          () => {
            this.socket = socket;
            resolve(socket);
          },
          (error: Error) => {
            socket.destroy();
            reject(error);
          },
        );
      });
    });
  }

  /** What is broken and on offer here is shown again; what else is broken is mended, for nobody here could. */
  private async takeOver(socket: Socket): Promise<void> {
    this.left = [];
    const refused = await this.answerTo(socket, { do: 'look' });
    if (refused !== null) throw new CallboxError('not-now', refused);
    const site = await this.needs.site();
    const { known, unknown } = recognised(this.left, (span) => (site === null ? null : farSetupOf(site, span)));
    for (const message of unknown) await this.answerTo(socket, message);
    this.active.clear();
    for (const fault of known) this.active.set(keyOf(fault), fault);
  }

  private heard(line: string): void {
    const news = parsed(line);
    if (news?.news === 'wire') {
      const look = wireLook.safeParse(news);
      if (look.success) this.left = look.data.broken;
      this.waiters.shift()?.resolve(null);
    } else if (news?.news === 'refused') this.waiters.shift()?.resolve(String(news.message));
  }

  /** A simulator that begins anew has whole lines. */
  private lost(): void {
    this.socket = null;
    this.active.clear();
    for (const waiter of this.waiters.splice(0)) waiter.reject(away());
  }
}

const keyOf = ({ kind, at }: TrainingFaultAt): string => `${kind} ${at}`;

function away(): CallboxError {
  return new CallboxError('not-now', 'The simulated lines are away for a moment; try again.');
}

function upTo(count: number, make: (at: number) => Place): Place[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

function parsed(line: string): { readonly news?: unknown; readonly message?: unknown } | null {
  try {
    return JSON.parse(line) as { news?: unknown } | null;
  } catch {
    return null;
  }
}
