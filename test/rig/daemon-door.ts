/**
 * The daemon's end of the control socket with its real site desk, and a live state that a test sets: for what the web
 * process does around calls. Where calls themselves matter, test/simulation has the real switch behind it.
 */

import { once } from 'node:events';
import { CallboxError } from '../../daemon/base/errors.js';
import { BoxDesk } from '../../daemon/control/box-desk.js';
import { ControlServer } from '../../daemon/control/control-server.js';
import type { OutboundDoor } from '../../daemon/control/outbound-door.js';
import { SiteDesk, type SiteDeskParts } from '../../daemon/control/site-desk.js';
import type { LiveAgent, LiveCall, LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';
import type { PersonRequest } from '../../daemon/terms/requests.js';
import type { Site } from '../../daemon/terms/site.js';
import type { Offer } from '../../web/server/control-client.js';
import type { Web } from './web.js';

const quiet = { info() {}, warn() {}, error() {} };
const nothing: LiveSnapshot = { agents: [], calls: [], queues: [], spans: [], channels: [], alarms: [] };

export class DaemonDoor {
  readonly asked: PersonRequest[] = [];
  readonly site: SiteDesk;
  private server: ControlServer | null = null;
  /** The first site as it was made; null: none was. */
  begun: { readonly site: Site; readonly simulated: boolean } | null = null;

  constructor(
    site: Site,
    public live: Partial<LiveSnapshot> = {},
    /** Absent: nothing is known of campaigns. */
    private readonly outbound: OutboundDoor | null = null,
    /** What a new box may begin with; null: this is none. */
    private readonly beginning: Site | null = null,
    /** Where changes of the site are kept beside; absent: nowhere. */
    keep: SiteDeskParts['store'] = async () => {},
  ) {
    const versions = [site];
    this.site = new SiteDesk(
      { version: 1, site },
      {
        store: async (changed) => {
          await keep(changed);
          versions.push(changed.site);
        },
        before: async (version) => versions[version - 2] ?? null,
        load: () => {},
      },
    );
  }

  /** Resolves when the web process is connected. */
  async open(web: Web): Promise<void> {
    const server = new ControlServer({ log: quiet });
    await server.listen(web.controlPath);
    const up = once(web.control, 'up');
    server.start({
      ask: async (person) => void this.asked.push(person),
      order: async () => {},
      explain: (number) => ({ kind: 'unknown', number, refused: 'no-route', route: null, trunks: [] }),
      explainIncoming: ({ callingNumber, calledNumber }) => ({
        callingNumber,
        callingKind: 'unknown',
        calledNumber,
        service: null,
        flow: 'main',
        listed: false,
      }),
      why: (callId) => ({ callId, queue: 'service', position: 1, waitedMs: 1, summary: 'nobody-ready', agents: [] }),
      site: () => this.site.current,
      outbound: (method, params) =>
        this.outbound?.answer(method, params) ??
        Promise.reject(new CallboxError('not-now', 'there are no campaigns here')),
      changeSite: (by, version, change) => this.site.change(by, version, change),
      box: new BoxDesk({
        inForce: () => this.site.current,
        beginning: () => this.beginning,
        keep: async (begunSite, simulated) => {
          this.begun = { site: begunSite, simulated };
          return { version: 2 };
        },
        startAnew: () => {},
        check: async () => [{ id: 'sounds', level: 'good', seen: '', why: '' }],
      }),
      snapshot: () => ({ ...nothing, ...this.live }),
      meters: () => ({ lines: {}, spans: [], process: { cpuUs: 0, rssBytes: 0 } }),
      startedAt: 1,
    });
    this.server = server;
    await up;
  }

  change(...changes: readonly LiveChange[]): void {
    this.server?.change(changes);
  }

  offer(offer: Offer): void {
    this.server?.offer(offer);
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    await server?.close();
  }
}

export function liveAgent(id: string, more: Partial<LiveAgent> = {}): LiveAgent {
  return {
    id,
    name: id,
    station: null,
    state: 'ready',
    reason: null,
    since: 1,
    callId: null,
    offHook: false,
    wrapUpUntil: null,
    next: null,
    answeredToday: 0,
    missedInRow: 0,
    ...more,
  };
}

export function liveCall(id: string, more: Partial<LiveCall> = {}): LiveCall {
  return {
    id,
    direction: 'inbound',
    stage: 'queued',
    callingNumber: '13900000001',
    presentation: 'allowed',
    calledNumber: '02160001000',
    channel: 'E1-1:1',
    queue: 'service',
    agent: null,
    startedAt: 1,
    queuedAt: 1,
    talkStartedAt: null,
    recording: false,
    flowPath: '',
    disposition: null,
    endedBy: null,
    cause: null,
    ...more,
  };
}
