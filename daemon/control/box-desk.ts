import { CallboxError } from '../base/errors.js';
import type { FirstRunMethod, FirstRunParams, FirstRunResults } from '../contract/first-run-schema.js';
import type { BoxCheck } from '../terms/first-run.js';
import type { Site } from '../terms/site.js';
import type { SiteInForce } from '../terms/site-change.js';

/** What the first start of a box is done with. */
export interface BoxDeskParts {
  inForce(): SiteInForce;
  /** The site to begin with: 'empty' or 'simulated'; null: this box was started with a site file of its own. */
  beginning(name: 'empty' | 'simulated'): Site | null;
  /** Keeps the new site and, for simulated lines, what their exchange needs; rejects if it is not on the disk. */
  keep(site: Site, simulated: boolean): Promise<{ readonly version: number }>;
  /** Ends the daemon once the answer is out: another board needs other lines, and whoever supervises starts it. */
  startAnew(): void;
  check(): Promise<readonly BoxCheck[]>;
}

/** The first start: a box without a site gets one. */
export class BoxDesk {
  private begun = false;

  constructor(private readonly parts: BoxDeskParts) {}

  async answer<M extends FirstRunMethod>(method: M, params: FirstRunParams<M>): Promise<FirstRunResults[M]> {
    const answers: { readonly [N in FirstRunMethod]: (sent: FirstRunParams<N>) => Promise<FirstRunResults[N]> } = {
      'box.check': async () => ({ checks: await this.parts.check() }),
      'site.begin': (sent) => this.begin(sent),
    };
    return answers[method](params);
  }

  private async begin(sent: FirstRunParams<'site.begin'>): Promise<FirstRunResults['site.begin']> {
    const template = this.parts.beginning(sent.simulated ? 'simulated' : 'empty');
    const { version, site } = this.parts.inForce();
    if (template === null || this.begun || version > 1 || site.agents.length > 0) {
      throw new CallboxError('conflict', 'this box has a site already: change it in the pages');
    }
    const first = firstSite(template, sent);
    const kept = await this.parts.keep(first, sent.simulated);
    this.begun = true;
    this.parts.startAnew();
    const shown = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });
    return {
      version: kept.version,
      agents: first.agents.map(shown),
      supervisors: (first.supervisors ?? []).map(shown),
    };
  }
}

/** The simulated exchange is a Chinese one with numbers of its own: there, country and area code stay. */
export function firstSite(
  template: Site,
  { country, timeZone, areaCode, simulated }: FirstRunParams<'site.begin'>,
): Site {
  if (simulated) return { ...template, timeZone };
  const { areaCode: _, ...rest } = template;
  return { ...rest, country, timeZone, ...(areaCode === '' ? {} : { areaCode }) };
}
