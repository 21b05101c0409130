/** The desk of span changes over the real switch, a real site desk and simulated lines, in time that flies. */

import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { linesPort } from '../../daemon/commissioning/lines-port.js';
import type { DriverPort, KeepPort, LinesPort, SitePort } from '../../daemon/commissioning/ports.js';
import { SpanChanges } from '../../daemon/commissioning/span-changes.js';
import { SiteDesk, siteAsIf } from '../../daemon/control/site-desk.js';
import type { CommissioningRow } from '../../daemon/terms/commissioning.js';
import type { SiteChange } from '../../daemon/terms/site-change.js';
import type { SpanChange } from '../../daemon/terms/span-setup.js';
import type { FarEnds } from './far-ends.js';
import { Floor, type FloorOptions, siteOf } from './floor.js';

export class SpanFloor {
  readonly floor: Floor;
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly siteDesk: SiteDesk;
  readonly changes: SpanChanges;
  readonly stored: (SiteChange & { readonly by: string })[] = [];
  /** As the database has them. */
  readonly keptChanges = new Map<string, SpanChange>();
  readonly kept = new Map<string, CommissioningRow>();
  readonly incidents: string[] = [];
  /** When the disk has taken what was kept. */
  settled: () => Promise<void> = async () => {};
  readonly keep: KeepPort = {
    spanChange: (change) => void this.keptChanges.set(change.id, change),
    commissioning: (row) => void this.kept.set(row.commissioning.id, row),
    incident: (code) => void this.incidents.push(code),
    settled: () => this.settled(),
  };

  constructor(options: FloorOptions & { readonly driver?: DriverPort; readonly far?: FarEnds } = {}) {
    const site = options.site ?? { ...siteOf(2), board: { kind: 'virtual', spans: 2, lines: 16 } };
    this.floor = new Floor({ spans: site.board.spans, ...options, site });
    if (options.far !== undefined) this.floor.lines.far = options.far;
    this.lines = linesPort(this.floor.lines, this.floor.runtime);
    const desk = new SiteDesk(
      { version: 1, site },
      {
        store: async ({ change, by }) => void this.stored.push({ ...change, by }),
        before: async () => null,
        load: ({ site: now }) => this.floor.runtime.loadSite(now),
      },
    );
    this.siteDesk = desk;
    this.site = {
      get current() {
        return desk.current;
      },
      change: (by, version, change) => desk.change(by, version, change),
      assertGood: (from, change) => void siteAsIf(from, [change]),
    };
    const { time } = this.floor;
    this.changes = new SpanChanges({
      lines: this.lines,
      site: this.site,
      keep: this.keep,
      driver: options.driver ?? null,
      clock: time,
      timers: time,
      ids: new SortableIds(time, new SeededRandom(7)),
      isTried: () => false,
    });
  }

  /** Time goes by in small steps, and what was promised meanwhile comes about. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      this.floor.time.advance(Math.min(100, left));
      await settle();
    }
  }

  change(id: string): SpanChange {
    const found = this.changes.list().find((each) => each.id === id);
    if (found === undefined) throw new Error(`no change ${id}`);
    return found;
  }
}

/** Promises that are settled have told so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
