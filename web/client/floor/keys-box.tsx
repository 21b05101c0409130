/** K: what each key does. */
import { Dialog } from '../parts/dialog.js';
import { closeBox } from './floor-state.js';
import { type FloorWords, floorWords } from './floor-words.js';

const rows: readonly (readonly [readonly string[], keyof FloorWords['keys']['rows']])[] = [
  [['↑', '↓'], 'choose'],
  [['←', '→'], 'parts'],
  [['1'], 'listen'],
  [['2'], 'whisper'],
  [['3'], 'barge'],
  [['0', 'Esc'], 'stop'],
  [['T'], 'takeOver'],
  [['R'], 'release'],
  [['F'], 'force'],
  [['M'], 'move'],
  [['Z'], 'undo'],
  [['W'], 'why'],
  [['/'], 'filter'],
  [['K'], 'keys'],
];

export function KeysBox() {
  const f = floorWords.value;
  return (
    <Dialog title={f.keys.title} testId="keys-box" class="floor-box" onClose={closeBox}>
      <dl class="floor-keys">
        {rows.map(([keys, name]) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{f.keys.rows[name]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
