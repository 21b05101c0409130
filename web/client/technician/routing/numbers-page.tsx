/** Numbers in: which flow answers which number. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Choice, Problems } from '../../admin/fields.js';
import { mergedList } from '../../admin/merging.js';
import { SaveBar, useSaving } from '../../admin/save-bar.js';
import type { Wrong } from '../../admin/site-problems.js';
import { siteInForce } from '../../admin/site-store.js';
import { Icon } from '../../parts/icon.js';
import { formatNumber } from '../../parts/number.js';
import { freeKey, keyedNumbers, numberDraft, plainNumbers } from './drafts.js';
import { RoutingFrame } from './routing-frame.js';
import { routingWords } from './routing-words.js';

type Row = ReturnType<typeof keyedNumbers>[number];

export default function NumbersPage() {
  return (
    <RoutingFrame first="in">
      <Numbers />
    </RoutingFrame>
  );
}

function Numbers() {
  const w = routingWords.value.numbers;
  const page = useRef<HTMLElement>(null);
  const saving = useSaving();
  const site = siteInForce.value?.site;
  if (site === undefined) return null;
  const inForce = keyedNumbers(site.numbers);
  const draft = numberDraft.value;
  const rows = draft?.mine ?? inForce;
  const put = (next: readonly Row[]): void => {
    const base = draft?.base ?? inForce;
    const same = JSON.stringify(plainNumbers(next)) === JSON.stringify(plainNumbers(base));
    numberDraft.value = same ? null : { base, mine: next };
  };
  async function save(): Promise<void> {
    const typed = numberDraft.value;
    if (typed === null) return;
    const byNumber = (list: readonly Row[]) => list.map((row) => ({ ...row, id: row.number }));
    const made = await saving.save(page.current, (now) => ({
      change: 'numbers',
      numbers: plainNumbers(
        mergedList(byNumber(typed.base), byNumber(typed.mine), byNumber(keyedNumbers(now.numbers))),
      ),
    }));
    if (made) numberDraft.value = null;
  }
  return (
    <section class="panel" aria-label={w.number} ref={page}>
      <header>
        <p class="muted">
          {w.how} {w.file}
        </p>
        <button
          type="button"
          data-testid="add-number"
          onClick={() => put([...rows, { id: freeKey(rows), number: '', flow: site.defaultFlow }])}
        >
          <Icon name="plus" /> {w.add}
        </button>
      </header>
      {rows.length === 0 ? <p class="empty">{w.none}</p> : null}
      <ul class="number-rows">
        {rows.map((row, at) => (
          <NumberRow
            key={row.id}
            at={at}
            row={row}
            twice={rows.some((other) => other.id !== row.id && other.number === row.number)}
            flows={site.flows.map(({ id }) => id)}
            service={site.serviceNumbers?.find(({ landing }) => landing === row.number)?.service ?? null}
            wrong={saving.wrong.filter(({ path }) => path.startsWith(`numbers[${at}]`))}
            onRow={(next) => put(rows.map((each) => (each.id === row.id ? next : each)))}
            onRemove={() => put(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
      </ul>
      <p class="muted small">{w.otherwise(site.defaultFlow)}</p>
      <SaveBar
        saving={saving}
        changed={draft !== null}
        told={({ path }) => path.startsWith('numbers[')}
        onSave={() => void save()}
        onDiscard={() => {
          numberDraft.value = null;
          saving.result.value = null;
        }}
      />
    </section>
  );
}

function NumberRow(props: {
  readonly at: number;
  readonly row: Row;
  readonly twice: boolean;
  readonly flows: readonly string[];
  readonly service: string | null;
  readonly wrong: readonly Wrong[];
  onRow(row: Row): void;
  onRemove(): void;
}) {
  const w = routingWords.value.numbers;
  const { at, row, twice, service, wrong } = props;
  const touched = useSignal(row.number !== '');
  const bad = !/^[0-9*#]{1,32}$/.test(row.number);
  return (
    <li data-testid={`number-${at}`}>
      <label>
        <span>{w.number}</span>
        <input
          inputMode="tel"
          autocomplete="off"
          maxLength={32}
          data-testid={`number-${at}-number`}
          aria-invalid={bad || twice || wrong.some(({ field }) => field === 'number')}
          value={row.number}
          onBlur={() => {
            touched.value = true;
          }}
          onInput={(event) => props.onRow({ ...row, number: event.currentTarget.value.replace(/[\s-]/g, '') })}
        />
      </label>
      <span class="number-arrow" aria-hidden="true">
        →
      </span>
      <div class="labelled">
        <span>{w.flow}</span>
        <Choice
          name={`number-${at}-flow`}
          label={w.flow}
          value={row.flow}
          options={props.flows.map((flow) => [flow, flow] as const)}
          onChoice={(flow) => props.onRow({ ...row, flow })}
        />
      </div>
      <span class="muted small number-note">{service === null ? '' : w.service(formatNumber(service))}</span>
      <button
        type="button"
        class="quiet"
        aria-label={w.remove(row.number)}
        title={w.remove(row.number)}
        onClick={props.onRemove}
      >
        <Icon name="cross" />
      </button>
      {twice && row.number !== '' ? (
        <p class="problem">{w.twice}</p>
      ) : bad && touched.value ? (
        <p class="problem">{w.digits}</p>
      ) : null}
      <Problems wrong={wrong} />
    </li>
  );
}
