/** Which queues and figures a wallboard shows, and in which language. Used where its link is made and on the wall itself. */
import type { LiveQueue } from '../../../daemon/terms/live.js';
import type { FloorWords } from '../floor/floor-words.js';
import { type BoardOptions, figures, languages } from './board-options.js';
import './board-settings.css';

export function BoardSettings({
  words: f,
  queues,
  options,
  onChange,
}: {
  readonly words: FloorWords;
  readonly queues: readonly LiveQueue[];
  readonly options: BoardOptions;
  readonly onChange: (options: BoardOptions) => void;
}) {
  const allQueues = options.queues.length === 0;
  const locale = f.board.languages.zh === '中文' ? 'zh' : 'en';
  const toggleQueue = (id: string): void => {
    const now = allQueues ? queues.map((queue) => queue.id) : options.queues;
    const next = now.includes(id) ? now.filter((each) => each !== id) : [...now, id];
    const inOrder = queues.map((queue) => queue.id).filter((each) => next.includes(each));
    if (inOrder.length > 0) onChange({ ...options, queues: inOrder.length === queues.length ? [] : inOrder });
  };
  return (
    <div class="board-settings">
      <fieldset data-own-arrows>
        <legend>{f.board.editQueues}</legend>
        {queues.map((queue) => (
          <label key={queue.id} class="choice">
            <input
              type="checkbox"
              data-testid={`board-queue-${queue.id}`}
              checked={allQueues || options.queues.includes(queue.id)}
              onChange={() => toggleQueue(queue.id)}
            />
            <span>{queue.name[locale]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{f.board.editFigures}</legend>
        {figures.map((figure) => (
          <label key={figure} class="choice">
            <input
              type="checkbox"
              data-testid={`board-figure-${figure}`}
              checked={options.figures.includes(figure)}
              onChange={() => {
                const next = options.figures.includes(figure)
                  ? options.figures.filter((each) => each !== figure)
                  : figures.filter((each) => each === figure || options.figures.includes(each));
                if (next.length > 0) onChange({ ...options, figures: next });
              }}
            />
            <span>{f.board[figure]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset data-own-arrows>
        <legend>{f.board.editLanguage}</legend>
        {languages.map((language) => (
          <label key={language} class="choice">
            <input
              type="radio"
              name="board-language"
              data-testid={`board-language-${language}`}
              checked={options.language === language}
              onChange={() => onChange({ ...options, language })}
            />
            <span>{f.board.languages[language]}</span>
          </label>
        ))}
      </fieldset>
      <p class="muted small">{f.board.editWhy}</p>
    </div>
  );
}
