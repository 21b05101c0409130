/** F1: what the page that is open is for, and its keys. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary, lazy } from 'preact-iso';
import { type Words, words } from '../words/words.js';
import { Icon } from './icon.js';
import './help.css';

export const helpOpen = signal(false);
const PageManual = lazy(() => import('./page-manual.js'));

export function startHelpKey(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F1') return;
    event.preventDefault();
    helpOpen.value = !helpOpen.value;
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** Keys of one page, as the help lists them; what the words are is asked when they are shown. */
export interface HelpGroup {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly text: string }[];
}
/** Each page's keys, by the page's name: set when the page opens, gone with it. */
const groups = signal<ReadonlyMap<string, () => readonly HelpGroup[]>>(new Map());

export function addHelp(page: string, list: () => readonly HelpGroup[]): () => void {
  groups.value = new Map(groups.value).set(page, list);
  return () => {
    const left = new Map(groups.value);
    left.delete(page);
    groups.value = left;
  };
}

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const w = words.value;
  const close = (): void => {
    helpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h2 id="help-title">{w.help.title}</h2>
        <button type="button" class="quiet" aria-label={w.close} onClick={close}>
          <Icon name="cross" />
        </button>
      </header>
      {open ? (
        <ErrorBoundary>
          <PageManual />
        </ErrorBoundary>
      ) : null}
      <p class="muted">{w.help.why}</p>
      <div class="help-groups">
        {open
          ? [...[...groups.value.values()].flatMap((list) => list()), everywhere(w)].map((group) => (
              <HelpRows key={group.title} group={group} />
            ))
          : null}
      </div>
    </dialog>
  );
}

function everywhere(w: Words): HelpGroup {
  return {
    title: w.helpGroups.page,
    rows: [
      { keys: ['F1'], text: w.help.keys.help },
      { keys: ['Esc'], text: w.help.keys.escape },
    ],
  };
}

function HelpRows({ group }: { readonly group: HelpGroup }) {
  return (
    <section>
      <h3>{group.title}</h3>
      <dl>
        {group.rows.map(({ keys, text }) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
