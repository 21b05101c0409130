/** /proc/interrupts: how often each interrupt came since the start, and who shares it. */

export interface Interrupt {
  readonly number: number;
  /** On all processors together. */
  readonly count: number;
  /** Drivers that hang on it. */
  readonly names: readonly string[];
}

/** Interrupts of one machine; more lines than that are not looked at. */
const maxLines = 4_096;
/** Controller and trigger, in the notations of several kernels: 'IO-APIC', '16-fasteoi', 'PCI-MSI-0000:03:00.0'. */
const controller = /^(IO-APIC|PCI-MSI|XT-PIC|IR-|DMAR|xen-|GIC|\d+-[a-z]+$|[A-Za-z-]*-(edge|fasteoi|level)$)/;

export function interruptsOf(text: string): readonly Interrupt[] {
  const [head = '', ...lines] = text.split('\n').slice(0, maxLines);
  const processors = head.split(/\s+/).filter((word) => /^CPU\d+$/.test(word)).length;
  return lines.flatMap((line) => {
    const number = /^\s*(\d{1,6}):/.exec(line)?.[1];
    if (number === undefined) return [];
    const words = line.split(':').slice(1).join(':').trim().split(/\s+/);
    const counts = words.slice(0, processors).map(Number);
    if (counts.length < processors || counts.some((count) => !Number.isSafeInteger(count))) return [];
    const names = namesOf(words.slice(processors));
    return [{ number: Number(number), count: counts.reduce((sum, count) => sum + count, 0), names }];
  });
}

function namesOf(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !controller.test(word));
  if (first < 0) return [];
  return words
    .slice(first)
    .join(' ')
    .split(',')
    .map((name) => name.trim().slice(0, 40))
    .filter((name) => name !== '');
}
