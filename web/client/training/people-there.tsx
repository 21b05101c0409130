/** Who has pages of the training floor open: told on both floors, so that nobody ends it under somebody. */
import type { TrainingStatus } from '../../../daemon/terms/training.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { trainingWords } from './training-words.js';

export function PeopleThere({ people }: { readonly people: TrainingStatus['people'] }) {
  const w = trainingWords.value;
  if (people === null) return null;
  return (
    <section class="training-people" aria-labelledby="training-people" data-testid="training-people">
      <h2 id="training-people">
        <Icon name="people" /> {w.people(people.length)}
      </h2>
      {people.length === 0 ? <p class="muted small">{w.nobody}</p> : null}
      <ul aria-live="polite">
        {people.map(({ id, name, role }) => (
          <li key={id} data-testid="training-person" data-id={id}>
            <b>{name}</b>{' '}
            <span class="muted small">
              {id} · {words.value.roles[role]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
