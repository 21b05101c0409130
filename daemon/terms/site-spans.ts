/** How each span of a site is spoken to, with what the site leaves open put in. */
import type { Site, SpanSettings } from './site.js';
import type { SpanSetup } from './span-setup.js';

/** The most clock sources a board's driver keeps in order. */
const maxClockPriority = 8;

/** By span, the first one's first. A span without a clock priority has the lowest that no other span has taken. */
export function spanSetupsOf(site: Pick<Site, 'board' | 'spans'>): readonly SpanSetup[] {
  const settings = Array.from({ length: site.board.spans }, (_, at) => settingsOf(site, at + 1));
  const taken = new Set(settings.flatMap(({ clockPriority }) => (clockPriority === undefined ? [] : [clockPriority])));
  const free = Array.from({ length: maxClockPriority }, (_, at) => at + 1).filter((priority) => !taken.has(priority));
  return settings.map((each) => ({
    side: each.side ?? 'user',
    protocol: each.protocol ?? 'euro-isdn',
    overlapReceiving: each.overlapReceiving ?? false,
    crc4: each.crc4 ?? true,
    clockPriority: each.clockPriority ?? free.shift() ?? 0,
  }));
}

/** Null: the box has no such span. */
export function spanSetupOf(site: Pick<Site, 'board' | 'spans'>, span: number): SpanSetup | null {
  return spanSetupsOf(site)[span - 1] ?? null;
}

export function spanNameOf(site: Pick<Site, 'spans'>, span: number): string {
  return site.spans?.find((each) => each.span === span)?.name ?? `E1-${span}`;
}

/** The site's spans with this one set up so; the others stay as they are. `name` null: stays. */
export function withSpanSetup(
  site: Pick<Site, 'board' | 'spans'>,
  span: number,
  setup: SpanSetup,
  name: string | null,
): readonly SpanSettings[] {
  const { side, protocol, overlapReceiving, crc4, clockPriority } = setup;
  const settings: SpanSettings = {
    span,
    name: name ?? spanNameOf(site, span),
    side,
    protocol,
    overlapReceiving,
    crc4,
    clockPriority,
  };
  const others = (site.spans ?? []).filter((each) => each.span !== span);
  return [...others, settings].sort((a, b) => a.span - b.span);
}

export function sameSpanSetup(a: SpanSetup, b: SpanSetup): boolean {
  return (
    a.side === b.side &&
    a.protocol === b.protocol &&
    a.overlapReceiving === b.overlapReceiving &&
    a.crc4 === b.crc4 &&
    a.clockPriority === b.clockPriority
  );
}

function settingsOf({ spans }: Pick<Site, 'spans'>, span: number): Partial<SpanSettings> {
  return spans?.find((each) => each.span === span) ?? {};
}
