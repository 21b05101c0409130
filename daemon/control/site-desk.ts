import { CallboxError } from '../base/errors.js';
import { changeSite, problemsText, readSiteChange, undoneSite } from '../contract/site-change.js';
import type { Agent, Site } from '../terms/site.js';
import type { SiteChange, SiteInForce } from '../terms/site-change.js';
import { Turns } from './turns.js';

/** Changes that may wait for the database. */
const maxWaiting = 100;

/** What a change of the site leads to, in this order. */
export interface SiteDeskParts {
  /** Rejects if it is not stored; then nothing changes. */
  store(changed: SiteInForce & { readonly change: SiteChange; readonly by: string }): Promise<void>;
  /** The site before this version; null: the version came from a file, or what was before it is not kept any more. */
  before(version: number): Promise<Site | null>;
  /** From here on calls and decisions follow the new site. */
  load(changed: SiteInForce): void;
}

/**
 * The site as it would be with changes that are not saved, as a page sent them; nothing is changed.
 * @throws CallboxError bad-request with all that is wrong, in both languages
 */
export function siteAsIf(site: Site, changes: readonly unknown[]): Site {
  return changes.reduce<Site>((before, sent) => {
    const read = readSiteChange(sent);
    if ('errors' in read) throw new CallboxError('bad-request', problemsText(read.errors));
    if (read.change.change === 'undo') throw new CallboxError('bad-request', 'an undo cannot be tried out, only done');
    const changed = changeSite(before, read.change);
    if ('errors' in changed) throw new CallboxError('bad-request', problemsText(changed.errors));
    return changed.site;
  }, site);
}

/** The site in force and the changes that pages make of it, one after the other. */
export class SiteDesk {
  private readonly turns = new Turns(maxWaiting, 'changes of the site');

  constructor(
    private inForce: SiteInForce,
    private readonly parts: SiteDeskParts,
  ) {}

  get current(): SiteInForce {
    return this.inForce;
  }

  /**
   * Takes effect at once and is stored. Rejects with 'conflict' when another change came first, with 'bad-request' and
   * all that is wrong, in both languages, when the site would not be good with it.
   */
  async change(by: string, version: number, sent: unknown): Promise<{ readonly version: number }> {
    const read = readSiteChange(sent);
    if ('errors' in read) throw new CallboxError('bad-request', problemsText(read.errors));
    return this.turns.take(() => this.carryOut(by, version, read.change));
  }

  /** An agent's own settings; whatever version he saw, they are his alone. */
  async setOwn(
    agent: string,
    own: { readonly headset?: boolean | undefined; readonly forwards?: Agent['forwards'] | undefined },
  ): Promise<void> {
    const { headset, forwards } = own;
    const change: SiteChange = {
      change: 'own',
      agent,
      ...(headset === undefined ? {} : { headset }),
      ...(forwards === undefined ? {} : { forwards }),
    };
    await this.turns.take(() => {
      if (!this.inForce.site.agents.some(({ id }) => id === agent)) {
        throw new CallboxError('unknown-agent', `no agent ${agent} is configured`);
      }
      return this.carryOut(agent, this.inForce.version, change);
    });
  }

  private async carryOut(by: string, version: number, change: SiteChange): Promise<{ readonly version: number }> {
    if (version !== this.inForce.version) {
      throw new CallboxError(
        'conflict',
        `the site was changed since (version ${version}, now ${this.inForce.version}): load it again and repeat the change`,
      );
    }
    const { site } = this.inForce;
    const changed =
      change.change === 'undo' ? undoneSite(site, await this.parts.before(version)) : changeSite(site, change);
    if ('errors' in changed) throw new CallboxError('bad-request', problemsText(changed.errors));
    const next = { version: version + 1, site: changed.site };
    await this.parts.store({ ...next, change, by });
    this.inForce = next;
    this.parts.load(next);
    return { version: next.version };
  }
}
