/** An agent's state by colour, icon and word: any one of the three is enough. */
import type { AgentState, NotReadyReason } from '../../../daemon/terms/agents.js';
import { words } from '../words/words.js';
import { Icon, type IconName } from './icon.js';

const icons: Readonly<Record<AgentState, IconName>> = {
  'signed-out': 'out',
  'not-ready': 'cup',
  ready: 'check',
  reserved: 'ring',
  ringing: 'ring',
  talking: 'phone',
  held: 'pause',
  consulting: 'people',
  conference: 'people',
  'wrap-up': 'pencil',
  dialling: 'phone',
  unreachable: 'alert',
};

export function stateText(state: AgentState, reason: NotReadyReason | null): string {
  const { states, reasons } = words.value;
  return reason === null ? states[state] : `${states[state]} · ${reasons[reason]}`;
}

export function StateBadge(props: {
  readonly state: AgentState;
  readonly reason: NotReadyReason | null;
  readonly testId?: string;
}) {
  return (
    <span class={`state state-${props.state}`} data-testid={props.testId} data-state={props.state}>
      <Icon name={icons[props.state]} />
      <span>{stateText(props.state, props.reason)}</span>
    </span>
  );
}
