/** The driver's configuration from our own span model: the site, and the spans the driver has. */
import type {
  CardLines,
  CardProblem,
  CardScan,
  DriverConfiguration,
  DriverSpan,
  FoundSpan,
} from '../../daemon/terms/cards.js';
import type { Words } from '../../daemon/terms/cause-words.js';
import type { Site } from '../../daemon/terms/site.js';
import type { SpanSetup } from '../../daemon/terms/span-setup.js';
import { supportedDrivers } from '../detect/known-cards.js';
import * as refusals from './refusals.js';

export interface Wanted {
  readonly country: Site['country'];
  readonly lines: CardLines;
  /** Of our spans 1, 2, …, as many as `lines.spans`. */
  readonly setups: readonly SpanSetup[];
}

export interface Configured {
  readonly configuration: DriverConfiguration;
  readonly refused: readonly CardProblem[];
  readonly notes: readonly Words[];
}

/** The driver's names of tone zones are its own. */
const zones = { cn: 'cn', us: 'us', gb: 'uk', de: 'de' } as const;
const e1Channels = 31;

export function configurationOf({ country, lines, setups }: Wanted, scan: CardScan): Configured {
  const refused: CardProblem[] = [];
  const modules = modulesOf(lines, scan);
  // A card's ports are known once its driver is loaded: loading it may be all there is to do.
  const ports = lines.spans.length + lines.telephones.length + lines.exchangeLines.length;
  if (ports === 0 && modules.length === 0) refused.push(refusals.nothingUsed());
  const spans = lines.spans.flatMap((number, at) => {
    const setup = setups[at];
    const found = scan.spans.find(({ span }) => span === number);
    if (lines.spans.indexOf(number) < at) refused.push(refusals.spanTwice(number));
    else if (found === undefined)
      refused.push(refusals.unknownSpan(number, scan.spans.map(({ span }) => span).join(', ')));
    else if (!carriesE1(found)) refused.push(refusals.noE1(number, found.kind));
    else if (setup !== undefined) return [driverSpan(found, setup)];
    return [];
  });
  refused.push(...clockRefusals(setups));
  refused.push(...portRefusals(lines, scan));
  return {
    configuration: {
      spans,
      telephones: lines.telephones,
      exchangeLines: lines.exchangeLines,
      zone: zones[country],
      // Ours is better on analog lines and works on every card (native/dsp); a card's own is left as the driver has it.
      echoCanceller: '',
      modules,
    },
    refused,
    notes: notesOf(spans),
  };
}

function carriesE1({ kind, channels }: FoundSpan): boolean {
  return (kind === 'e1' || kind === 'dynamic') && channels === e1Channels;
}

function driverSpan({ span, firstChannel, kind }: FoundSpan, { crc4, clockPriority }: SpanSetup): DriverSpan {
  return { span, firstChannel, kind: kind === 'dynamic' ? 'dynamic' : 'e1', crc4, clockPriority };
}

/** The driver takes the first of two masters without a word, and the second one's line slips. */
function clockRefusals(setups: readonly SpanSetup[]): readonly CardProblem[] {
  const masters = setups.flatMap(({ clockPriority }, at) => (clockPriority === 1 ? [at + 1] : []));
  return masters.length > 1 ? [refusals.twoMasters(masters.join(', '))] : [];
}

function portRefusals(lines: CardLines, scan: CardScan): readonly CardProblem[] {
  const all = [...lines.telephones, ...lines.exchangeLines];
  const refused: CardProblem[] = [];
  for (const [at, channel] of all.entries()) {
    const wanted = at < lines.telephones.length ? 'fxs' : 'fxo';
    const span = scan.spans.find((each) => hasChannel(each, channel));
    if (all.indexOf(channel) < at) refused.push(refusals.channelTwice(channel));
    else if (span === undefined) refused.push(refusals.unknownChannel(channel));
    else if (lines.spans.includes(span.span) || (span.kind !== 'analog' && span.kind !== 'dynamic'))
      refused.push(refusals.notAnalog(channel, span.span));
    else if (span.kind === 'analog') {
      const module = span.modules[channel - span.firstChannel] ?? 'none';
      if (module !== wanted) refused.push(refusals.wrongModule(channel, wanted, module));
    }
  }
  return refused;
}

export function hasChannel({ firstChannel, channels }: FoundSpan, channel: number): boolean {
  return channel >= firstChannel && channel < firstChannel + channels;
}

/** Drivers of the cards whose spans are used, and of those that only wait for their driver. */
function modulesOf(lines: CardLines, scan: CardScan): readonly string[] {
  const channels = [...lines.telephones, ...lines.exchangeLines];
  const used = scan.spans.filter(
    (span) => lines.spans.includes(span.span) || channels.some((channel) => hasChannel(span, channel)),
  );
  const places = new Set(used.map(({ card }) => card));
  const drivers = scan.cards
    .filter(({ place, problems }) => places.has(place) || problems.some(({ code }) => code === 'driver-not-loaded'))
    .map(({ driver }) => driver);
  return supportedDrivers.filter((driver) => drivers.includes(driver));
}

function notesOf(spans: readonly DriverSpan[]): readonly Words[] {
  const notes: Words[] = [];
  const dynamic = spans.filter(({ kind }) => kind === 'dynamic').map(({ span }) => span);
  if (dynamic.length > 0) {
    notes.push({
      zh: `第 ${dynamic.join('、')} 条是软件中继：没有成帧、CRC4 和时钟，这些设置对它不起作用`,
      en: `Span ${dynamic.join(', ')} is wired by software: framing, CRC4 and clock have no meaning there`,
    });
  }
  const real = spans.filter(({ kind }) => kind === 'e1');
  if (real.length > 0 && real.every(({ clockPriority }) => clockPriority === 0)) {
    notes.push({
      zh: '没有任何 E1 从线路取时钟：接运营商时会滑码，应取自运营商',
      en: 'No span takes its clock from the line: towards a carrier it will slip; take it from him',
    });
  }
  return notes;
}
