/** One list: what it is for, how far it is, its people, and what may be done with them. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ListShown } from '../../../../daemon/contract/pages.js';
import type { ListCounts, StoredList } from '../../../../daemon/terms/outbound-figures.js';
import { Icon } from '../../parts/icon.js';
import { may } from '../../session/session.js';
import { useRead } from '../../team/day-list.js';
import { words } from '../../words/words.js';
import { countText } from '../names.js';
import { openPlace } from '../page-state.js';
import { AllocateBox } from './allocate-box.js';
import { ImportBox } from './import-box.js';
import { LeadTable } from './lead-table.js';
import { ListForm } from './list-form.js';
import { ListImports } from './list-imports.js';
import { ListShares } from './list-shares.js';
import { Failed } from './lists-tab.js';
import { listsWords } from './lists-words.js';
import { RecallBox } from './recall-box.js';
import { RecycleBox } from './recycle-box.js';
import { RemoveBox } from './remove-box.js';

const sections = ['leads', 'shares', 'imports'] as const;
type Section = (typeof sections)[number];
type Box = 'import' | 'allocate' | 'recall' | 'recycle' | 'edit' | 'remove';
/** A campaign that runs changes the counts; this is how often they are looked at. */
const readEveryMs = 15_000;

interface DetailProps {
  readonly list: StoredList;
  /** Of the address. */
  readonly section: string;
  /** Name or columns are others, or it is gone. */
  changed(): void;
}

export function ListDetail({ list, section, changed }: DetailProps) {
  const { read, again } = useRead<ListShown>(`/lists/${encodeURIComponent(list.id)}`);
  const box = useSignal<Box | null>(null);
  /** Counts changes made here, after which the people are read anew. */
  const changes = useSignal(0);
  useEffect(() => {
    const timer = window.setInterval(again, readEveryMs);
    return () => window.clearInterval(timer);
  }, []);
  if (read === 'loading') return <p class="empty panel">{words.value.loading}</p>;
  if (read === 'failed') return <Failed again={again} />;
  const open = sections.find((each) => each === section) ?? 'leads';
  const refresh = (): void => {
    changes.value += 1;
    again();
    changed();
  };
  return (
    <article class="list-detail" data-testid="list-detail" data-id={list.id}>
      <Heading list={read.list} counts={read.counts} openBox={(which) => (box.value = which)} />
      <div class="sections" role="tablist" aria-label={listsWords.value.sections.label}>
        {sections.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            data-testid={`list-section-${each}`}
            aria-selected={open === each}
            onClick={() => openPlace(`${list.id}/${each}`)}
          >
            {listsWords.value.sections[each]}
          </button>
        ))}
      </div>
      <SectionOf open={open} shown={read} changes={changes.value} changed={refresh} />
      <BoxOf box={box.value} shown={read} onClose={() => (box.value = null)} changed={refresh} />
    </article>
  );
}

function Heading(props: { readonly list: StoredList; readonly counts: ListCounts; openBox(box: Box): void }) {
  const t = listsWords.value;
  const { list, counts } = props;
  const act = (box: Box, primary = false, usable = true) => (
    <button
      type="button"
      class={primary ? 'primary' : ''}
      data-testid={`list-${box}`}
      disabled={!usable}
      onClick={() => props.openBox(box)}
    >
      {box === 'import' ? <Icon name="plus" /> : null} {t.acts[box]}
    </button>
  );
  const manages = may('outbound.manage');
  const free = counts.free.reduce((sum, { leads }) => sum + leads, 0);
  return (
    <header class="panel list-head">
      <div class="list-title-line">
        <button type="button" class="quiet narrow-only" aria-label={t.title} onClick={() => openPlace('')}>
          ‹ {t.title}
        </button>
        <h2>{list.name}</h2>
        {list.kind === 'call-backs' ? <span class="tag strong">{t.kinds[list.kind]}</span> : null}
        <fieldset class="list-acts" aria-label={t.acts.label}>
          {may('leads.import') && list.kind === 'leads' ? act('import', true) : null}
          {manages ? (
            <>
              {act('allocate', false, free > 0)}
              {act(
                'recall',
                false,
                counts.byAgent.some(({ agent }) => agent !== ''),
              )}
              {act('recycle', false, Object.keys(counts.byResult).length > 0)}
              {act('edit')}
              {act('remove')}
            </>
          ) : null}
        </fieldset>
      </div>
      <p class="small list-why">
        <span class="muted">{t.purpose}</span> {list.purpose === '' ? t.missing : list.purpose}
        <span class="muted">{t.consent}</span> {list.consent === '' ? t.missing : list.consent}
      </p>
      <Figures counts={counts} free={free} />
    </header>
  );
}

function Figures({ counts, free }: { readonly counts: ListCounts; readonly free: number }) {
  const t = listsWords.value.figures;
  const { open, working, done } = counts.byState;
  const figure = (name: keyof typeof t, value: number) => (
    <div data-testid={`figure-${name}`} class={`tally tally-${name}`}>
      <dt>{t[name]}</dt>
      <dd>{countText(value)}</dd>
    </div>
  );
  return (
    <>
      <dl class="tallies">
        {figure('leads', counts.leads)}
        {figure('open', open)}
        {figure('working', working)}
        {figure('done', done)}
        {figure('free', free)}
      </dl>
      {counts.leads === 0 ? null : (
        <div class="state-bar" aria-hidden="true">
          <i class="done" style={{ flexGrow: done }} />
          <i class="working" style={{ flexGrow: working }} />
          <i class="open" style={{ flexGrow: open }} />
        </div>
      )}
    </>
  );
}

function SectionOf(props: {
  readonly open: Section;
  readonly shown: ListShown;
  readonly changes: number;
  changed(): void;
}) {
  const { open, shown, changes, changed } = props;
  if (open === 'shares') return <ListShares counts={shown.counts} />;
  if (open === 'imports') return <ListImports list={shown.list} imports={shown.imports} changed={changed} />;
  return <LeadTable list={shown.list} empty={shown.counts.leads === 0} changes={changes} changed={changed} />;
}

function BoxOf(props: { readonly box: Box | null; readonly shown: ListShown; onClose(): void; changed(): void }) {
  const { box, shown, onClose, changed } = props;
  const { list, counts } = shown;
  switch (box) {
    case 'import':
      return <ImportBox list={list} shown={null} onClose={onClose} changed={changed} />;
    case 'allocate':
      return <AllocateBox list={list.id} counts={counts} onClose={onClose} changed={changed} />;
    case 'recall':
      return <RecallBox list={list.id} counts={counts} onClose={onClose} changed={changed} />;
    case 'recycle':
      return <RecycleBox list={list.id} counts={counts} onClose={onClose} changed={changed} />;
    case 'edit':
      return <ListForm list={list} onClose={onClose} saved={changed} />;
    case 'remove':
      return <RemoveBox list={list} leads={counts.leads} onClose={onClose} removed={changed} />;
    default:
      return null;
  }
}
