/** What an earlier process left broken on the wire, put back into the kinds that a training offers. */
import { isDeepStrictEqual } from 'node:util';
import type { BrokenWire, WireMessage } from '../../../daemon/contract/wire-messages.js';
import type { SpanSetup } from '../../../daemon/terms/span-setup.js';
import type { TrainingFault, TrainingFaultKind } from '../../../daemon/terms/training.js';
import { breakages, brokenSetup } from './fault-offers.js';

export interface Recognised {
  readonly known: readonly TrainingFault[];
  /** What mends the rest. */
  readonly unknown: readonly WireMessage[];
}

const kinds = Object.keys(breakages) as readonly TrainingFaultKind[];
const farEndKinds = kinds.filter((kind) => 'farEnd' in breakages[kind]);

/** `should`: how the far end of a span ought to be set up; null: that is not known. */
export function recognised(left: readonly BrokenWire[], should: (span: number) => SpanSetup | null): Recognised {
  const known: TrainingFault[] = [];
  const unknown: WireMessage[] = [];
  for (const broken of left) {
    if ('fault' in broken) {
      const { fault, since } = broken;
      const at = 'span' in fault ? fault.span : fault.line;
      const kind = kinds.find((each) => {
        const breakage = breakages[each];
        return 'fault' in breakage && isDeepStrictEqual(breakage.fault(at), fault);
      });
      if (kind === undefined) unknown.push({ do: 'mend', fault });
      else known.push({ kind, at, since });
      continue;
    }
    const { span, setup, since } = broken;
    const wanted = should(span);
    if (wanted === null) continue;
    const found = together(farEndKinds).find((some) => isDeepStrictEqual(brokenSetup(wanted, some), setup));
    if (found === undefined) unknown.push({ do: 'far-span', span, setup: wanted });
    else known.push(...found.map((kind) => ({ kind, at: span, since })));
  }
  return { known, unknown };
}

/** None of them, each, and every several of them: fewest first. */
function together(all: readonly TrainingFaultKind[]): readonly (readonly TrainingFaultKind[])[] {
  const sets: TrainingFaultKind[][] = [[]];
  for (const kind of all) sets.push(...sets.map((set) => [...set, kind]));
  return sets.sort((a, b) => a.length - b.length);
}
