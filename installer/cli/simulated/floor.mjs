// @ts-check
/**
 * This customer's own configuration on lines made of software: for a release that tries itself before an upgrade
 * (keeping/upgrade/rehearsal.mjs) and for the training floor (training/). It reads the box's database, opens no card,
 * configures none, and talks to nobody outside.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../refusal.mjs';

/**
 * @typedef {object} Programs where a release has what runs
 * @property {string} js compiled programs @property {string} addon
 * @property {string} sounds @property {string} pages
 *
 * @typedef {object} FloorPlace
 * @property {string} data folder of both databases and the recordings
 * @property {string} run short path of a folder for sockets, which its owner alone enters
 * @property {string} siteFile
 *
 * @typedef {object} FloorProgram
 * @property {'simulator' | 'daemon' | 'web'} name @property {string} main below `js` @property {string[]} args
 */

/** The site in force. @param {string} js @param {string} data @returns {Promise<any>} throws a Refusal when there is none */
export async function siteIn(js, data) {
  const file = join(data, 'telephony.db');
  if (!existsSync(file)) {
    throw new Refusal(
      `${data} 里没有 telephony.db。 / There is no telephony.db in ${data}: start Callbox there first.`,
    );
  }
  const { openTelephonyReader } = await import(pathToFileURL(join(js, 'daemon/store/telephony-store.js')).href);
  const reader = openTelephonyReader({ kind: 'sqlite', file }, { nowMs: () => Date.now() });
  try {
    const stored = await reader.site();
    if (stored === null) throw new Refusal('数据库里没有站点。 / There is no site in the database.');
    return stored.site;
  } finally {
    await reader.close();
  }
}

/**
 * Cards become as many simulated lines; queues, skills, agents, trunks and numbers stay. Recordings are not encrypted: the
 * keys are the real floor's.
 * @param {any} site
 */
export function virtual(site) {
  const { spans, lines, exchangeLines = 0 } = site.board;
  const board = { kind: 'virtual', spans: Math.max(1, spans), lines: Math.max(1, lines), exchangeLines };
  if (site.recordings === undefined) return { ...site, board };
  const { encrypt: _, ...recordings } = site.recordings;
  return { ...site, board, recordings };
}

/**
 * In the order of their start.
 * @param {Programs} programs @param {FloorPlace} place
 * @param {{ callersPerHour: number, seed?: number, port: number, web?: readonly string[] }} how port 0: any
 * @returns {FloorProgram[]}
 */
export function floorPrograms(
  { addon, sounds, pages },
  { data, run, siteFile },
  { callersPerHour, seed, port, web = [] },
) {
  const at = (/** @type {string} */ name) => join(run, name);
  const control = ['--control', at('control.sock')];
  const lines = ['--wire', at('wire.sock'), '--sounds', sounds, '--addon', addon, '--site', siteFile];
  const callers = ['--callers', String(callersPerHour), ...(seed === undefined ? [] : ['--seed', String(seed)])];
  // No card is looked for, and the program that configures them is not asked.
  const cards = ['--cards-root', at('no-cards'), '--applier', at('no-applier')];
  return [
    {
      name: 'simulator',
      main: 'daemon/simulator/main.js',
      args: [...lines, '--phones', at('phones.sock'), ...callers],
    },
    { name: 'daemon', main: 'daemon/main.js', args: [...lines, '--data', data, ...control, ...cards] },
    {
      name: 'web',
      main: 'web/server/main.js',
      args: ['--pages', pages, '--data', data, ...control, '--port', String(port), ...web],
    },
  ];
}
