/**
 * What came over an exchange line, taken apart for a technician: also what was refused, for that is when he looks.
 * Telcordia GR-30-CORE §2.4, ETSI EN 300 659-3 §5 (FSK); ETSI EN 300 659-1 annex B (DTMF).
 */
import type { CallerIdSpill, FskModem, SpillField, SpillShown } from '../terms/line-lab.js';

const singleData: ReadonlyMap<number, SpillField['name']> = new Map([
  [0x04, 'calling-number'],
  [0x06, 'visual-indicator'],
]);
const parameters: ReadonlyMap<number, SpillField['name']> = new Map([
  [0x01, 'date-and-time'],
  [0x02, 'calling-number'],
  [0x03, 'called-number'],
  [0x04, 'number-absent'],
  [0x07, 'calling-name'],
  [0x08, 'name-absent'],
  [0x0b, 'visual-indicator'],
  [0x0d, 'message-id'],
  [0x11, 'call-type'],
  [0x12, 'redirecting-number'],
]);
/** The single-data call set-up begins with the time: MMDDHHMM. */
const timeDigits = 8;
/** Both modems lie around 1700 Hz: Bell 202 500 Hz to each side, V.23 400 Hz. */
const centreHz = 1_700;
const modemsApartHz = 450;
/** From here on a message type means several parameters (ETSI EN 300 659-3 §5.2). */
const firstMultiple = 0x80;
const headOctets = 2;

export function spillShown({ octets, ...spill }: CallerIdSpill): SpillShown {
  if (spill.way === 'none') return { ...spill, ...nothing };
  if (spill.way === 'dtmf') return { ...spill, ...nothing, digits: textOf(octets) };
  return {
    ...spill,
    hex: hexOf(octets),
    digits: '',
    modem: modemOf(spill.markHz),
    ...messageOf(octets),
    checksum: checksumOf(octets),
  };
}

const nothing = { hex: '', digits: '', modem: null, format: null, fields: [], checksum: null } as const;

function modemOf(markHz: number): FskModem {
  return Math.abs(markHz - centreHz) > modemsApartHz ? 'bell202' : 'v23';
}

/** However little came of it, and whatever its checksum says: what can be told apart is told. */
function messageOf(octets: Uint8Array): Pick<SpillShown, 'format' | 'fields'> {
  const type = octets[0];
  if (type === undefined) return { format: null, fields: [] };
  const said = octets[1] ?? 0;
  const body = octets.subarray(headOctets, Math.min(headOctets + said, octets.length));
  if (type >= firstMultiple) return { format: 'mdmf', fields: parametersOf(body) };
  const name = singleData.get(type);
  if (name === undefined) return { format: null, fields: [field('other', type, body)] };
  return { format: 'sdmf', fields: name === 'calling-number' ? singleOf(body) : [field(name, 0, body)] };
}

function singleOf(body: Uint8Array): readonly SpillField[] {
  const fields = [field('date-and-time', 0, body.subarray(0, timeDigits))];
  const number = body.subarray(timeDigits);
  if (number.length === 0) return fields;
  const absent = number.length === 1 && /[OP]/.test(textOf(number));
  return [...fields, field(absent ? 'number-absent' : 'calling-number', 0, number)];
}

function parametersOf(body: Uint8Array): readonly SpillField[] {
  const fields: SpillField[] = [];
  for (let at = 0; at < body.length; ) {
    const type = body[at] ?? 0;
    const length = body[at + 1] ?? 0;
    fields.push(field(parameters.get(type) ?? 'other', type, body.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return fields;
}

function field(name: SpillField['name'], type: number, octets: Uint8Array): SpillField {
  return { name, type, text: textOf(octets), hex: hexOf(octets) };
}

/** The sum of all octets and the checksum is 0 modulo 256. Null: not all that the message's length says came. */
function checksumOf(octets: Uint8Array): SpillShown['checksum'] {
  const said = octets[1];
  if (said === undefined || octets.length !== said + headOctets + 1) return null;
  const sum = octets.subarray(0, -1).reduce((all, octet) => all + octet, 0);
  return { sent: hexOf(octets.subarray(-1)), right: hexOf(Uint8Array.of(-sum & 0xff)) };
}

/** '' unless all of it can be printed in ASCII: names in other codes are read by the line itself. */
function textOf(octets: Uint8Array): string {
  const text = String.fromCharCode(...octets);
  return /^[\x20-\x7e]*$/.test(text) ? text : '';
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(' ');
}
