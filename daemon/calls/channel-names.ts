import type { Channel } from '../lines/lines.js';

/** Longest text of many channels; what is cut off ends in an ellipsis. */
const maxText = 200;

/** Many channels as technicians write them: "E1-1:1-15,17-31 E1-2:4 L17". In the order of the box, each once. */
export function shortNames(channels: readonly Channel[]): string {
  const groups = new Map<string, number[]>();
  for (const { span, timeslot, line, name } of [...channels].sort((a, b) => a.channel - b.channel)) {
    const number = span === 0 ? line : timeslot;
    // What stands before the number: "E1-1:", "L".
    const prefix = name.endsWith(String(number)) ? name.slice(0, -String(number).length) : `${name} `;
    const group = groups.get(prefix) ?? [];
    if (!group.includes(number)) groups.set(prefix, [...group, number]);
  }
  const text = [...groups].map(([prefix, numbers]) => `${prefix}${runs(numbers)}`).join(' ');
  return text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;
}

/** "1-15,17-31" */
function runs(numbers: readonly number[]): string {
  const ends: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = ends.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else ends.push([number, number]);
  }
  return ends.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
