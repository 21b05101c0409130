/** What the customer files know of callers; asked while a caller is in the flow, answered a moment later or not at all. */
import type { CallerLookup } from '../../../daemon/runtime/ports.js';
import type { Agent } from '../../../daemon/terms/site.js';
import type { CallerFacts } from '../../../daemon/terms/targets.js';
import { Draw } from './draw.js';
import { customerClasses } from './site.js';

const knownShare = 0.5;

export class Customers implements CallerLookup {
  private readonly known = new Map<string, CallerFacts | null>();

  constructor(
    private readonly after: (ms: number, run: () => void) => void,
    private readonly draw: Draw,
    private readonly agents: readonly Agent[],
    private readonly seed: number,
  ) {}

  ask(callingNumber: string, answer: (facts: CallerFacts | null) => void): void {
    const inTime = !this.draw.chance(0.03);
    this.after(inTime ? this.draw.between(2, 300) : 500, () => answer(inTime ? this.factsOf(callingNumber) : null));
  }

  /** The same number is the same customer all day. */
  factsOf(callingNumber: string): CallerFacts | null {
    if (callingNumber === '') return null;
    let facts = this.known.get(callingNumber);
    if (facts === undefined) {
      facts = this.invent(callingNumber);
      this.known.set(callingNumber, facts);
    }
    return facts;
  }

  private invent(callingNumber: string): CallerFacts | null {
    const draw = new Draw((this.seed ^ Number(callingNumber.slice(-8))) >>> 0);
    if (!draw.chance(knownShare)) return null;
    return {
      customerId: `c${callingNumber}`,
      customerClass: draw.pick(customerClasses),
      owner: draw.chance(0.2) ? draw.pick(this.agents).id : '',
      businessType: '',
      lastAgent: draw.chance(0.3) ? { agentId: draw.pick(this.agents).id, at: 1_795_000_000_000 } : null,
    };
  }
}
