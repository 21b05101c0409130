/** A site with everything that people do on a floor, and short times so that tests are. */
import type { Agent, Site } from '../../daemon/terms/site.js';
import { type SiteOptions, testSite } from './site.js';

export const supervisorLine = 9;
export const supervisor = 'supervisor';
export const headsetNumber = '02160001002';
export const remoteNumber = '02160001003';
export const togetherNumber = '02160001004';
/** Where the agent who works at home is reached. */
export const homeNumber = '13700000009';

/**
 * Agents 8001-8003 at telephones 1-3 with the screen, 8004 at telephone 4 with a headset, 8005 at home; 8001 has the
 * queue 'service' alone, 8002 and 8003 ring together for 'together'.
 */
export const officeOptions: SiteOptions = {
  lines: 10,
  wrapUpMs: 0,
  more: officeOf(),
};

function officeOf(): Partial<Site> {
  const { numbers, flows, queues } = testSite({ wrapUpMs: 0 });
  const [service] = queues;
  if (service === undefined) throw new Error('the test site has no queue');
  const extra = ['headset', 'remote', 'together'] as const;
  const numberOf = { headset: headsetNumber, remote: remoteNumber, together: togetherNumber };
  return {
    areaCode: '021',
    trunks: [{ id: 'city', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }], hunting: 'highest' }],
    routes: [{ prefixes: [''], trunks: ['city'] }],
    numbers: [...numbers, ...extra.map((id) => ({ number: numberOf[id], flow: id }))],
    flows: [
      ...flows,
      ...extra.map((id) => ({ id, start: 'queue', nodes: { queue: { block: 'queue', queue: id } as const } })),
    ],
    queues: [service, ...extra.map((id) => ({ ...service, id, ...(id === 'together' ? { ringAtOnce: 2 } : {}) }))],
    agents: [
      agent(1, ['service']),
      agent(2, ['together']),
      agent(3, ['together']),
      { ...agent(4, ['headset']), headset: true },
      { ...agent(5, ['remote']), line: 0, remoteNumber: homeNumber },
    ],
    supervisors: [{ id: supervisor, name: 'Supervisor', line: supervisorLine }],
  };
}

function agent(number: number, queues: readonly string[]): Agent {
  return { id: `${8000 + number}`, name: `Agent ${number}`, line: number, queues, group: 'one' };
}
