/** Sites for tests: short prompts, one queue, as many telephones as wanted. Written as JSON, which YAML reads. */
import { writeFileSync } from 'node:fs';
import type { Site } from '../../daemon/terms/site.js';

export interface SiteOptions {
  readonly spans?: number;
  readonly lines?: number;
  /** Lines of the box to an exchange, numbered after the telephones. */
  readonly exchangeLines?: number;
  readonly agents?: number;
  readonly wrapUpMs?: number;
  readonly ringTimeoutMs?: number;
  /** Trunks, routes and the like, in place of what the site would have. */
  readonly more?: Partial<Site>;
}

export const serviceNumber = '02160001000';
/** A number whose flow goes straight to the queue. */
export const directNumber = '02160001001';

export function testSite(options: SiteOptions = {}): Site {
  const lines = options.lines ?? 8;
  const agents = options.agents ?? Math.min(lines, 4);
  return {
    country: 'cn',
    timeZone: 'Asia/Shanghai',
    board: {
      kind: 'virtual',
      spans: options.spans ?? 1,
      lines,
      ...(options.exchangeLines === undefined ? {} : { exchangeLines: options.exchangeLines }),
    },
    numbers: [
      { number: serviceNumber, flow: 'main' },
      { number: directNumber, flow: 'direct' },
    ],
    defaultFlow: 'main',
    flows: [
      {
        id: 'main',
        start: 'welcome',
        nodes: {
          welcome: { block: 'play', prompts: ['zh/welcome'], next: 'menu' },
          menu: {
            block: 'menu',
            prompts: ['zh/menu'],
            keys: { '1': 'agents', '9': 'bye' },
            timeoutMs: 5000,
            retries: 2,
            wrongKeyPrompts: ['zh/wrong-key'],
            otherwise: 'agents',
          },
          agents: { block: 'queue', queue: 'service' },
          bye: { block: 'hang-up', prompts: [] },
        },
      },
      { id: 'direct', start: 'agents', nodes: { agents: { block: 'queue', queue: 'service' } } },
    ],
    queues: [
      {
        id: 'service',
        name: { zh: '客服', en: 'Service' },
        strategy: 'longest-idle',
        music: 'music/hold-1',
        prompts: [],
        wrapUpMs: options.wrapUpMs ?? 20_000,
        ringTimeoutMs: options.ringTimeoutMs ?? 20_000,
        missesUntilNotReady: 2,
        maxWaiting: 100,
        maxWaitMs: 600_000,
        busyPrompts: [],
      },
    ],
    agents: Array.from({ length: agents }, (_, n) => ({
      id: String(8001 + n),
      name: `Agent ${8001 + n}`,
      line: n + 1,
      queues: ['service'],
    })),
    ...options.more,
  };
}

export function writeSite(path: string, site: Site): void {
  writeFileSync(path, JSON.stringify(site, null, 2));
}
