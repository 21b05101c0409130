/** Draws two voices: the caller's above the middle line, the agent's below, as they sit in the recording. */
import type { Peaks } from './wav-peaks.js';

/** A recording of nothing but line noise is not blown up to look like speech. */
const quietest = 0.1;

export function drawWaveform(canvas: HTMLCanvasElement, peaks: Peaks, playedShare: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.clearRect(0, 0, width, height);
  const colours = getComputedStyle(canvas);
  const half = height / 2;
  // One gain for both sides, so that who was louder can still be seen.
  const loudest = Math.max(quietest, ...peaks.channels.map((channel) => Math.max(0, ...channel)));
  peaks.channels.forEach((channel, place) => {
    const up = place === 0;
    const played = colours.getPropertyValue(up ? '--caller' : '--agent');
    const rest = colours.getPropertyValue(up ? '--caller-soft' : '--agent-soft');
    const step = width / channel.length;
    channel.forEach((peak, column) => {
      // Square root: telephone speech is quiet most of the time and would look like silence.
      const tall = Math.max(scale, Math.sqrt(peak / loudest) * (half - scale));
      context.fillStyle = (column + 0.5) / channel.length <= playedShare ? played : rest;
      context.fillRect(column * step, up ? half - tall : half, Math.max(scale, step - scale), tall);
    });
  });
}
