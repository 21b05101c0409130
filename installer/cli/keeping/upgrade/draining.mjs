// @ts-check
/** No new calls on the lines until those that are there have ended; what technicians had taken out of service stays so. */
import { openControlLine } from './control-line.mjs';

const by = 'callbox upgrade';
const lookEveryMs = 1_000;

/** @param {any} snapshot @returns {number} calls that somebody is in, or waits in */
const callsIn = (snapshot) => snapshot.calls.filter((/** @type {any} */ { stage }) => stage !== 'ended').length;

/**
 * Channels of spans and exchange lines that are in service now; null: no daemon is there, so there are no calls.
 * @param {string} control @returns {Promise<{ channels: number[], calls: number } | null>}
 */
export async function linesInService(control) {
  const line = await openControlLine(control).catch(() => null);
  if (line === null) return null;
  try {
    const { snapshot } = await line.ask('subscribe', {});
    const channels = snapshot.channels
      .filter((/** @type {any} */ { kind, service }) => kind !== 'fxs' && service === undefined)
      .map((/** @type {any} */ { channel }) => channel);
    return { channels, calls: callsIn(snapshot) };
  } finally {
    line.close();
  }
}

/**
 * @param {string} control @param {readonly number[]} channels
 * @param {object} how
 * @param {number} how.withinMs
 * @param {(ms: number) => Promise<void>} how.wait rejects when somebody has cancelled
 * @param {() => number} how.nowMs
 * @param {(calls: number) => void} how.tell when the number of calls changes
 * @returns {Promise<number>} calls that are still there when the time is over
 */
export async function drain(control, channels, { withinMs, wait, nowMs, tell }) {
  const line = await openControlLine(control);
  try {
    for (const channel of channels) await line.ask('lines.drain', { by, of: { channel } });
    const until = nowMs() + withinMs;
    let told = -1;
    for (;;) {
      const calls = callsIn((await line.ask('subscribe', {})).snapshot);
      if (calls !== told) tell(calls);
      told = calls;
      if (calls === 0 || nowMs() >= until) return calls;
      await wait(lookEveryMs);
    }
  } finally {
    line.close();
  }
}

/** What of these is still out of service comes back. @param {string} control @param {readonly number[]} channels */
export async function giveBack(control, channels) {
  const line = await openControlLine(control);
  try {
    const { snapshot } = await line.ask('subscribe', {});
    const out = new Set(
      snapshot.channels.flatMap((/** @type {any} */ { channel, service }) => (service === undefined ? [] : [channel])),
    );
    for (const channel of channels.filter((each) => out.has(each))) {
      await line.ask('lines.unblock', { by, of: { channel } });
    }
  } finally {
    line.close();
  }
}
