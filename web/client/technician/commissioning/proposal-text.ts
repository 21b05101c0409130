/** What a step proposes, in a sentence; what this page doesn't know yet is shown as it came. */
import type { DiffLine } from '../../../../daemon/terms/cards.js';
import type { SpanSetup } from '../../../../daemon/terms/span-setup.js';
import type { Trunk } from '../../../../daemon/terms/trunks.js';
import { language } from '../../words/words.js';
import { commissioningWords } from './commissioning-words.js';

export function proposalText(proposal: Readonly<Record<string, unknown>>): string {
  const w = commissioningWords.value.proposalWords;
  if ('setup' in proposal) {
    const { side, crc4, clockPriority } = proposal.setup as SpanSetup;
    return [w.side(side), w.crc4(crc4), w.clock(clockPriority)].join(' · ');
  }
  const { driver } = proposal as { readonly driver?: { readonly changes: readonly DiffLine[] } };
  if (driver !== undefined) {
    const lines = driver.changes.map(({ mark, text }) => `${mark} ${text}`);
    return [w.driver(lines.length), ...lines].join('\n');
  }
  const { number } = proposal as { readonly number?: { readonly number: string; readonly flow: string } };
  if (number !== undefined) return w.number(number.number, number.flow);
  const { trunk } = proposal as { readonly trunk?: Trunk };
  if (trunk !== undefined) return w.trunk(trunk.name[language.value], trunk.in?.calledPrefix ?? '');
  return Object.entries(proposal)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}
