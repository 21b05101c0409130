/** The door of the simulated lines: what the native binding refuses by name is refused here too. */
import { CallboxError } from '../../daemon/base/errors.js';
import { type LineCommand, maxMixMembers } from '../../daemon/lines/lines.js';

type Fields = Readonly<Record<string, unknown>>;
/** Null: well; else what the field must be. */
type Check = (value: unknown, command: Fields) => string | null;

const maxId = 2 ** 32 - 1;

function whole(least: number, most: number): Check {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? null
      : `an integer from ${least} to ${most}`;
}

function text(least: number, most: number, characters?: RegExp): Check {
  return (value) => {
    if (typeof value !== 'string' || value.length < least || value.length > most || value.includes('\0')) {
      return `a text of ${least} to ${most} characters without NUL`;
    }
    return characters === undefined || characters.test(value) ? null : `a text of the characters ${characters.source}`;
  };
}

function one(...names: readonly string[]): Check {
  return (value) => (typeof value === 'string' && names.includes(value) ? null : `one of ${names.join(' ')}`);
}

function real(least: number, most: number): Check {
  return (value) => (typeof value === 'number' && value >= least && value <= most ? null : `${least} to ${most}`);
}

const flag: Check = (value) => (typeof value === 'boolean' ? null : 'true or false');
const optional =
  (check: Check): Check =>
  (value, command) =>
    value === undefined || value === null ? null : check(value, command);

const seizure = whole(1, maxId);
const id = whole(0, maxId);
const channel = whole(0, 65_535);
const dtmf = text(1, 64, /^[0-9*#ABCD]*$/);
const numberOf = (least: number) => text(least, 20, /^[0-9*#]*$/);
const presentation = one('allowed', 'withheld', 'unavailable');
const pathText = text(1, 4_095);
const path: Check = (value, command) =>
  pathText(value, command) ?? (String(value).startsWith('/') ? null : 'an absolute path');
const toneName = text(1, 32);
const silenceMs = whole(1, 3_600_000);
const timeslot: Check = (value) => {
  if (value === undefined || value === 'any') return null;
  const isSlot = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 31;
  return isSlot && value !== 16 ? null : '1 to 15 or 17 to 31; 16 carries the signalling';
};
const calledAtOnce = numberOf(1);
const calledBitByBit = numberOf(0);
const called: Check = (value, command) => (command.overlap === true ? calledBitByBit : calledAtOnce)(value, command);

const sources: Check = (value) => {
  if (!Array.isArray(value) || value.length > 64) return 'an array of at most 64 items';
  return value.length === 0 ? 'at least one source' : null;
};
const audio: Check = (value) =>
  value instanceof Uint8Array && value.length <= 3_200 ? null : 'a Uint8Array of at most 3200 octets';
const names: Check = (value) => (Array.isArray(value) && value.length <= 16 ? null : 'an array of at most 16 items');
const members: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= maxMixMembers
    ? null
    : `an array of 1 to ${maxMixMembers} members`;

const setupFields: readonly (readonly [string, Check])[] = [
  ['side', one('user', 'network')],
  ['protocol', one('euro-isdn', 'qsig')],
  ['overlapReceiving', flag],
  ['crc4', flag],
  ['clockPriority', whole(0, 8)],
];
const spanSetup: Check = (value) => {
  if (typeof value !== 'object' || value === null) return 'an object';
  for (const [name, check] of setupFields) {
    const must = check((value as Fields)[name], value as Fields);
    if (must !== null) return `an object with '${name}': ${must}`;
  }
  return null;
};

const alone = { seizure };
const fieldsOf: { readonly [D in LineCommand['do']]: Readonly<Record<string, Check>> } = {
  alert: { seizure, inband: optional(flag) },
  answer: alone,
  clear: { seizure, cause: whole(1, 127) },
  dial: {
    seizure,
    span: whole(1, 8),
    timeslot,
    callingNumber: numberOf(0),
    calledNumber: called,
    presentation,
    overlap: optional(flag),
  },
  'more-digits': { seizure, digits: numberOf(0), complete: optional(flag) },
  proceed: alone,
  progress: { seizure, inband: flag, cause: optional(whole(0, 127)) },
  ring: {
    seizure,
    channel,
    callingNumber: numberOf(0),
    presentation: optional(presentation),
    callingName: optional(text(0, 80)),
    cadence: optional(one('normal', 'double', 'long')),
  },
  seize: { seizure, channel },
  play: { seizure, play: id, sources, loop: optional(flag) },
  'stop-play': { seizure, play: id },
  'send-digits': { seizure, digits: dtmf },
  bridge: { bridge: id, a: seizure, b: seizure },
  unbridge: { bridge: id },
  mix: { mix: id, members },
  unmix: { mix: id },
  record: { seizure, recording: text(1, 64), path },
  'stop-record': { recording: text(1, 64) },
  'pause-record': { recording: text(1, 64), on: flag },
  flash: alone,
  watch: { seizure, for: names },
  'learn-hangup': alone,
  'set-hangup-tone': { channel },
  service: { channel, service: one('in-service', 'blocked', 'draining') },
  restart: { channel },
  lamp: { channel, on: flag },
  adjust: { channel, receiveDb: real(-24, 24), sendDb: real(-24, 24), echoTaps: whole(0, 1_024) },
  loopback: { span: whole(1, 8), loopback: one('off', 'towards-line', 'towards-box') },
  'set-up-span': { span: whole(1, 8), setup: spanSetup },
  'bit-test': { channel, on: flag },
  tap: alone,
  untap: alone,
  talk: { seizure, audio },
};
const checks = new Map(Object.entries(fieldsOf).map(([name, fields]) => [name, Object.entries(fields)]));

/** Throws CallboxError 'bad-request', which names the field, for a command that cannot be right. */
export function checkCommand(command: unknown): asserts command is LineCommand {
  if (typeof command !== 'object' || command === null) throw wrong('command', '', 'an object');
  const fields = command as Fields;
  const known = checks.get(String(fields.do));
  if (known === undefined) throw wrong('command', 'do', 'the name of a command');
  for (const [name, check] of known) {
    const must = check(fields[name], fields);
    if (must !== null) throw wrong(`command '${fields.do}'`, name, must);
  }
  if (fields.do === 'mix') checkMembers(fields.members as readonly unknown[]);
  if (fields.do === 'play') for (const source of fields.sources as readonly unknown[]) checkSource(source);
}

/** Each once; nobody hears himself or who is no member. */
function checkMembers(given: readonly unknown[]): void {
  const of = "command 'mix'";
  const all = given.map((member) => {
    if (typeof member !== 'object' || member === null) throw wrong(of, 'members', 'objects');
    return member as Fields;
  });
  for (const member of all) {
    const must = seizure(member.seizure, member);
    if (must !== null) throw wrong(of, 'seizure', must);
  }
  const named = new Set(all.map((member) => member.seizure));
  if (named.size !== all.length) throw wrong(of, 'members', 'each there once');
  for (const member of all) {
    const { hears } = member;
    const others = Array.isArray(hears) && hears.length < maxMixMembers && new Set(hears).size === hears.length;
    if (!others || !hears.every((heard) => heard !== member.seizure && named.has(heard))) {
      throw wrong(of, 'hears', 'other members, each once');
    }
  }
}

function checkSource(source: unknown): void {
  const of = "command 'play': each source";
  if (typeof source !== 'object' || source === null) throw wrong(of, '', 'an object');
  const fields = source as Fields;
  const must =
    fields.file !== undefined
      ? (['file', path(fields.file, fields)] as const)
      : fields.tone !== undefined
        ? (['tone', toneName(fields.tone, fields)] as const)
        : (['silenceMs', silenceMs(fields.silenceMs, fields)] as const);
  if (must[1] !== null) throw wrong(of, must[0], must[1]);
}

function wrong(of: string, field: string, must: string): CallboxError {
  const about = field === '' ? of : `${of}: '${field}'`;
  return new CallboxError('bad-request', `${about} must be ${must}`);
}
