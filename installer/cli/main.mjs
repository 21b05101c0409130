// @ts-check
/** The command `callbox` of an installed box. Each file in commands/ is a subcommand; there is no other list. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} Command what commands/NAME.mjs exports
 * @property {{ zh: string, en: string }} summary
 * @property {boolean} [hidden] for units and package scripts; not in the list
 * @property {boolean} needsRoot
 * @property {(args: readonly string[]) => number | Promise<number>} run exit code; throws a Refusal with words for people
 */

const folder = new URL('./commands/', import.meta.url);
const nameOf = /^([a-z][a-z-]*)\.mjs$/;
const usageErrorCode = 2;

/** @returns {string[]} */
function names() {
  return readdirSync(fileURLToPath(folder))
    .flatMap((file) => nameOf.exec(file)?.[1] ?? [])
    .sort();
}

/** @param {string} name @returns {Promise<Command>} */
async function load(name) {
  return import(new URL(`${name}.mjs`, folder).href);
}

async function help() {
  console.log('callbox 命令 [选项] / callbox COMMAND [OPTIONS]\n');
  for (const name of names()) {
    const { summary, hidden } = await load(name);
    if (!hidden) console.log(`  ${name.padEnd(14)}${summary.zh} / ${summary.en}`);
  }
}

/** @param {string | undefined} name @param {readonly string[]} args */
async function main(name, args) {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await help();
    return name === undefined ? usageErrorCode : 0;
  }
  if (!names().includes(name)) {
    console.error(`没有命令 / there is no command ${name.slice(0, 40)}\n`);
    await help();
    return usageErrorCode;
  }
  const command = await load(name);
  if (command.needsRoot && process.getuid?.() !== 0) {
    throw new Refusal(`请用 root 运行 / run as root:  sudo callbox ${name}`);
  }
  return command.run(args);
}

process.exitCode = await main(process.argv[2], process.argv.slice(3)).catch((error) => {
  console.error(error instanceof Refusal ? error.message : error);
  return error instanceof Refusal ? error.exitCode : 1;
});
