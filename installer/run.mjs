// @ts-check
/** The commands of package.json. Needs Node and nothing else; what more is needed it sets up first. */
import { DataInUse } from './run/data-lock.mjs';
import { startHelp, startOptions, UsageError } from './run/options.mjs';
import { SiteFileError } from './run/site-file.mjs';
import { SetupProblem } from './setup/steps.mjs';
import { setUp } from './setup.mjs';
import { configurationErrorCode } from './supervisor.mjs';

const usageErrorCode = 2;

/** @param {readonly string[]} args */
async function startCommand(args) {
  const options = startOptions(args); // a wrong one is told before a long set-up
  if (options.help) {
    console.log(startHelp);
    return 0;
  }
  await setUp('start');
  const { start } = await import('./start.mjs');
  return start(options);
}

/** @param {readonly string[]} args */
async function testCommand(args) {
  const { test, testOptions } = await import('./test.mjs');
  const options = testOptions(args);
  await setUp(options.only.every((part) => part === 'check') ? 'check' : 'test');
  return test(options);
}

async function checkCommand() {
  await setUp('check');
  const { check } = await import('./check.mjs');
  return (await check()) ? 0 : 1;
}

/** @param {readonly string[]} args */
async function benchCommand(args) {
  await setUp('test');
  const { bench } = await import('./bench.mjs');
  return bench(args);
}

/** @param {readonly string[]} args */
async function simulateCommand(args) {
  await setUp('simulate');
  const { simulate } = await import('./simulate.mjs');
  return simulate(args);
}

/** @param {readonly string[]} args */
async function hardwareCommand(args) {
  const { hardware, hardwareOptions } = await import('./hardware.mjs');
  const options = hardwareOptions(args);
  await setUp('hardware');
  return hardware(options);
}

/** @param {readonly string[]} args */
async function powerCutCommand(args) {
  const { powerCut, powerCutOptions } = await import('./power-cut.mjs');
  const options = powerCutOptions(args);
  await setUp('hardware');
  return powerCut(options);
}

/** @param {readonly string[]} args */
async function sanitizeCommand(args) {
  const { sanitize, sanitizeOptions } = await import('./sanitize.mjs');
  const options = sanitizeOptions(args);
  await setUp('sanitize');
  return sanitize(options);
}

/** @param {readonly string[]} args */
async function fuzzCommand(args) {
  const { fuzz, fuzzOptions } = await import('./sanitize.mjs');
  const options = fuzzOptions(args);
  await setUp('fuzz');
  return fuzz(options);
}

/** @param {readonly string[]} args */
async function packageIt(args) {
  const { packageCommand, packageOptions } = await import('./package.mjs');
  const options = packageOptions(args);
  await setUp('start');
  return packageCommand(options);
}

/** @param {readonly string[]} args */
async function installTestCommand(args) {
  const { installTest, installTestOptions } = await import('./install-test.mjs');
  const options = installTestOptions(args);
  await setUp('start');
  return installTest(options);
}

const commands = {
  start: startCommand,
  test: testCommand,
  check: checkCommand,
  bench: benchCommand,
  simulate: simulateCommand,
  hardware: hardwareCommand,
  'power-cut': powerCutCommand,
  package: packageIt,
  install: installTestCommand,
  sanitize: sanitizeCommand,
  fuzz: fuzzCommand,
};

/** @param {string | undefined} name @param {readonly string[]} args */
async function main(name, args) {
  const command = commands[/** @type {keyof typeof commands} */ (name ?? '')];
  if (command === undefined) throw new UsageError(`node installer/run.mjs ${Object.keys(commands).join('|')}`);
  return command(args);
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof UsageError) return tell(error, usageErrorCode);
  if (error instanceof SiteFileError) return tell(error, configurationErrorCode);
  if (error instanceof DataInUse) return tell(error, 1);
  if (error instanceof SetupProblem) {
    for (const line of error.tail) console.error(`    ${line}`);
    return tell(error, 1);
  }
  console.error(error);
  return 1;
}

/** @param {Error} error @param {number} code */
function tell(error, code) {
  console.error(`\n${error.message}`);
  return code;
}

process.exitCode = await main(process.argv[2], process.argv.slice(3)).catch(report);
