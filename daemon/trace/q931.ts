/** Messages of a D-channel, layer 3: ITU-T Q.931 §4.1-4.5. Any octets may come; nothing here throws. */

/** ITU-T Q.931 §4.5.1. */
export interface Q931Element {
  /** 0: Q.931's own; others by shift (§4.5.2). */
  readonly codeset: number;
  /** Of a one-octet element of type 1 (0x90, 0xB0 ..) without its value. */
  readonly id: number;
  readonly oneOctet: boolean;
  /** Of type 1: bits 1-4. */
  readonly value: number;
  readonly contents: Uint8Array;
  /** Place of `contents` in the message. */
  readonly at: number;
}

export interface Q931Message {
  readonly type: number;
  /** 0: the dummy reference, else 1 or 2 octets. */
  readonly referenceOctets: number;
  /** Without the flag; 0 with octets: the global one. */
  readonly reference: number;
  /** Call reference flag: it goes to the side that chose the reference (§4.3). */
  readonly toOriginator: boolean;
  readonly elements: readonly Q931Element[];
  /** The last element is cut short, or there are more than `maxElements`. */
  readonly cut: boolean;
}

const discriminator = 0x08;
const shift = 0x90;
/** §4.3: of a primary rate. */
const maxReferenceOctets = 2;
/** A frame of 260 octets that says something has far fewer. */
const maxElements = 64;

/** null: not Q.931 at all: another discriminator, a reference longer than two octets, or no message type. */
export function decodeQ931(octets: Uint8Array): Q931Message | null {
  const [first, lengthOctet = 0xff] = octets;
  const referenceOctets = lengthOctet & 0x0f;
  const typeAt = 2 + referenceOctets;
  const type = octets[typeAt];
  if (first !== discriminator || referenceOctets > maxReferenceOctets || lengthOctet > 0x0f || type === undefined) {
    return null;
  }
  const [high = 0, low = 0] = octets.subarray(2, typeAt);
  const reference = referenceOctets === 2 ? ((high & 0x7f) << 8) | low : high & 0x7f;
  const toOriginator = referenceOctets > 0 && (high & 0x80) !== 0;
  return { type, referenceOctets, reference, toOriginator, ...readElements(octets, typeAt + 1) };
}

function readElements(octets: Uint8Array, from: number): Pick<Q931Message, 'elements' | 'cut'> {
  const elements: Q931Element[] = [];
  let locked = 0;
  let once: number | null = null;
  for (let at = from; at < octets.length; ) {
    if (elements.length === maxElements) return { elements, cut: true };
    const element = readElement(octets, at, once ?? locked);
    if (element === null) return { elements, cut: true };
    at = element.at + element.contents.length;
    if (element.oneOctet && element.id === shift) {
      // §4.5.3, §4.5.4: bit 4 clear locks the code set.
      const codeset = element.value & 7;
      if ((element.value & 8) === 0) locked = codeset;
      once = (element.value & 8) === 0 ? null : codeset;
      continue;
    }
    once = null;
    elements.push(element);
  }
  return { elements, cut: false };
}

function readElement(octets: Uint8Array, at: number, codeset: number): Q931Element | null {
  const [first = 0, length] = octets.subarray(at);
  if ((first & 0x80) !== 0) {
    const valued = (first & 0xf0) !== 0xa0;
    const id = valued ? first & 0xf0 : first;
    const none = octets.subarray(at + 1, at + 1);
    return { codeset, id, oneOctet: true, value: valued ? first & 0x0f : 0, contents: none, at: at + 1 };
  }
  if (length === undefined || at + 2 + length > octets.length) return null;
  return {
    codeset,
    id: first,
    oneOctet: false,
    value: 0,
    contents: octets.subarray(at + 2, at + 2 + length),
    at: at + 2,
  };
}
