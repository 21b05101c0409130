/** What supervisors and administrators change at the site in the middle of the day. */
import type { Agent, Site } from '../../../daemon/terms/site.js';
import { strategies } from '../../../daemon/terms/site.js';
import type { Draw } from './draw.js';
import type { World } from './world.js';

type Change = (site: Site, draw: Draw) => Site;

const meanPauseMs = 40 * 60_000;

export class SiteChanges {
  made = 0;

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
  ) {}

  begin(): void {
    this.world.after(this.draw.exponentialMs(meanPauseMs), () => {
      if (this.world.closing) return;
      if (this.world.box.alive) {
        this.made += 1;
        this.world.box.loadSite(this.draw.pick(changes)(this.world.box.site, this.draw));
      }
      this.begin();
    });
  }
}

const changes: readonly Change[] = [
  // An agent goes to other queues.
  (site, draw) => changeAgent(site, draw, (agent) => ({ ...agent, queues: anyQueues(site, draw) })),
  // The order of the list, for 'sequential'.
  (site, draw) => ({ ...site, agents: draw.shuffled(site.agents) }),
  (site, draw) => changeAgent(site, draw, (agent) => ({ ...agent, skills: { english: draw.between(0, 9) } })),
  (site, draw) => changeQueue(site, draw, { strategy: draw.pick(strategies) }),
  (site, draw) => changeQueue(site, draw, { wrapUpMs: draw.pick([5_000, 20_000]) }),
  (site, draw) =>
    changeQueue(site, draw, { maxWaiting: draw.pick([1, 5, 100]), maxWaitMs: draw.pick([30_000, 300_000]) }),
  (site, draw) => ({ ...site, rules: draw.some(site.rules ?? [], 0.5) }),
  // Somebody leaves the firm, at once.
  (site, draw) => ({
    ...site,
    agents: site.agents.filter((_, at) => at === 0 || !draw.chance(1 / site.agents.length)),
  }),
];

function anyQueues(site: Site, draw: Draw): readonly string[] {
  return draw.shuffled(site.queues.map(({ id }) => id)).slice(0, draw.between(1, 3));
}

function changeAgent(site: Site, draw: Draw, change: (agent: Agent) => Agent): Site {
  const chosen = draw.pick(site.agents);
  return { ...site, agents: site.agents.map((agent) => (agent === chosen ? change(agent) : agent)) };
}

function changeQueue(site: Site, draw: Draw, change: Partial<Site['queues'][number]>): Site {
  const chosen = draw.pick(site.queues);
  return { ...site, queues: site.queues.map((queue) => (queue === chosen ? { ...queue, ...change } : queue)) };
}
