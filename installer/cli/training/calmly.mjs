// @ts-check
/** So that a floor for training takes only what the real one leaves: for a start without systemd, which has its own ways. */
import { spawnSync } from 'node:child_process';

/**
 * Programs of util-linux and coreutils that Debian always has, each put before the next: no real-time priority, though the
 * caller may be root; the processor and the disk after all others.
 */
const steps = [
  ['setpriv', '--bounding-set=-sys_nice'],
  ['prlimit', '--rtprio=0'],
  ['ionice', '--class', 'idle'],
  ['nice', '-n', '10'],
];

/** Those that work here and for this user. @returns {string[]} */
function usable() {
  return steps.filter(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0).flat();
}

/** @type {string[] | null} */
let known = null;

/** @param {string} command @param {string[]} args @returns {{ command: string, args: string[] }} */
export function calmly(command, args) {
  known ??= usable();
  const [first = command, ...rest] = [...known, command, ...args];
  return { command: first, args: rest };
}
