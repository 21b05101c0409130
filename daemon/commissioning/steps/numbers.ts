/** What the carrier sends as numbers, and the rules that make of it what the box knows (screens.md 3.1, step 5). */
import { explainIncoming } from '../../numbers/incoming.js';
import { kindOf, placeOf, plainMobile, withAreaCode } from '../../numbers/plan.js';
import type { Words } from '../../terms/cause-words.js';
import type { Site } from '../../terms/site.js';
import type { IncomingExplained, NumbersIn, SentNumberType, Trunk } from '../../terms/trunks.js';
import { failed, type Judged, type Proposal, waiting, well } from '../judged.js';

/** A call as the network announced it. */
export interface SeenCall {
  readonly atMs: number;
  readonly callingNumber: string;
  readonly callingType: SentNumberType;
  readonly withheld: boolean;
  readonly calledNumber: string;
}

export interface NumbersSeen {
  /** Of this span since it is being brought up, newest first. */
  readonly calls: readonly SeenCall[];
  readonly forMs: number;
  readonly span: number;
  readonly site: Site;
  /** Of the order; null: not known. */
  readonly calledDigits: number | null;
}

export const waitsForCallMs = 600_000;
const shownCalls = 3;

export function judgeNumbers(seen: NumbersSeen): Judged {
  const [call] = seen.calls;
  if (call === undefined) {
    const told = { zh: '等一个来电：请用手机拨这条上的号码', en: 'waiting for a call: dial a number of this line' };
    if (seen.forMs >= waitsForCallMs) return failed('no-call-seen', told);
    return waiting(told, seen.forMs / waitsForCallMs, true);
  }
  const trunk = trunkOf(seen.site, seen.span);
  const told = callWords(seen, trunk);
  const explained = explainIncoming(seen.site, { trunk: trunk?.id ?? '', ...call });
  const wrong = calledFault(seen, call, explained, trunk) ?? callerFault(seen, call, explained, trunk);
  return wrong === null ? well(told) : failed(wrong.fault, told, wrong.proposal);
}

interface NumberFault {
  readonly fault: string;
  readonly proposal: Proposal | null;
}

function calledFault(
  { site, span, calledDigits }: NumbersSeen,
  { calledNumber: sent }: SeenCall,
  { listed, service, calledNumber }: IncomingExplained,
  trunk: Trunk | null,
): NumberFault | null {
  if (listed || service !== null) {
    const differs = calledDigits !== null && sent.length !== calledDigits;
    return differs ? { fault: 'called-digits-differ', proposal: null } : null;
  }
  const whole =
    sent === '' ? undefined : site.numbers.find(({ number }) => number.length > sent.length && number.endsWith(sent));
  if (whole !== undefined) {
    const calledPrefix = whole.number.slice(0, whole.number.length - sent.length);
    return { fault: 'called-number-short', proposal: withRules(site, span, trunk, { calledPrefix }) };
  }
  const proposal = calledNumber === '' ? null : { number: { number: calledNumber, flow: site.defaultFlow } };
  return { fault: 'called-number-unknown', proposal };
}

function callerFault(
  { site, span }: NumbersSeen,
  { callingNumber: sent, withheld }: SeenCall,
  { callingNumber, callingKind }: IncomingExplained,
  trunk: Trunk | null,
): NumberFault | null {
  if (sent === '') return withheld ? null : { fault: 'caller-number-missing', proposal: null };
  const place = placeOf(site);
  if (place.country !== 'cn') return null;
  if (callingKind === 'mobile' || callingKind === 'fixed' || callingKind === 'international') return null;
  if (callingKind === 'service' || callingKind === 'emergency') return null;
  if (plainMobile(callingNumber) !== callingNumber) {
    return { fault: 'caller-with-zero', proposal: withRules(site, span, trunk, { plainMobiles: true }) };
  }
  if (callingKind === 'local') {
    const helps = kindOf(place, withAreaCode(place, callingNumber)) === 'fixed';
    return {
      fault: 'caller-without-area-code',
      proposal: helps ? withRules(site, span, trunk, { completeLocal: true }) : null,
    };
  }
  if (kindOf(place, `0${callingNumber}`) === 'fixed') {
    const type = { national: '0', subscriber: '0' };
    return { fault: 'caller-without-area-code', proposal: withRules(site, span, trunk, { typePrefixes: type }) };
  }
  return { fault: 'caller-format-unknown', proposal: null };
}

/** The trunk that the span's calls come over; null: none. */
export function trunkOf({ trunks }: Site, span: number): Trunk | null {
  return trunks?.find(({ channels }) => channels.some((part) => 'span' in part && part.span === span)) ?? null;
}

function withRules(site: Site, span: number, trunk: Trunk | null, rules: NumbersIn): Proposal {
  const name = site.spans?.find((each) => each.span === span)?.name ?? `E1-${span}`;
  const before: Trunk = trunk ?? { id: `e1-${span}`, name: { zh: name, en: name }, channels: [{ span }] };
  return { trunk: { ...before, in: { ...before.in, ...rules } } };
}

/** "What would happen to this number", of the last calls. */
function callWords({ calls, site }: NumbersSeen, trunk: Trunk | null): Words {
  const rows = calls.slice(0, shownCalls).map((call) => {
    const read = explainIncoming(site, { trunk: trunk?.id ?? '', ...call });
    const caller = call.callingNumber === '' ? '–' : call.callingNumber;
    const route = read.listed ? read.flow : `${read.flow} ?`;
    return {
      zh: `主叫 ${caller} → ${read.callingNumber || '–'}；被叫 ${call.calledNumber || '–'}（${call.calledNumber.length} 位）→ ${read.calledNumber || '–'} → ${route}`,
      en: `caller ${caller} → ${read.callingNumber || '–'}; called ${call.calledNumber || '–'} (${call.calledNumber.length} digits) → ${read.calledNumber || '–'} → ${route}`,
    };
  });
  return { zh: rows.map(({ zh }) => zh).join(' | '), en: rows.map(({ en }) => en).join(' | ') };
}
