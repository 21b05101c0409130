import type { Target } from '../../terms/targets.js';
import type { CallsStep, TargetState } from '../notices.js';
import type { Attempt } from './party.js';

/** Who transferred or consulted sees what became of it, also when he is out of the call. */
export function tellSender(attempt: Attempt, state: TargetState, step: CallsStep): void {
  const { by, purpose, target } = attempt;
  if (by === '' || (purpose !== 'transfer' && purpose !== 'consult')) return;
  const name = target.to === 'agent' ? target.agent : target.to === 'number' ? target.number : nameOf(target);
  step.tell({ notice: 'agent-target', agentId: by, name, state });
}

function nameOf(target: Extract<Target, { to: 'queue' | 'flow' }>): string {
  return target.to === 'queue' ? target.queue : target.flow;
}
