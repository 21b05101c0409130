/**
 * The best that settings come to when a perfect administrator shares the time among them: the upper envelope of their
 * points, concave, level beyond its ends.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The corners by x, from the leftmost point to the highest. @throws RangeError without points. */
export function upperEnvelope(points: readonly Point[]): readonly Point[] {
  if (points.length === 0) throw new RangeError('an envelope needs a point');
  const corners: Point[] = [];
  for (const point of [...points].sort((a, b) => a.x - b.x || b.y - a.y)) {
    const last = corners.at(-1);
    if (last !== undefined && (point.x === last.x || point.y <= last.y)) continue;
    while (corners.length >= 2 && !turnsRight(corners.at(-2), corners.at(-1), point)) corners.pop();
    corners.push(point);
  }
  return corners;
}

/** The envelope's y at this x. */
export function envelopeAt(corners: readonly Point[], x: number): number {
  let before = corners[0];
  if (before === undefined) return Number.NaN;
  for (const corner of corners) {
    if (corner.x > x) {
      if (corner === before) return corner.y;
      return before.y + ((corner.y - before.y) * (x - before.x)) / (corner.x - before.x);
    }
    before = corner;
  }
  return before.y;
}

/** The lower envelope's y at x: the fewest idle seconds. */
export function lowestAt(points: readonly Point[], x: number): number {
  return -envelopeAt(upperEnvelope(points.map((point) => ({ x: point.x, y: -point.y }))), x);
}

export function highestAt(points: readonly Point[], x: number): number {
  return envelopeAt(upperEnvelope(points), x);
}

function turnsRight(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (a === undefined || b === undefined) return true;
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) < 0;
}
