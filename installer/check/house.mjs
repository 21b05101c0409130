// @ts-check
/**
 * The arrows of ARCHITECTURE.md as data: which room may import which. A room is the longest folder
 * here that holds the file. Every room of TypeScript may import daemon/terms besides itself.
 */

/**
 * @typedef {object} Room
 * @property {readonly string[]} rooms other rooms it may import
 * @property {readonly string[] | 'any'} packages npm packages and node: modules; tests may import any
 * @property {boolean} [pure] no clock, timer, chance or waiting of its own (design rule 1)
 */

const pure = { packages: [], pure: true };

/** @type {Readonly<Record<string, Room>>} */
export const typescriptRooms = {
  'daemon/terms': { rooms: [], packages: [] },
  'daemon/base': { rooms: [], packages: [] },
  // yaml and node:fs: the site file, read by the daemon and the simulator alike.
  'daemon/contract': { rooms: [], packages: ['zod', 'yaml', 'node:fs'] },
  'daemon/lines': { rooms: [], packages: [] },
  'daemon/driver': { rooms: ['daemon/lines', 'daemon/base'], packages: 'any' },
  'daemon/numbers': { rooms: [], ...pure },
  'daemon/calls': { rooms: ['daemon/numbers', 'daemon/lines', 'daemon/base'], ...pure },
  'daemon/acd': { rooms: ['daemon/base'], ...pure },
  'daemon/ivr': { rooms: ['daemon/base'], ...pure },
  'daemon/dialer': { rooms: ['daemon/base'], ...pure },
  // Also for the web process, which simulates a campaign before it is started.
  'daemon/dialer/rehearsal': { rooms: ['daemon/dialer', 'daemon/base'], ...pure },
  'daemon/recording': { rooms: ['daemon/base'], ...pure },
  // Recordings' files in cipher: made by archive, read by the web process too.
  'daemon/encryption': { rooms: ['daemon/base'], packages: 'any' },
  'daemon/archive': { rooms: ['daemon/recording', 'daemon/encryption', 'daemon/base'], packages: 'any' },
  'daemon/switch': {
    rooms: [
      'daemon/calls',
      'daemon/acd',
      'daemon/ivr',
      'daemon/dialer',
      'daemon/recording',
      'daemon/numbers',
      'daemon/lines',
      'daemon/base',
    ],
    ...pure,
  },
  // Read by the web process too, which draws ladders.
  'daemon/trace': { rooms: [], ...pure },
  'daemon/trace/files': { rooms: ['daemon/trace', 'daemon/base'], packages: 'any' },
  'daemon/commissioning': { rooms: ['daemon/numbers', 'daemon/lines', 'daemon/base'], packages: [] },
  // Not `pure`: it asks disk and database through what the composition root injects.
  'daemon/doctor': { rooms: ['daemon/trace', 'daemon/lines', 'daemon/base', 'daemon/contract'], packages: [] },
  'daemon/runtime': { rooms: ['daemon/switch', 'daemon/lines', 'daemon/base'], packages: 'any' },
  'daemon/store': { rooms: ['daemon/base'], packages: 'any' },
  // base: its limits in time run on the clock and timers that the composition root injects.
  'daemon/lookup': { rooms: ['daemon/contract', 'daemon/base'], packages: 'any' },
  'daemon/simulator': {
    rooms: ['daemon/driver', 'daemon/lines', 'daemon/base', 'daemon/contract'],
    packages: 'any',
  },
  // What systemd is told, by the daemon and by the web process.
  'daemon/notify': { rooms: [], packages: ['node:module'] },
  'daemon/control': { rooms: ['daemon/contract', 'daemon/base'], packages: 'any' },
  // Of the composition root, in parts: what each piece of work is given. Only main.ts starts them.
  'daemon/wiring': {
    rooms: [
      'daemon/base',
      'daemon/contract',
      'daemon/lines',
      'daemon/driver',
      'daemon/numbers',
      'daemon/calls',
      'daemon/acd',
      'daemon/ivr',
      'daemon/dialer',
      'daemon/recording',
      'daemon/encryption',
      'daemon/archive',
      'daemon/switch',
      'daemon/trace',
      'daemon/commissioning',
      'daemon/doctor',
      'daemon/runtime',
      'daemon/store',
      'daemon/lookup',
      'daemon/notify',
      'daemon/control',
      'daemon/trace/files',
      'firmware-scripts',
    ],
    packages: 'any',
  },
  // Under the daemon, which lends it clock and ids, and as the privileged applier.
  'firmware-scripts': { rooms: ['daemon/contract', 'daemon/base'], packages: 'any' },
  'web/server': {
    rooms: [
      'daemon/contract',
      'daemon/base',
      'daemon/notify',
      'daemon/encryption',
      'daemon/store',
      'daemon/dialer/rehearsal',
      'daemon/trace',
      'daemon/trace/files',
    ],
    packages: 'any',
  },
  'web/client': { rooms: ['daemon/contract'], packages: 'any' },
  installer: { rooms: [], packages: 'any' },
  test: { rooms: ['daemon', 'firmware-scripts', 'web', 'installer', 'native'], packages: 'any' },
};

/** The only files that may import every room of their half, the environment and the real clock. */
export const roots = {
  'daemon/main.ts': ['daemon'],
};

/** What a *.test.ts may import besides what its room may. */
export const testsMayImport = ['daemon/base', 'test'];

/** Rooms of native/: what each may #include besides itself. */
export const nativeRooms = {
  board: [],
  virtual: ['board', 'dsp'],
  dahdi: ['board'],
  isdn: ['board'],
  cas: ['board', 'dsp'],
  analog: ['board', 'dsp'],
  dsp: [],
  media: ['board', 'dsp'],
  engine: ['board', 'virtual', 'dahdi', 'isdn', 'cas', 'analog', 'dsp', 'media'],
  binding: ['engine'],
  // An addon of its own, for both processes.
  notify: [],
};

/** A *_test.cpp may use a card made of software. */
export const nativeTestsMayInclude = ['board', 'virtual', 'dsp'];

/** Libraries that belong to one room, or to the two addons: <header> prefix → room. */
export const nativeLibraries = {
  'libpri.h': 'isdn',
  'dahdi/user.h': 'dahdi',
  'dahdi/tonezone.h': 'dahdi',
  'napi.h': 'binding',
  'node_api.h': ['binding', 'notify'],
};

/** Names that a pure room may not use. */
export const impure = [
  { pattern: /\bDate\s*\.\s*now\b/, name: 'Date.now' },
  { pattern: /\bnew\s+Date\s*\(\s*\)/, name: 'new Date()' },
  { pattern: /\bperformance\s*\.\s*now\b/, name: 'performance.now' },
  { pattern: /\bMath\s*\.\s*random\b/, name: 'Math.random' },
  { pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, name: 'timers' },
  { pattern: /\bprocess\s*\./, name: 'process' },
  { pattern: /(?<![.\w])await\b/, name: 'await' },
  { pattern: /(?<![.\w])async\b/, name: 'async' },
];
