/** Cards with the number and the one-time password of new people, to be printed, cut and handed out: shown once. */
import { signal } from '@preact/signals';
import type { Role } from '../../../daemon/terms/rights.js';
import { Dialog } from '../parts/dialog.js';
import { Logo } from '../parts/header.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import './cards.css';

export interface Card {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly telephone?: number | null;
  readonly password: string;
}

const cards = signal<readonly Card[]>([]);

export function showCards(of: readonly Card[]): void {
  cards.value = of;
}

export function Cards() {
  const w = adminWords.value.cards;
  const shown = cards.value;
  if (shown.length === 0) return null;
  return (
    <Dialog title={w.title(shown.length)} testId="cards" class="cards-box" onClose={() => showCards([])}>
      <p class="notice screen-only">{w.once}</p>
      <ul class="cards">
        {shown.map((card) => (
          <CardShown key={card.id} card={card} />
        ))}
      </ul>
      <div class="box-foot screen-only">
        <button type="button" data-testid="cards-done" onClick={() => showCards([])}>
          {w.done}
        </button>
        <button type="button" class="primary" data-testid="cards-print" data-autofocus onClick={() => window.print()}>
          <Icon name="download" /> {w.print}
        </button>
      </div>
    </Dialog>
  );
}

function CardShown({ card: { id, name, role, telephone, password } }: { readonly card: Card }) {
  const w = adminWords.value.cards;
  return (
    <li class="card" data-testid={`card-${id}`}>
      <p class="card-head">
        <Logo /> <b>{name}</b> <span class="muted">{words.value.roles[role]}</span>
      </p>
      <dl>
        <div>
          <dt>{role === 'agent' ? w.extension : w.user}</dt>
          <dd data-testid="card-id">{id}</dd>
        </div>
        {telephone == null ? null : (
          <div>
            <dt>{w.telephone}</dt>
            <dd>{adminWords.value.people.line(telephone)}</dd>
          </div>
        )}
        <div>
          <dt>{w.password}</dt>
          <dd class="card-password" data-testid="card-password">
            {password}
          </dd>
        </div>
      </dl>
      <p class="small">
        {w.address} <b>{window.location.host}</b>. {w.first}
      </p>
    </li>
  );
}
