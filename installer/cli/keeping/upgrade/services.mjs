// @ts-check
/** Starts and stops the box's services, and watches whether what was started works. */
import { askHealth, spansUp } from './health.mjs';
import { must } from './programs.mjs';

const lookEveryMs = 1_000;
/** Good for so many looks in a row is good. */
const goodLooks = 3;

/** @typedef {import('./course.mjs').World} World */

/** @type {Readonly<Record<import('./release-parts.mjs').Part, string>>} */
const unitOf = { daemon: 'callbox-daemon.service', simulator: 'callbox-simulator.service', web: 'callbox-web.service' };

/**
 * The simulated exchange ends calls like the daemon does, where it runs at all.
 * @param {World} world @param {readonly import('./release-parts.mjs').Part[]} parts
 */
export async function unitsOf({ run }, parts) {
  const units = [];
  for (const part of parts) {
    const isUsed = part !== 'simulator' || (await run('systemctl', ['is-active', '--quiet', unitOf[part]])).code === 0;
    if (isUsed) units.push(unitOf[part]);
  }
  return units;
}

/** @param {readonly string[]} units */
export function endCalls(units) {
  return units.some((unit) => unit !== unitOf.web);
}

/** Which process writes a database. @param {string} database */
export function writerOf(database) {
  return database === 'telephony' ? unitOf.daemon : unitOf.web;
}

/** @param {World} world @param {'start' | 'stop' | 'restart'} verb @param {readonly string[]} units */
export async function systemctl({ run }, verb, units) {
  if (units.length === 0) return;
  // A start is not waited for: the watch sees what comes of it.
  const args = verb === 'stop' ? [verb, ...units] : [verb, '--no-block', ...units];
  await must(run, 'systemctl', args);
}

/**
 * @param {World} world
 * @param {object} what
 * @param {readonly string[]} what.units
 * @param {string} what.version that the pages must have
 * @param {readonly string[]} what.spans names of those that must be up
 * @param {number} what.withinMs
 * @returns {Promise<string>} what is not good when the time is over; '' all is
 */
export async function watch(world, { units, version, spans, withinMs }) {
  const until = world.nowMs() + withinMs;
  let good = 0;
  for (;;) {
    const wrong = await wrongNow(world, units, version, spans);
    good = wrong === '' ? good + 1 : 0;
    if (good === goodLooks) return '';
    if (wrong !== '' && world.nowMs() >= until) return wrong;
    await world.wait(lookEveryMs);
  }
}

/** @param {World} world @param {readonly string[]} units @param {string} version @param {readonly string[]} spans */
async function wrongNow({ run, healthUrl }, units, version, spans) {
  for (const unit of units) {
    if ((await run('systemctl', ['is-active', '--quiet', unit])).code !== 0) {
      return `${unit} 没有运行 / is not running`;
    }
  }
  const health = await askHealth(healthUrl);
  if (health === null) return '网页没有应答 / the pages do not answer';
  if (health.version !== version) return `网页版本是 ${health.version} / the pages are of ${health.version}`;
  if (health.daemon !== 'up') return '网页连不上电话进程 / the pages do not reach the daemon';
  const up = new Set(spansUp(health));
  const down = spans.filter((name) => !up.has(name));
  return down.length === 0 ? '' : `中继 ${down.join(', ')} 没有恢复 / ${down.join(', ')} did not come up again`;
}
