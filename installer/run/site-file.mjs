// @ts-check
/**
 * A first look at the site file, before anything is started: can it be read, and are its prompts there?
 * The daemon checks all the rest.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const maxBytes = 1_000_000;

/** The site file cannot be used; the message says where and what to do. */
export class SiteFileError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SiteFileError';
  }
}

/**
 * @param {string} file @param {string} sounds
 * @returns {Promise<{ firstAgent: string }>}
 */
export async function lookAtSite(file, sounds) {
  const site = await readSite(file);
  const missing = promptsOf(site).filter((name) => !existsSync(join(sounds, `${name}.wav`)));
  if (missing.length > 0) {
    throw new SiteFileError(
      `${file}：缺少语音文件：${missing.join('、')}\n` +
        `${file}: prompts that are not in ${sounds}: ${missing.join(', ')}. ` +
        'Put NAME.wav there (8 kHz mono, A-law or 16-bit), or take the name out of the file.',
    );
  }
  const id = asRecord(asList(site.agents)[0]).id;
  return { firstAgent: typeof id === 'string' && id !== '' ? id : '8001' };
}

/** @param {string} file */
async function readSite(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new SiteFileError(`找不到配置文件 ${file}。 / There is no site file ${file}: check --config.`);
  }
  if (stat.size > maxBytes) throw new SiteFileError(`${file}: larger than ${maxBytes} bytes: this is no site file.`);
  const { parse } = await import('yaml');
  try {
    return asRecord(parse(readFileSync(file, 'utf8'), { maxAliasCount: 100 }));
  } catch (error) {
    throw new SiteFileError(`${file} 不是有效的 YAML / is not valid YAML: ${/** @type {Error} */ (error).message}`);
  }
}

/** Names of all sounds the site mentions, wherever it has the right shape. @param {Record<string, unknown>} site */
export function promptsOf(site) {
  const nodes = asList(site.flows).flatMap((flow) => Object.values(asRecord(asRecord(flow).nodes)).map(asRecord));
  const queues = asList(site.queues).map(asRecord);
  const names = [
    ...nodes.flatMap(({ prompts, wrongKeyPrompts }) => [...asList(prompts), ...asList(wrongKeyPrompts)]),
    ...queues.flatMap(({ prompts, busyPrompts, music }) => [...asList(prompts), ...asList(busyPrompts), music]),
  ];
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/** @param {unknown} value @returns {unknown[]} */
const asList = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value @returns {Record<string, unknown>} */
const asRecord = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? /** @type {Record<string, unknown>} */ (value)
    : {};
