/** Who is in the call: each with what he does, since when, and a way to ask him out. */
import type { LiveAgent, LiveCall, LiveParty } from '../../../daemon/terms/live.js';
import { colleagues } from '../live/live.js';
import { Icon, type IconName } from '../parts/icon.js';
import { formatNumber } from '../parts/number.js';
import { Timer } from '../parts/timer.js';
import { words } from '../words/words.js';
import { isConnected, request } from './actions.js';
import { othersOf } from './allowed.js';
import { chosenCustomer, pop } from './pop.js';

const icons: Readonly<Record<LiveParty['role'], IconName>> = {
  customer: 'person',
  agent: 'phone',
  outside: 'globe',
  supervisor: 'people',
};

export function Parties({ call, agent }: { readonly call: LiveCall; readonly agent: LiveAgent }) {
  const w = words.value;
  const others = othersOf(call, agent.id);
  const own = (call.parties ?? []).filter((party) => party.agent === agent.id && party.role === 'agent');
  // Who is on his way in can be called off, too; a consultation has its own way back.
  const canDrop = (party: LiveParty): boolean =>
    party.role !== 'supervisor' &&
    agent.state !== 'consulting' &&
    (agent.state === 'conference' || party.state === 'ringing' || party.state === 'dialling');
  return (
    <ul class="parties" aria-label={w.parties.label} data-testid="parties">
      {[...others, ...own].map((party) => {
        const isMe = party.agent === agent.id;
        return (
          <li key={party.party} class={`party ${party.state}`} data-testid="party" data-state={party.state}>
            <Icon name={icons[party.role]} />
            <span class="party-who">
              <b>{isMe ? w.parties.me : nameOf(party, call)}</b>
              <span class="muted small">
                {w.partyStates[party.state]} <Timer since={party.since} />
              </span>
            </span>
            {party.muted ? (
              <span class="tag bad">
                <Icon name="microphone" /> {w.parties.muted}
              </span>
            ) : null}
            {!isMe && canDrop(party) ? (
              <button
                type="button"
                class="quiet"
                data-testid="party-drop"
                disabled={!isConnected()}
                aria-label={`${w.verbs.drop} ${nameOf(party, call)}`}
                onClick={() => void request({ do: 'drop', party: party.party })}
              >
                <Icon name="cross" /> {w.verbs.drop}
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function nameOf(party: LiveParty, call: LiveCall): string {
  const w = words.value.parties;
  if (party.role === 'customer') {
    const name = pop.value?.callId === call.id ? chosenCustomer()?.name : undefined;
    return name ?? (party.number === '' ? w.customer : formatNumber(party.number));
  }
  if (party.agent !== null) {
    const name = colleagues.value.get(party.agent)?.name;
    return name === undefined ? `${w[party.role]} ${party.agent}` : `${name} ${party.agent}`;
  }
  return party.number === '' ? w[party.role] : formatNumber(party.number);
}
