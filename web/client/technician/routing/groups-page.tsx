/** Trunks: groups of channels, and how numbers look on each (ACC-23, 24). */
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Trunk } from '../../../../daemon/terms/trunks.js';
import { adminWords } from '../../admin/admin-words.js';
import { mergedList } from '../../admin/merging.js';
import { SaveBar, useSaving } from '../../admin/save-bar.js';
import { siteInForce } from '../../admin/site-store.js';
import { channels } from '../../live/live.js';
import { Icon } from '../../parts/icon.js';
import { language } from '../../words/words.js';
import { faultOf } from '../trunks/trunks-state.js';
import { trunkDraft } from './drafts.js';
import { GroupForm } from './group-form.js';
import { RoutingFrame } from './routing-frame.js';
import { routingWords } from './routing-words.js';

const chosen = signal<string | null>(null);

export default function GroupsPage() {
  return (
    <RoutingFrame first="out">
      <Groups />
    </RoutingFrame>
  );
}

function Groups() {
  const w = routingWords.value.groups;
  const page = useRef<HTMLElement>(null);
  const saving = useSaving();
  const inForce = siteInForce.value?.site.trunks ?? [];
  const draft = trunkDraft.value;
  const trunks = draft?.mine ?? inForce;
  const open = trunks.find(({ id }) => id === chosen.value) ?? trunks[0] ?? null;
  const put = (next: readonly Trunk[]): void => {
    const base = draft?.base ?? inForce;
    trunkDraft.value = JSON.stringify(next) === JSON.stringify(base) ? null : { base, mine: next };
  };
  async function save(): Promise<void> {
    const typed = trunkDraft.value;
    if (typed === null) return;
    const made = await saving.save(page.current, (now) => ({
      change: 'trunks',
      trunks: mergedList(typed.base, typed.mine, now.trunks ?? []),
    }));
    if (made) trunkDraft.value = null;
  }
  function add(): void {
    const id = freeId(trunks);
    put([...trunks, { id, name: { zh: `新中继群 ${id}`, en: `New trunk ${id}` }, channels: [{ span: 1 }] }]);
    chosen.value = id;
  }
  return (
    <section class="panel" aria-label={w.how} ref={page}>
      <header>
        <p class="muted">{w.how}</p>
        <button type="button" data-testid="add-group" onClick={add}>
          <Icon name="plus" /> {w.add}
        </button>
      </header>
      {trunks.length === 0 ? <p class="empty">{w.none}</p> : null}
      <div class="group-list">
        {trunks.map((trunk) => (
          <button
            key={trunk.id}
            type="button"
            class={trunk.id === open?.id ? 'chosen' : ''}
            aria-pressed={trunk.id === open?.id}
            data-testid={`group-${trunk.id}`}
            onClick={() => (chosen.value = trunk.id)}
          >
            <b>{trunk.name[language.value]}</b>
            <span class="small muted">
              {w.channelsCount(...countsOf(trunk.id))}
              {isChanged(trunk, draft?.base ?? inForce) ? ` · ${adminWords.value.save.unsaved}` : ''}
            </span>
          </button>
        ))}
      </div>
      {open === null ? null : (
        <GroupForm
          key={trunks.indexOf(open)}
          trunk={open}
          isNew={!inForce.some(({ id }) => id === open.id)}
          wrong={saving.wrong.filter(({ path }) => path.startsWith(`trunks[${open.id}]`))}
          onTrunk={(next) => {
            put(trunks.map((each) => (each.id === open.id ? next : each)));
            chosen.value = next.id;
          }}
        />
      )}
      <SaveBar
        saving={saving}
        changed={draft !== null}
        told={({ path }) => open !== null && path.startsWith(`trunks[${open.id}]`)}
        onSave={() => void save()}
        onDiscard={() => {
          trunkDraft.value = null;
          saving.result.value = null;
        }}
      >
        {open === null ? null : (
          <button
            type="button"
            class="quiet"
            title={w.removeWhy}
            data-testid="remove-group"
            onClick={() => put(trunks.filter(({ id }) => id !== open.id))}
          >
            {w.remove}
          </button>
        )}
      </SaveBar>
    </section>
  );
}

/** Idle and fit ones, and all, as the lines are now. */
function countsOf(trunk: string): [free: number, all: number] {
  const mine = [...channels.value.values()].filter((channel) => channel.trunk === trunk);
  return [mine.filter((channel) => channel.state === 'idle' && faultOf(channel) === null).length, mine.length];
}

function isChanged(trunk: Trunk, base: readonly Trunk[]): boolean {
  return JSON.stringify(base.find(({ id }) => id === trunk.id)) !== JSON.stringify(trunk);
}

function freeId(trunks: readonly Trunk[]): string {
  for (let number = trunks.length + 1; ; number++) {
    if (!trunks.some(({ id }) => id === `trunk-${number}`)) return `trunk-${number}`;
  }
}
