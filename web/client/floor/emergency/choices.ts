/** What a supervisor can have said in an emergency: what was prepared for it first, then any other prompt of the site. */
import type { Overflow, Site } from '../../../../daemon/terms/site.js';
import type { Language } from '../../words/words.js';

export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly prompts: readonly string[];
}
export interface Choices {
  readonly prepared: readonly Choice[];
  readonly others: readonly Choice[];
}

const maxOthers = 200;

export function choicesOf(site: Site, language: Language): Choices {
  const prepared = (site.emergencies ?? []).map(({ id, name, prompts }) => ({
    id: `prepared ${id}`,
    name: name[language],
    prompts,
  }));
  const names = [...new Set(promptsOf(site))].sort().slice(0, maxOthers);
  return { prepared, others: names.map((name) => ({ id: `prompt ${name}`, name, prompts: [name] })) };
}

function promptsOf({ flows, queues }: Site): readonly string[] {
  const ofFlows = flows.flatMap(({ nodes }) =>
    Object.values(nodes).flatMap((node) => ('prompts' in node ? node.prompts : [])),
  );
  const ofQueues = queues.flatMap(({ prompts, busyPrompts, whenClosed, whenFull, whenNobody, whenWaitedTooLong }) => [
    ...prompts,
    ...busyPrompts,
    ...[whenClosed, whenFull, whenNobody, whenWaitedTooLong].flatMap(saidBy),
  ]);
  return [...ofFlows, ...ofQueues];
}

function saidBy(overflow: Overflow | undefined): readonly string[] {
  return overflow !== undefined && 'prompts' in overflow ? overflow.prompts : [];
}
