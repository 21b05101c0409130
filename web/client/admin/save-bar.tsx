/** What becomes of unsaved entries: saved, thrown away, or in conflict with somebody else's. */
import { type Signal, useSignal } from '@preact/signals';
import type { Site } from '../../../daemon/terms/site.js';
import type { SiteChange } from '../../../daemon/terms/site-change.js';
import { failureText, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { goToInvalid, Problems } from './fields.js';
import type { Wrong } from './site-problems.js';
import { type Saved, saveChange, versions } from './site-store.js';
import { versionText } from './version-text.js';

export interface Saving {
  readonly busy: Signal<boolean>;
  readonly result: Signal<Saved | null>;
  readonly wrong: readonly Wrong[];
  /** True: it is in force. */
  save(form: HTMLElement | null, ...makes: readonly ((site: Site) => SiteChange)[]): Promise<boolean>;
}

export function useSaving(): Saving {
  const busy = useSignal(false);
  const result = useSignal<Saved | null>(null);
  const now = result.value;
  return {
    busy,
    result,
    wrong: now !== null && !now.ok && now.why === 'problems' ? now.problems : [],
    async save(form, ...makes) {
      if (busy.value || (form !== null && goToInvalid(form))) return false;
      busy.value = true;
      let saved: Saved = { ok: true };
      for (const make of makes) {
        saved = await saveChange(make);
        if (!saved.ok) break;
      }
      busy.value = false;
      result.value = saved.ok ? null : saved;
      if (!saved.ok) requestAnimationFrame(() => showFirstProblem(form));
      if (saved.ok) tellGood(() => adminWords.value.save.inForce);
      return saved.ok;
    },
  };
}

/** What is wrong may stand far from the button that was pressed. */
function showFirstProblem(form: HTMLElement | null): void {
  form?.querySelector('.field .problem, .problems .problem')?.scrollIntoView({ block: 'center' });
}

export function SaveBar(props: {
  readonly saving: Saving;
  readonly changed: boolean;
  /** Wrongs that stand at their fields already. */
  readonly told?: (wrong: Wrong) => boolean;
  onSave(): void;
  onDiscard(): void;
  readonly children?: preact.ComponentChildren;
}) {
  const { saving, changed } = props;
  const w = adminWords.value.save;
  const elsewhere = saving.wrong.filter((each) => !(props.told?.(each) ?? false));
  return (
    <div class="save-bar">
      <SaveResult saving={saving} />
      <Problems wrong={elsewhere} />
      <div class="save-buttons">
        {props.children}
        <span class="muted" role="status">
          {changed ? w.unsaved : ''}
        </span>
        <button type="button" class="quiet" data-testid="discard" disabled={!changed} onClick={props.onDiscard}>
          {w.discard}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="save"
          disabled={!changed}
          aria-busy={saving.busy.value}
          onClick={props.onSave}
        >
          {w.save}
        </button>
      </div>
    </div>
  );
}

export function SaveResult({ saving }: { readonly saving: Saving }) {
  const w = adminWords.value.save;
  const result = saving.result.value;
  if (result === null || result.ok) return null;
  if (result.why === 'conflict') {
    const [newest] = versions.value;
    return (
      <p class="notice" role="alert" data-testid="conflict">
        {newest ? w.conflict(newest.by ?? newest.source, versionText(newest)) : w.conflictUnknown} {w.conflictDo}
      </p>
    );
  }
  return (
    <p class="problem" role="alert" data-testid="save-problem">
      {result.why === 'problems' ? w.refused : failureText(words.value, result.code)}
    </p>
  );
}
