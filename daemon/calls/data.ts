import type { Refusal } from '../terms/requests.js';

/** Of one call: sections, keys and values together, UTF-8 octets. */
export const maxCallDataOctets = 1_048_576;
/** Of a section's or a key's name, characters. */
export const maxCallDataName = 255;

export interface DataEntry {
  readonly section: string;
  readonly key: string;
  /** null: takes it away. */
  readonly value: string | null;
}

/** Associated data of a call: sections of keys, as many as fit. It stays with the call wherever that goes. */
export class CallData {
  private readonly sections = new Map<string, Map<string, string>>();
  private octets = 0;
  private count = 0;
  private changes = 0;

  /** `value` null: takes it away. A refusal: nothing has changed. */
  set(section: string, key: string, value: string | null): Refusal | null {
    if (!isName(section) || !isName(key)) {
      const message = `a section and a key have 1 to ${maxCallDataName} characters without control characters`;
      return { code: 'bad-request', message };
    }
    const keys = this.sections.get(section);
    const before = keys?.get(key);
    if (before === (value ?? undefined)) return null;
    const gone = before === undefined ? 0 : sizeOf(section, key, before);
    const added = value === null ? 0 : sizeOf(section, key, value);
    if (this.octets - gone + added > maxCallDataOctets) {
      const message = `the call's data would exceed ${maxCallDataOctets} octets; take something away first`;
      return { code: 'limit', message };
    }
    this.octets += added - gone;
    this.count += (value === null ? 0 : 1) - (before === undefined ? 0 : 1);
    this.changes += 1;
    if (value === null) keys?.delete(key);
    else if (keys === undefined) this.sections.set(section, new Map([[key, value]]));
    else keys.set(key, value);
    if (keys?.size === 0) this.sections.delete(section);
    return null;
  }

  get(section: string, key: string): string | null {
    return this.sections.get(section)?.get(key) ?? null;
  }

  /** Section → key → value, in the order they came. */
  all(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.sections;
  }

  get entries(): number {
    return this.count;
  }

  /** Counts the changes: pages read anew when it is another one. */
  get version(): number {
    return this.changes;
  }
}

function sizeOf(section: string, key: string, value: string): number {
  return Buffer.byteLength(section) + Buffer.byteLength(key) + Buffer.byteLength(value);
}

function isName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return name.length >= 1 && name.length <= maxCallDataName && !/[\u0000-\u001f\u007f]/.test(name);
}
