// @ts-check
/** A look at the site file before anything is started: is it right, and are its prompts there? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../setup/places.mjs';

/** The site file cannot be used; the message says where and what to do. */
export class SiteFileError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SiteFileError';
  }
}

/** @typedef {import('../../daemon/terms/site.js').Site} Site */

/**
 * @param {string} file @param {string} sounds
 * @returns {Promise<{ agents: string[], supervisors: string[], warnings: string[] }>} ids, for demo logins
 */
export async function lookAtSite(file, sounds) {
  /** The daemon's own reader, as set-up has built it. @type {typeof import('../../daemon/contract/site-file.js')} */
  const { loadSiteFile, problemText } = await import(join(places.js, 'daemon/contract/site-file.js'));
  const loaded = loadSiteFile(file);
  if ('errors' in loaded) {
    throw new SiteFileError(loaded.errors.map((problem) => problemText(file, problem)).join('\n'));
  }
  const missing = promptsOf(loaded.site).filter((name) => !existsSync(join(sounds, `${name}.wav`)));
  if (missing.length > 0) {
    throw new SiteFileError(
      `${file}：缺少语音文件：${missing.join('、')}\n` +
        `${file}: prompts that are not in ${sounds}: ${missing.join(', ')}. ` +
        'Put NAME.wav there (8 kHz mono, A-law or 16-bit), or take the name out of the file.',
    );
  }
  return {
    agents: loaded.site.agents.map(({ id }) => id),
    supervisors: (loaded.site.supervisors ?? []).map(({ id }) => id),
    warnings: loaded.warnings.map((problem) => problemText(file, problem)),
  };
}

/** Names of all sounds the site mentions. @param {Site} site */
export function promptsOf({ flows, queues, rating, emergencies = [] }) {
  const nodes = flows.flatMap((flow) => Object.values(flow.nodes));
  const names = [
    ...nodes.flatMap((node) => ('prompts' in node ? node.prompts : [])),
    ...nodes.flatMap((node) => ('wrongKeyPrompts' in node ? node.wrongKeyPrompts : [])),
    ...queues.flatMap(({ prompts = [], busyPrompts = [], music }) => [...prompts, ...busyPrompts, music]),
    ...queues.flatMap((queue) =>
      [queue.whenClosed, queue.whenFull, queue.whenWaitedTooLong, queue.whenNobody].flatMap((overflow) =>
        overflow !== undefined && 'prompts' in overflow ? (overflow.prompts ?? []) : [],
      ),
    ),
    ...emergencies.flatMap(({ prompts }) => prompts),
    ...(rating ? [...rating.prompts, ...rating.thanksPrompts, ...(rating.agentPrompts ?? [])] : []),
  ];
  return [...new Set(names)];
}
