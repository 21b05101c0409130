// @ts-check
/** What the pages' process says of the box: GET /api/v1/health. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

const withinMs = 3_000;
const maxBytes = 65_536;

/** @typedef {{ status: string, version: string, daemon: string, spans: readonly { name: string, state: string }[] }} Health */

/** @param {string} url of this machine's own pages @returns {Promise<Health | null>} null: no answer */
export function askHealth(url) {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  return new Promise((resolve) => {
    // Our own machine by its loopback address, for which its certificate was not made.
    const options = { rejectUnauthorized: false, timeout: withinMs, agent: false };
    const asked = request(new URL('/api/v1/health', url), options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more) => {
        text += more;
        if (text.length > maxBytes) asked.destroy();
      });
      answer.on('error', () => resolve(null));
      answer.on('end', () => resolve(answer.statusCode === 200 ? healthIn(text) : null));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

/** @param {string} text @returns {Health | null} */
function healthIn(text) {
  try {
    const health = JSON.parse(text);
    return typeof health?.version === 'string' && Array.isArray(health.spans) ? health : null;
  } catch {
    return null;
  }
}

/** @param {Health | null} health @returns {string[]} names of spans that are up */
export function spansUp(health) {
  return (health?.spans ?? []).filter(({ state }) => state === 'up').map(({ name }) => name);
}
