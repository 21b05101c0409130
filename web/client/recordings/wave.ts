/** Draws two voices with what is marked in them: the customer's above the middle line, the agent's below. */
import type { Span, VoiceMeter } from '../../../daemon/terms/voices.js';
import { columnMs } from '../../../daemon/terms/voices.js';

/** A recording of nothing but line noise is not blown up to look like speech. */
const quietest = 0.1;
const barWidth = 3;

export interface WaveMarks {
  readonly silences: readonly Span[];
  readonly talkOver: readonly Span[];
  readonly gaps: readonly Span[];
  /** Moments of comments, ms. */
  readonly comments: readonly number[];
}

/** `totalMs`: of the whole recording; what is not loaded yet stays a line. */
export function drawWave(
  canvas: HTMLCanvasElement,
  meter: VoiceMeter,
  totalMs: number,
  atMs: number,
  marks: WaveMarks,
): void {
  const context = canvas.getContext('2d');
  if (context === null || totalMs <= 0) return;
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.clearRect(0, 0, width, height);
  const colours = getComputedStyle(canvas);
  const colour = (name: string): string => colours.getPropertyValue(name);
  const x = (ms: number): number => (ms / totalMs) * width;
  const half = height / 2;
  const flag = 7 * scale;
  const band = (span: Span, fill: string, top: number, tall: number): void => {
    context.fillStyle = fill;
    context.fillRect(x(span.fromMs), top, Math.max(scale, x(span.toMs) - x(span.fromMs)), tall);
  };
  for (const span of marks.silences) band(span, colour('--wave-silence'), flag, height - flag);
  for (const span of marks.gaps) band(span, colour('--wave-gap'), flag, height - flag);
  drawVoices(context, meter, { width, height, half, scale, totalMs, atMs, flag, colour });
  for (const span of marks.talkOver) band(span, colour('--bad'), half - scale, 2 * scale);
  context.fillStyle = colour('--accent');
  for (const ms of marks.comments) {
    context.beginPath();
    context.moveTo(x(ms) - flag / 1.6, 0);
    context.lineTo(x(ms) + flag / 1.6, 0);
    context.lineTo(x(ms), flag);
    context.fill();
  }
  context.fillStyle = colour('--text');
  context.fillRect(x(atMs) - scale / 2, 0, scale * 1.5, height);
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly half: number;
  readonly scale: number;
  readonly totalMs: number;
  readonly atMs: number;
  readonly flag: number;
  colour(name: string): string;
}

function drawVoices(context: CanvasRenderingContext2D, meter: VoiceMeter, room: Room): void {
  const { width, half, scale, totalMs, atMs, flag, colour } = room;
  const bars = Math.floor(width / (barWidth * scale));
  const columnsPerBar = totalMs / columnMs / bars;
  const tallest = half - flag;
  const played = [colour('--caller'), colour('--agent')] as const;
  const rest = [colour('--caller-soft'), colour('--agent-soft')] as const;
  // One gain for both sides, so that who was louder can still be seen.
  const loudest = Math.max(quietest, loudestIn(meter));
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor(bar * columnsPerBar);
    if (from >= meter.columns) break;
    const to = Math.min(meter.columns, Math.max(from + 1, Math.floor((bar + 1) * columnsPerBar)));
    const isPlayed = ((bar + 0.5) / bars) * totalMs <= atMs;
    for (const side of [0, 1] as const) {
      let peak = 0;
      for (let column = from; column < to; column++) peak = Math.max(peak, meter.peaks[side][column] ?? 0);
      // Square root: telephone speech is quiet most of the time and would look like silence.
      const tall = Math.max(scale, Math.sqrt(peak / loudest) * tallest);
      context.fillStyle = (isPlayed ? played : rest)[side];
      context.fillRect(bar * barWidth * scale, side === 0 ? half - tall : half, (barWidth - 1) * scale, tall);
    }
  }
}

function loudestIn(meter: VoiceMeter): number {
  let loudest = 0;
  for (const side of meter.peaks) {
    for (let column = 0; column < meter.columns; column++) loudest = Math.max(loudest, side[column] ?? 0);
  }
  return loudest;
}
