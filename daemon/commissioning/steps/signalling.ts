/** The D-channel: frames, the data link (ITU-T Q.921), RESTART (Q.931 §5.5); screens.md 3.1, step 3. */
import type { Words } from '../../terms/cause-words.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import { failed, type Judged, seconds, waiting, well } from '../judged.js';
import type { SpanSeen } from '../span-seen.js';

/** Up so long without a break is good. */
export const linkGoodAfterMs = 60_000;
/** A link that can come up has done so: T200 is 1 s, N200 3 (ITU-T Q.921 §5.9). */
export const linkComesWithinMs = 6_000;
/** Up so long, the next steps may begin. */
const linkStandsMs = 2_000;
const restartAnsweredWithinMs = 20_000;
const unstableAfterMs = 180_000;

/** The other side was tried for a moment. */
export interface SideTrial {
  readonly side: SpanSetup['side'];
  /** Null: not up within the time there was. */
  readonly upAfterMs: number | null;
}

/** True: whether the far end is on our own side can only be told by trying the other. */
export function wantsSideTrial(seen: SpanSeen): boolean {
  if (!seen.isThere || seen.dChannelUpForMs > 0 || waitedMs(seen) < linkComesWithinMs) return false;
  return seen.linkCounted.sabmeReceived > 0 && seen.linkCounted.dmReceived === 0;
}

export function judgeSignalling(seen: SpanSeen, setup: SpanSetup, trials: readonly SideTrial[]): Judged {
  const told = linkWords(seen, setup, trials);
  if (!seen.isThere) return failed('card-gone', told);
  if (seen.dChannelUpForMs > 0) return judgeLink(seen, told);
  if (seen.inFrameForMs === 0 && seen.alarmedForMs >= 3_000) return failed('line-down', told);
  const waited = waitedMs(seen);
  const early = linkFault(seen, setup, trials);
  if (early?.certain) return failed(early.fault, told, early.proposal);
  if (waited < linkComesWithinMs || wantsSideTrialStill(seen, trials)) return waiting(told, waited / linkGoodAfterMs);
  return failed(early?.fault ?? 'link-not-answered', told, early?.proposal ?? null);
}

/** How long the link could have come up, and has not. */
function waitedMs(seen: SpanSeen): number {
  return Math.min(seen.dChannelDownForMs, seen.inFrameForMs);
}

function wantsSideTrialStill(seen: SpanSeen, trials: readonly SideTrial[]): boolean {
  return trials.length === 0 && wantsSideTrial(seen);
}

function judgeLink(seen: SpanSeen, told: Words): Judged {
  const { restarts, dChannelUpForMs } = seen;
  if (seen.restartUnansweredMs >= restartAnsweredWithinMs) return failed('restart-not-acknowledged', told);
  if (dChannelUpForMs >= linkGoodAfterMs) return well(told);
  if (seen.forMs >= unstableAfterMs) return failed('link-unstable', told);
  // None is sent while every timeslot has a call, which says as much.
  const answers = restarts.acknowledged > 0 || (restarts.sent === 0 && dChannelUpForMs >= restartAnsweredWithinMs);
  return waiting(told, dChannelUpForMs / linkGoodAfterMs, dChannelUpForMs >= linkStandsMs && answers);
}

interface Cause {
  readonly fault: string;
  /** Nothing more can be learnt by waiting. */
  readonly certain: boolean;
  readonly proposal: { readonly setup: SpanSetup } | null;
}

function linkFault(seen: SpanSeen, setup: SpanSetup, trials: readonly SideTrial[]): Cause | null {
  const { linkCounted: counted, meters } = seen;
  const other = setup.side === 'user' ? 'network' : 'user';
  const bothSides = setup.side === 'user' ? 'both-user-side' : 'both-network-side';
  const flipped = { setup: { ...setup, side: other } as const };
  if (trials.some(({ side, upAfterMs }) => side === other && upAfterMs !== null)) {
    return { fault: bothSides, certain: true, proposal: flipped };
  }
  if (counted.dmReceived > 0) return { fault: 'link-refused', certain: counted.dmReceived > 1, proposal: null };
  if (counted.framesIn === 0 && counted.sabmeReceived === 0) {
    const idle = meters?.signallingOctets === 'idle';
    return { fault: idle ? 'timeslot-16-idle' : 'no-answer-to-sabme', certain: false, proposal: null };
  }
  if (counted.sabmeReceived > 0 && counted.uaReceived === 0) {
    // He asks us for the link as we ask him, and neither answers: that is one side at both ends.
    return { fault: bothSides, certain: false, proposal: flipped };
  }
  return null;
}

function linkWords(seen: SpanSeen, setup: SpanSetup, trials: readonly SideTrial[]): Words {
  const { linkCounted: counted, meters, restarts, dChannelUpForMs } = seen;
  const octets = meters?.signallingOctets ?? 'unknown';
  const up = dChannelUpForMs > 0;
  const sides = { user: { zh: '用户侧', en: 'user' }, network: { zh: '网络侧', en: 'network' } } as const;
  const parts: readonly Words[] = [
    { zh: `我方 ${sides[setup.side].zh}`, en: `our side ${sides[setup.side].en}` },
    up
      ? { zh: `D 信道已通 ${seconds(dChannelUpForMs)}`, en: `D-channel up for ${seconds(dChannelUpForMs)}` }
      : { zh: 'D 信道不通', en: 'D-channel down' },
    {
      zh: `16 时隙 ${octets === 'idle' ? '全 1（没有人在发）' : octets === 'flags' ? '有 HDLC 标志' : '未知'}`,
      en: `timeslot 16: ${octets === 'idle' ? 'all ones, nobody sends' : octets === 'flags' ? 'HDLC flags' : 'unknown'}`,
    },
    {
      zh: `收帧 ${counted.framesIn}，发 SABME ${counted.sabmeSent}，收 SABME ${counted.sabmeReceived}，UA ${counted.uaReceived}，DM ${counted.dmReceived}`,
      en: `frames in ${counted.framesIn}, SABME out ${counted.sabmeSent}, SABME in ${counted.sabmeReceived}, UA ${counted.uaReceived}, DM ${counted.dmReceived}`,
    },
    {
      zh: `RESTART 发 ${restarts.sent}，应答 ${restarts.acknowledged}`,
      en: `RESTART sent ${restarts.sent}, acknowledged ${restarts.acknowledged}`,
    },
    ...trials.map(({ side, upAfterMs }) => ({
      zh: `试${sides[side].zh}：${upAfterMs === null ? '不通' : `${seconds(upAfterMs)} 后通`}`,
      en: `tried as ${sides[side].en}: ${upAfterMs === null ? 'down' : `up after ${seconds(upAfterMs)}`}`,
    })),
  ];
  return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
}
