/** Signal, framing and CRC4 of one E1 (screens.md 3.1, step 2). */
import type { Multiframe } from '../../lines/lines.js';
import type { Words } from '../../terms/cause-words.js';
import type { SpanSetup } from '../../terms/span-setup.js';
import { failed, type Judged, seconds, waiting, well } from '../judged.js';
import type { SpanSeen } from '../span-seen.js';

/** In frame so long, without an alarm, is a good line. */
export const goodAfterMs = 30_000;
/** An alarm counts when it stands so long: an end that is set up anew shows some while it looks for the frame. */
export const alarmStandsMs = 3_000;
/** Longer a technician should not look at a line that comes and goes. */
const unstableAfterMs = 90_000;
/** The other end's multiframe is found or missing after at most 400 ms (ITU-T G.706 §4.2), and seen by then. */
export const multiframeStandsMs = 2_000;

/** The span was set up so for a moment, to see whether that fits. */
export interface FramingTrial {
  readonly crc4: boolean;
  /** Null: no frame within the time there was. */
  readonly framedAfterMs: number | null;
  readonly multiframe: Multiframe;
}

/** True: how the far end frames can only be told by trying the other way. */
export function wantsFramingTrial(seen: SpanSeen, setup: SpanSetup, orderCrc4: boolean | null): boolean {
  if (!seen.isThere || seen.meters?.hasLine === false || seen.alarms.includes('LOS') || seen.alarms.includes('AIS'))
    return false;
  if (seen.alarms.includes('LOF')) return seen.alarmedForMs >= alarmStandsMs;
  if (seen.forMs < multiframeStandsMs) return false;
  if (setup.crc4) return seen.meters?.multiframe === 'missing';
  return orderCrc4 !== false || seen.alarms.includes('RAI');
}

export function judgeLine(seen: SpanSeen, setup: SpanSetup, trials: readonly FramingTrial[]): Judged {
  const hasLine = seen.meters?.hasLine !== false;
  const told = hasLine ? lineWords(seen, setup, trials) : wireWords(seen);
  if (!seen.isThere) return failed('card-gone', told);
  const stands = seen.alarmedForMs >= alarmStandsMs;
  if (stands && seen.alarms.includes('LOS')) return failed('no-signal', told);
  if (stands && seen.alarms.includes('AIS')) return failed('ais', told);
  const other = trials.find(({ crc4 }) => crc4 !== setup.crc4);
  if (other !== undefined && fitsBetter(other, seen, setup)) {
    return failed('crc4-mismatch', told, { setup: { ...setup, crc4: other.crc4 } });
  }
  if (stands && seen.alarms.includes('LOF')) return failed('no-framing', told);
  if (setup.crc4 && seen.meters?.multiframe === 'missing' && other !== undefined) return failed('no-framing', told);
  if (stands && seen.alarms.includes('RAI')) return failed('far-end-hears-nothing', told);
  const { crcErrors, codeViolations, farEndErrors } = seen.inFrameCounted;
  if (seen.inFrameForMs >= goodAfterMs) {
    if (!hasLine) return failed('line-not-told', told);
    if (crcErrors + codeViolations > 0) return failed('line-errors', told);
    if (farEndErrors > 0) return failed('far-end-errors', told);
    return well(told);
  }
  if (seen.forMs >= unstableAfterMs) return failed('line-unstable', told);
  const inFrame = seen.alarms.length === 0 && seen.inFrameForMs >= multiframeStandsMs;
  return waiting(told, seen.inFrameForMs / goodAfterMs, inFrame);
}

/** Off fits where on finds no multiframe but off finds the frame; on fits where off leaves a multiframe unused. */
function fitsBetter(trial: FramingTrial, seen: SpanSeen, setup: SpanSetup): boolean {
  if (trial.framedAfterMs === null) return false;
  if (trial.crc4) return trial.multiframe === 'found';
  return seen.alarms.includes('LOF') || (setup.crc4 && seen.meters?.multiframe === 'missing');
}

/** Alarms alone come over a wire made of software: no figure of a line is shown that was never measured. */
function wireWords({ alarms, inFrameForMs, counted }: SpanSeen): Words {
  const names = alarms.join(' ');
  return {
    zh: `软件中继；${names === '' ? '无告警' : `告警 ${names}`}，已 ${seconds(inFrameForMs)}；信号中断 ${counted.lossOfSignal} 次；成帧、CRC4、误码：此卡不报`,
    en: `wired by software; ${names === '' ? 'no alarm' : `alarm ${names}`} for ${seconds(inFrameForMs)}; signal lost ${counted.lossOfSignal} times; framing, CRC4 and bit errors: this card does not tell`,
  };
}

function lineWords(seen: SpanSeen, setup: SpanSetup, trials: readonly FramingTrial[]): Words {
  const { counted, inFrameCounted: errors } = seen;
  const alarms = seen.alarms.length === 0 ? '' : seen.alarms.join(' ');
  const framed = seen.framedAfterMs === null ? null : seconds(seen.framedAfterMs);
  const tried = trials.map(({ crc4, framedAfterMs, multiframe }) => {
    const found = framedAfterMs !== null && (!crc4 || multiframe === 'found');
    const took = framedAfterMs === null ? '' : seconds(framedAfterMs);
    return {
      zh: `试 CRC4 ${crc4 ? '开' : '关'}：${found ? `${took} 后对上` : '对不上'}`,
      en: `tried CRC4 ${crc4 ? 'on' : 'off'}: ${found ? `fits after ${took}` : 'does not fit'}`,
    };
  });
  const parts: readonly Words[] = [
    { zh: `CRC4 ${setup.crc4 ? '开' : '关'}`, en: `CRC4 ${setup.crc4 ? 'on' : 'off'}` },
    seen.alarms.includes('LOS')
      ? { zh: '没有信号，谈不上对帧', en: 'no signal, so no frame' }
      : framed === null
        ? { zh: '尚未对上帧', en: 'no frame found yet' }
        : { zh: `${framed} 后对上帧`, en: `frame found after ${framed}` },
    alarms === '' ? { zh: '无告警', en: 'no alarm' } : { zh: `告警 ${alarms}`, en: `alarm ${alarms}` },
    {
      zh: `同步 ${seconds(seen.inFrameForMs)}，LOS ${counted.lossOfSignal}，LOF ${counted.lossOfFrame}，CRC 误码 ${errors.crcErrors}，E 比特 ${errors.farEndErrors}，线路码误码 ${errors.codeViolations}`,
      en: `in frame ${seconds(seen.inFrameForMs)}, LOS ${counted.lossOfSignal}, LOF ${counted.lossOfFrame}, CRC errors ${errors.crcErrors}, E bits ${errors.farEndErrors}, code violations ${errors.codeViolations}`,
    },
    ...tried,
  ];
  return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
}
