/** How a state looks on a strip: by colour, by pattern and by height, so that any one of them is enough. */
import type { AgentState } from '../../../daemon/terms/agents.js';
import type { Interval } from './day-strip.js';

interface Look {
  /** Custom properties of the page's colours. */
  readonly ink: string;
  readonly ground: string;
  readonly pattern: 'solid' | 'plain' | 'slant' | 'back-slant' | 'dots' | 'bars' | 'lines' | 'cross';
  /** Share of the strip's height. */
  readonly height: number;
}

const looks: Readonly<Record<AgentState, Look | null>> = {
  'signed-out': null,
  'not-ready': { ink: '--warn', ground: '--warn-soft', pattern: 'slant', height: 0.6 },
  ready: { ink: '--good', ground: '--good-soft', pattern: 'plain', height: 0.35 },
  reserved: { ink: '--info', ground: '--info-soft', pattern: 'dots', height: 0.75 },
  ringing: { ink: '--info', ground: '--info-soft', pattern: 'dots', height: 0.75 },
  talking: { ink: '--accent', ground: '--accent', pattern: 'solid', height: 1 },
  held: { ink: '--accent', ground: '--accent-soft', pattern: 'bars', height: 1 },
  consulting: { ink: '--accent', ground: '--accent-soft', pattern: 'cross', height: 1 },
  conference: { ink: '--accent', ground: '--accent-soft', pattern: 'cross', height: 1 },
  'wrap-up': { ink: '--after', ground: '--after-soft', pattern: 'lines', height: 0.75 },
  dialling: { ink: '--info', ground: '--info-soft', pattern: 'back-slant', height: 0.75 },
  unreachable: { ink: '--bad', ground: '--bad', pattern: 'solid', height: 1 },
};

const tilePx = 6;
const patterns = new Map<string, CanvasPattern | string>();
const scheme = window.matchMedia('(prefers-color-scheme: dark)');

/** Asking for a style makes the browser lay the page out: each colour is asked for once a scheme. */
const colours = new Map<string, string>();

function colour(name: string): string {
  const key = `${scheme.matches} ${name}`;
  const known = colours.get(key);
  if (known !== undefined) return known;
  const found = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  colours.set(key, found);
  return found;
}

function drawTile(tile: CanvasRenderingContext2D, pattern: Look['pattern']): void {
  const line = (...points: readonly (readonly [number, number, number, number])[]): void => {
    for (const [x1, y1, x2, y2] of points) {
      tile.moveTo(x1, y1);
      tile.lineTo(x2, y2);
    }
    tile.stroke();
  };
  tile.beginPath();
  if (pattern === 'slant') line([-1, 7, 7, -1], [-1, 1, 1, -1], [5, 7, 7, 5]);
  if (pattern === 'back-slant') line([-1, -1, 7, 7], [5, -1, 7, 1], [-1, 5, 1, 7]);
  if (pattern === 'cross') line([-1, 7, 7, -1], [-1, -1, 7, 7]);
  if (pattern === 'bars') line([1.5, 0, 1.5, 6], [4.5, 0, 4.5, 6]);
  if (pattern === 'lines') line([0, 1.5, 6, 1.5], [0, 4.5, 6, 4.5]);
  if (pattern === 'dots') tile.fillRect(1, 1, 2.4, 2.4);
  if (pattern === 'dots') tile.fillRect(4, 4, 2.4, 2.4);
}

function fillOf(context: CanvasRenderingContext2D, look: Look): CanvasPattern | string {
  const key = `${scheme.matches} ${look.ink} ${look.pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  let fill: CanvasPattern | string = colour(look.ground);
  if (look.pattern !== 'solid' && look.pattern !== 'plain') {
    const tile = document.createElement('canvas');
    tile.width = tilePx;
    tile.height = tilePx;
    const paint = tile.getContext('2d');
    if (paint !== null) {
      paint.fillStyle = fill;
      paint.fillRect(0, 0, tilePx, tilePx);
      paint.strokeStyle = colour(look.ink);
      paint.fillStyle = colour(look.ink);
      drawTile(paint, look.pattern);
      fill = context.createPattern(tile, 'repeat') ?? fill;
    }
  }
  patterns.set(key, fill);
  return fill;
}

export interface StripPicture {
  /** CSS pixels; 0 while it is not on the screen. */
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Interval[];
  readonly from: number;
  readonly to: number;
  /** Index in `parts`; -1 none. */
  readonly chosen: number;
  /** One or two letters that stand where there is room. */
  readonly markOf: (state: AgentState) => string;
}
/** A letter needs so much room. */
const letterPx = 15;

/** Draws the strip into the canvas, sharp on any screen. */
export function drawStrip(canvas: HTMLCanvasElement, picture: StripPicture): void {
  const { width, height } = picture;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const ratio = window.devicePixelRatio || 1;
  const wide = Math.round(width * ratio);
  const tall = Math.round(height * ratio);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const xOf = (at: number): number => ((at - picture.from) / (picture.to - picture.from)) * width;
  context.fillStyle = colour('--line');
  context.fillRect(0, height - 1, width, 1);
  hourMarks(context, picture, xOf, height);
  for (const [index, part] of picture.parts.entries()) {
    const x = xOf(part.from);
    const wide = Math.max(xOf(part.to) - x, 0.5);
    const look = looks[part.state];
    if (look !== null) paintPart(context, look, { x, wide, height }, picture.markOf(part.state));
    if (index !== picture.chosen) continue;
    context.strokeStyle = colour('--text');
    context.lineWidth = 2;
    context.strokeRect(x - 1, 1, Math.max(wide + 2, 4), height - 2);
  }
}

function paintPart(
  context: CanvasRenderingContext2D,
  look: Look,
  { x, wide, height }: { readonly x: number; readonly wide: number; readonly height: number },
  mark: string,
): void {
  const top = Math.round(height * (1 - look.height));
  context.fillStyle = fillOf(context, look);
  context.fillRect(x, top, wide, height - top);
  context.fillStyle = colour(look.ink);
  if (look.pattern !== 'solid' && wide >= 2) context.fillRect(x, top, wide, 1);
  if (wide < letterPx || look.height < 0.5) return;
  context.font = '600 11px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const middle = top + (height - top) / 2 + 0.5;
  if (look.pattern === 'solid') context.fillStyle = colour('--panel');
  else {
    context.fillStyle = colour('--panel');
    context.fillRect(x + wide / 2 - 7, middle - 7, 14, 13);
    context.fillStyle = colour(look.ink);
  }
  context.fillText(mark, x + wide / 2, middle);
}

const hourMs = 3_600_000;
/** No more than so many lines, however long the time shown is. */
const maxHourMarks = 26;

function hourMarks(
  context: CanvasRenderingContext2D,
  { from, to }: StripPicture,
  xOf: (at: number) => number,
  height: number,
): void {
  const first = Math.ceil(from / hourMs) * hourMs;
  for (let at = first, n = 0; at < to && n < maxHourMarks; at += hourMs, n++) {
    context.fillRect(Math.round(xOf(at)), 0, 1, height);
  }
}

/** For the legend: the same paint on a small piece. */
export function drawSample(canvas: HTMLCanvasElement, state: AgentState, mark: string): void {
  const part = { from: 0, to: 1, state, reason: null };
  const { clientWidth: width, clientHeight: height } = canvas;
  drawStrip(canvas, { width, height, parts: [part], from: 0, to: 1, chosen: -1, markOf: () => mark });
}
