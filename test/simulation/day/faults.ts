/** What goes wrong in a day with faults: each begins, and ends by itself or when the faults stop. */
import type { LineEvent } from '../../../daemon/lines/lines.js';
import type { Draw } from './draw.js';
import type { World } from './world.js';

/** Between two faults, over all kinds. */
const meanPauseMs = 7 * 60_000;
/** ITU-T Q.931 T309: calls outlive a D-channel that is down for less. */
const t309Ms = 90_000;
const destinationOutOfOrder = 27;

type Ended = () => void;

export class Faults {
  readonly happened = new Map<string, number>();
  private readonly going = new Set<Ended>();
  private stopped = false;

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
  ) {}

  begin(): void {
    this.world.after(this.draw.exponentialMs(meanPauseMs), () => {
      if (this.stopped) return;
      this.strike();
      this.begin();
    });
  }

  /** No new faults; those that go on end now. */
  stop(): void {
    this.stopped = true;
    for (const end of [...this.going]) end();
  }

  private strike(): void {
    const [name, act] = this.draw.weighted(this.kinds);
    this.happened.set(name, (this.happened.get(name) ?? 0) + 1);
    act();
  }

  private readonly kinds: readonly (readonly [number, readonly [string, () => void]])[] = [
    [6, ['lost-events', () => this.loseSome()]],
    [4, ['repeated-events', () => this.repeatSome()]],
    [3, ['overflow', () => this.overflow()]],
    [3, ['span-down', () => this.spanDown()]],
    [2, ['station-unplugged', () => this.unplug()]],
    [2, ['disk-slow', () => this.slowDisk()]],
    [2, ['disk-full', () => this.fullDisk()]],
    [2, ['web-dies', () => this.killWeb()]],
    [1, ['daemon-killed', () => this.killDaemon()]],
    [1, ['clock-jump', () => this.jumpClock()]],
    [1, ['channel-service', () => this.technician()]],
  ];

  private overflow(): void {
    if (!this.world.box.alive) return;
    this.world.disturbs();
    this.world.box.lines.loseEvents();
  }

  /** Now and then, for a while. */
  private loseSome(): void {
    const { lines } = this.world.box;
    const share = this.draw.pick([0.02, 0.1, 0.3]);
    this.world.disturbs('begins');
    lines.lose = (event) => canBeLost(event) && this.draw.chance(share);
    this.during(this.draw.humanMs(5_000, 60_000), () => {
      lines.loseNothing();
      this.world.disturbs('ends');
    });
  }

  private repeatSome(): void {
    const { lines } = this.world.box;
    const share = this.draw.pick([0.02, 0.1, 0.3]);
    this.world.disturbs('begins');
    lines.repeat = () => this.draw.chance(share);
    this.during(this.draw.humanMs(5_000, 60_000), () => {
      lines.loseNothing();
      this.world.disturbs('ends');
    });
  }

  /** Loss of signal or the D-channel alone; calls go on for a while, then the box must let them go. */
  private spanDown(): void {
    const { box } = this.world;
    const { lines } = box;
    const span = this.draw.between(1, box.site.board.spans);
    if (!lines.spanIsUp(span)) return;
    lines.span(span, 'down', this.draw.chance(0.5) ? ['LOS'] : []);
    const cut = this.world.after(t309Ms, () => {
      for (const { channel, span: of } of lines.channels) {
        const seizure = of === span ? lines.seizureOnChannel(channel) : null;
        if (seizure === null) continue;
        this.world.parties.get(seizure)?.cut();
        this.world.parties.delete(seizure);
        lines.cut(seizure, destinationOutOfOrder);
      }
    });
    this.during(this.draw.humanMs(2_000, 120_000), () => {
      cut();
      lines.span(span, 'up');
      this.world.disturbs();
    });
  }

  /** An agent's telephone falls off its wire in mid-call, and is put back. */
  private unplug(): void {
    const { box } = this.world;
    const line = this.draw.between(1, box.site.board.lines);
    box.lines.lay(line);
  }

  private slowDisk(): void {
    const { database } = this.world.box;
    database.stalledUntilMs = this.world.nowMs + this.draw.humanMs(500, 20_000);
    if (this.draw.chance(0.3)) this.world.box.lines.media.fail('too-slow');
  }

  private fullDisk(): void {
    const { lines } = this.world.box;
    lines.media.fail(this.draw.chance(0.8) ? 'disk-full' : 'write-error');
    lines.media.disk = 'full';
    this.during(this.draw.humanMs(5_000, 120_000), () => {
      lines.media.disk = 'well';
    });
  }

  private killWeb(): void {
    const { box } = this.world;
    box.web(false);
    this.during(this.draw.humanMs(1_000, 60_000), () => box.web(true));
  }

  private killDaemon(): void {
    const { box } = this.world;
    box.kill();
    this.during(this.draw.humanMs(800, 5_000), () => box.restart());
  }

  /** The machine's clock is set; forward only by little, as its owner does. */
  private jumpClock(): void {
    this.world.box.setClock(this.draw.pick([-2_000, -300, 200, 1_500]));
  }

  private technician(): void {
    const { box } = this.world;
    const span = this.draw.between(1, box.site.board.spans);
    const channel = this.draw.between((span - 1) * 30, span * 30 - 1);
    const by = 'tech';
    this.world.disturbs();
    box.order(this.draw.chance(0.3) ? { ask: 'restart', channel, by } : { ask: 'drain', of: { channel }, by });
    this.during(this.draw.humanMs(10_000, 120_000), () => box.order({ ask: 'unblock', of: { channel }, by }));
  }

  private during(ms: number, end: Ended): void {
    const over: Ended = () => {
      if (!this.going.delete(over)) return;
      cancel();
      end();
    };
    const cancel = this.world.after(ms, over);
    this.going.add(over);
  }
}

/** A snapshot tells of spans and hooks later; a digit, like a syllable, may go by unheard. */
function canBeLost(event: LineEvent): boolean {
  return event.event !== 'span' && event.event !== 'refused';
}
