/** One version of the site in words: what was changed. */
import type { SiteVersionShown } from '../../../daemon/contract/pages.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { siteInForce } from './site-store.js';

export function versionText({ change, source }: SiteVersionShown): string {
  const w = adminWords.value.changes;
  if (change === null) return w.file(source.split('/').at(-1) ?? source);
  switch (change.change) {
    case 'put-agents':
      return w['put-agents'](namesOf(change.agents.map(({ id, name }) => `${name} ${id}`)));
    case 'remove-agent':
    case 'membership':
    case 'skills':
    case 'own':
      return w[change.change](agentName(change.agent));
    case 'put-queue':
      return w['put-queue'](change.queue.name[language.value]);
    case 'remove-queue':
      return w['remove-queue'](change.queue);
    default:
      return w[change.change];
  }
}

function agentName(id: string): string {
  const agent = siteInForce.value?.site.agents.find((each) => each.id === id);
  return agent ? `${agent.name} ${id}` : id;
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 2).join('、');
  return names.length > 2 ? `${shown} … (${names.length})` : shown;
}
