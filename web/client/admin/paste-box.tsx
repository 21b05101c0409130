/** Many people at once, pasted from a spreadsheet: checked while it is typed, all made or none. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Imported, ImportProblem } from '../../../daemon/contract/pages.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { failureText } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { showCards } from './cards.js';
import { type PastedLine, pastedLines, problemsElsewhere } from './pasted.js';
import { loadPeople } from './people-store.js';
import { siteInForce } from './site-store.js';

/** Typing is checked when it rests so long. */
const restMs = 250;

type Checked =
  | { readonly state: 'empty' }
  | { readonly state: 'checking' }
  | { readonly state: 'good'; readonly users: Imported['users'] }
  | { readonly state: 'wrong'; readonly problems: readonly ImportProblem[] }
  | { readonly state: 'failed'; readonly text: string };

export function PasteBox({ onClose }: { readonly onClose: () => void }) {
  const w = adminWords.value.paste;
  const text = useSignal('');
  const checked = useSignal<Checked>({ state: 'empty' });
  const busy = useSignal(false);

  useEffect(() => {
    if (text.value.trim() === '') {
      checked.value = { state: 'empty' };
      return;
    }
    let current = true;
    const rest = window.setTimeout(async () => {
      checked.value = { state: 'checking' };
      const result = await ask(text.value, true);
      if (current) checked.value = result;
    }, restMs);
    return () => {
      current = false;
      window.clearTimeout(rest);
    };
  }, [text.value]);

  async function make(): Promise<void> {
    if (busy.value || checked.value.state !== 'good') return;
    busy.value = true;
    const result = await ask(text.value, false);
    busy.value = false;
    checked.value = result;
    if (result.state !== 'good') return;
    await loadPeople();
    onClose();
    showCards(result.users.map(({ user, password }) => ({ ...user, password })));
  }

  const state = checked.value;
  const problems = state.state === 'wrong' ? state.problems : [];
  const lines = pastedLines(text.value, problems);
  const queues = siteInForce.value?.site.queues ?? [];
  return (
    <Dialog title={w.title} testId="paste-box" class="paste-box" onClose={onClose}>
      <p class="muted">{w.how}</p>
      <p class="small muted">
        {w.columns}{' '}
        {queues.length > 0 ? w.queues(queues.map(({ id, name }) => `${name[language.value]} (${id})`).join(', ')) : ''}
      </p>
      <textarea
        class="paste-text"
        data-testid="paste-text"
        data-autofocus
        aria-label={w.title}
        rows={5}
        spellcheck={false}
        placeholder={w.example}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <PasteResult state={state} />
      {problemsElsewhere(lines, problems).map((problem) => (
        <p key={`${problem.line}${problem.problem}`} class="problem">
          {problemWords(problem)}
        </p>
      ))}
      {lines.length > 0 ? <Preview lines={lines} state={state} /> : null}
      <div class="box-foot">
        <span class="muted">{w.allOrNone}</span>
        <button
          type="button"
          class="primary"
          data-testid="paste-go"
          disabled={state.state !== 'good'}
          aria-busy={busy.value}
          onClick={() => void make()}
        >
          {state.state === 'good' ? w.make(state.users.length) : w.make(0)}
        </button>
      </div>
    </Dialog>
  );
}

async function ask(text: string, dryRun: boolean): Promise<Checked> {
  const answer = await adminApi.import(text, dryRun);
  if (answer.ok) return { state: 'good', users: answer.value.users };
  const problems = answer.error?.lines ?? [];
  return problems.length > 0
    ? { state: 'wrong', problems }
    : { state: 'failed', text: failureText(words.value, answer.code) };
}

function PasteResult({ state }: { readonly state: Checked }) {
  const w = adminWords.value.paste;
  const wrongLines = state.state === 'wrong' ? new Set(state.problems.map(({ line }) => line)).size : 0;
  return (
    <p class={`paste-result ${state.state}`} role="status" data-testid="paste-result">
      {state.state === 'checking' ? w.checking : null}
      {state.state === 'good' ? (
        <>
          <Icon name="check" /> {w.good(state.users.length)}
        </>
      ) : null}
      {state.state === 'wrong' ? (
        <>
          <Icon name="alert" /> {w.wrong(wrongLines)}
        </>
      ) : null}
      {state.state === 'failed' ? state.text : null}
    </p>
  );
}

function Preview({ lines, state }: { readonly lines: readonly PastedLine[]; readonly state: Checked }) {
  const w = adminWords.value.paste;
  const made = new Map(state.state === 'good' ? state.users.map((each) => [each.line, each.user]) : []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for who has no mouse
    <section class="paste-preview" tabIndex={0} aria-label={w.preview}>
      <table>
        <tbody>
          {lines.map(({ line, cells, problems }) => {
            const user = made.get(line);
            return (
              <tr key={line} class={problems.length > 0 ? 'wrong' : ''} data-testid={`paste-line-${line}`}>
                <td class="number muted">{line}</td>
                <td>{cells.join('  ·  ')}</td>
                <td>
                  {problems.map((problem) => (
                    <span key={`${problem.column}${problem.problem}${problem.value}`} class="problem">
                      <Icon name="alert" /> {problemWords(problem)}
                    </span>
                  ))}
                  {user ? (
                    <span class="muted">
                      {words.value.roles[user.role]}
                      {user.telephone === null ? '' : ` · ${adminWords.value.people.line(user.telephone)}`}
                    </span>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function problemWords({ column, problem, value }: ImportProblem): string {
  const w = adminWords.value.paste;
  const text = w.problems[problem](value);
  return column === null ? text : `${w.columnNames[column]}: ${text}`;
}
