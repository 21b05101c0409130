/** E1 设置: one span's setup, changed while the others carry calls; how the change goes, to its end. */
import { type Signal, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SpanChangeList } from '../../../../daemon/contract/pages-commissioning.js';
import type { Site, SpanSettings } from '../../../../daemon/terms/site.js';
import { type SpanChange, type SpanSetup, usualSpanSetup } from '../../../../daemon/terms/span-setup.js';
import { adminWords } from '../../admin/admin-words.js';
import { Check, Choice, SelectField, TextField } from '../../admin/fields.js';
import { problemText, readProblems } from '../../admin/site-problems.js';
import { loadSite, saveChange, siteInForce } from '../../admin/site-store.js';
import { call } from '../../parts/api.js';
import { failureText, refusalText, tellBad, tellGood } from '../../parts/toasts.js';
import { language, words } from '../../words/words.js';
import { commissioningWords } from '../commissioning/commissioning-words.js';
import { usePolled, useRead } from '../polled.js';
import { allSpans, bearersOf } from '../trunks/trunks-state.js';
import { ChangeShown, setupDifference } from './change-shown.js';
import '../../admin/forms.css';
import './setup.css';

/** The change that is looked at, by span. */
const changeOf = signal<ReadonlyMap<number, string>>(new Map());

/** What the site says of a span, with what it leaves out. */
export function setupOf(site: Site, span: number): SpanSetup {
  const settings: Partial<SpanSettings> = site.spans?.find((each) => each.span === span) ?? {};
  return {
    side: settings.side ?? usualSpanSetup.side,
    protocol: settings.protocol ?? usualSpanSetup.protocol,
    overlapReceiving: settings.overlapReceiving ?? usualSpanSetup.overlapReceiving,
    crc4: settings.crc4 ?? usualSpanSetup.crc4,
    clockPriority: settings.clockPriority ?? span,
  };
}

export default function SetupPage({ id }: { readonly id: string }) {
  const w = commissioningWords.value.span;
  const { route } = useLocation();
  /** A change of this span is on its way: it is kept or takes itself back before the next one. */
  const changing = useSignal(false);
  /** The last change that has ended: what was taken back is not proposed again. */
  const lastEnded = useSignal('');
  const spans = allSpans.value;
  const span = spans.find((each) => String(each.span) === id) ?? spans[0];
  useEffect(() => {
    void loadSite();
  }, []);
  const site = siteInForce.value?.site;
  if (span === undefined || site === undefined) return <p class="starting">{words.value.loading}</p>;
  return (
    <>
      <div class="lines-head">
        <h2>{w.title}</h2>
        <Choice
          name="setup-span"
          label={w.choose}
          value={String(span.span)}
          options={spans.map((each) => [String(each.span), each.name] as const)}
          onChoice={(each) => route(`/lines/setup/${each}`)}
        />
      </div>
      <p class="muted">{w.how}</p>
      <SetupForm
        key={`${span.span}-${siteInForce.value?.version}-${lastEnded.value}`}
        site={site}
        span={span.span}
        name={span.name}
        changing={changing}
      />
      <Changes
        key={span.span}
        span={span.span}
        changing={changing}
        onEnded={(change) => {
          lastEnded.value = change;
        }}
      />
    </>
  );
}

function SetupForm({
  site,
  span,
  name: inForceName,
  changing,
}: {
  readonly site: Site;
  readonly span: number;
  readonly name: string;
  readonly changing: Signal<boolean>;
}) {
  const w = commissioningWords.value.span;
  const inForce = setupOf(site, span);
  const setup = useSignal(inForce);
  const name = useSignal(inForceName);
  const now = useSignal(false);
  const busy = useSignal(false);
  const put = (part: Partial<SpanSetup>): void => {
    setup.value = { ...setup.value, ...part };
  };
  const differences = setupDifference(inForce, setup.value);
  const renamed = name.value.trim() !== inForceName && name.value.trim() !== '';
  const calls = bearersOf(span).filter(({ state }) => state !== 'idle').length;
  async function apply(): Promise<void> {
    busy.value = true;
    const answer = await call<{ readonly id: string }>('POST', '/span-changes', {
      span,
      setup: setup.value,
      version: siteInForce.peek()?.version ?? 1,
      ...(renamed ? { name: name.value.trim() } : {}),
      ...(now.value ? { now: true } : {}),
    });
    busy.value = false;
    if (answer.ok) changeOf.value = new Map(changeOf.value).set(span, answer.value.id);
    else {
      const wrong = answer.code === 'bad-request' ? readProblems(answer.error?.message ?? '') : [];
      tellBad((all) =>
        wrong.length > 0 ? wrong.map((each) => problemText(each, language.value)).join(' ') : refusalText(all, answer),
      );
    }
  }
  async function rename(): Promise<void> {
    busy.value = true;
    const saved = await saveChange((current) => {
      const others = (current.spans ?? []).filter((each) => each.span !== span);
      const mine = current.spans?.find((each) => each.span === span) ?? { span, name: '' };
      const all = [...others, { ...mine, name: name.value.trim() }].sort((a, b) => a.span - b.span);
      return { change: 'spans', spans: all };
    });
    busy.value = false;
    if (saved.ok) tellGood(() => adminWords.value.save.inForce);
    else tellBad((all) => (saved.why === 'failure' ? failureText(all, saved.code) : all.errors.conflict));
  }
  return (
    <section class="panel setup-form" aria-label={w.title}>
      <div class="fields">
        <TextField
          name="span-name"
          label={w.name}
          value={name.value}
          maxLength={40}
          required
          onText={(text) => (name.value = text)}
        />
        <SelectField
          name="side"
          label={w.side}
          help={w.sideHelp}
          value={setup.value.side}
          options={(['user', 'network'] as const).map((each) => [each, w.sides[each]] as const)}
          onChoice={(side) => put({ side })}
        />
        <SelectField
          name="protocol"
          label={w.protocol}
          help={w.protocolHelp}
          value={setup.value.protocol}
          options={(['euro-isdn', 'qsig'] as const).map((each) => [each, w.protocols[each]] as const)}
          onChoice={(protocol) => put({ protocol })}
        />
        <SelectField
          name="clock-priority"
          label={w.clock}
          help={w.clockHelp}
          value={String(setup.value.clockPriority)}
          options={[1, 2, 3, 4, 5, 6, 7, 8, 0].map((each) => [String(each), w.clocks(each)] as const)}
          onChoice={(each) => put({ clockPriority: Number(each) })}
        />
        <div class="checks">
          <Check
            name="span-crc4"
            label={w.crc4}
            help={w.crc4Help}
            checked={setup.value.crc4}
            onCheck={(crc4) => put({ crc4 })}
          />
          <Check
            name="overlap"
            label={w.overlap}
            help={w.overlapHelp}
            checked={setup.value.overlapReceiving}
            onCheck={(overlapReceiving) => put({ overlapReceiving })}
          />
        </div>
      </div>
      <div class="setup-foot">
        <div class="setup-what">
          {changing.value ? (
            <p class="muted">{w.changing}</p>
          ) : differences.length === 0 ? (
            <p class="muted">{w.nothing}</p>
          ) : (
            <p data-testid="setup-difference">
              <b>{w.changes}:</b> {differences.join(' · ')}
            </p>
          )}
          <p class="muted small">{w.calls(calls)}</p>
          {calls > 0 && differences.length > 0 ? (
            <Check name="change-now" label={w.now} checked={now.value} onCheck={(on) => (now.value = on)} />
          ) : null}
        </div>
        {renamed && differences.length === 0 ? (
          <button
            type="button"
            class="primary big"
            data-testid="rename-span"
            aria-busy={busy.value}
            onClick={() => void rename()}
          >
            {w.saveName}
          </button>
        ) : (
          <button
            type="button"
            class={now.value ? 'danger big' : 'primary big'}
            data-testid="apply-setup"
            disabled={differences.length === 0 || changing.value}
            aria-busy={busy.value}
            onClick={() => void apply()}
          >
            {w.apply}
          </button>
        )}
      </div>
    </section>
  );
}

function Changes(props: { readonly span: number; readonly changing: Signal<boolean>; onEnded(id: string): void }) {
  const { span, changing, onEnded } = props;
  const w = commissioningWords.value.span;
  const list = useRead<SpanChangeList>('/span-changes', changeOf.value.get(span) ?? '');
  const mine = (list.value.value?.changes ?? []).filter((each) => each.span === span);
  const earlier = mine.filter(({ endedAt }) => endedAt !== null);
  const open = mine.find(({ endedAt }) => endedAt === null)?.id ?? mine[0]?.id ?? null;
  const id = changeOf.value.get(span) ?? open;
  const { value } = usePolled<SpanChange>(
    id === null ? null : `/span-changes/${id}`,
    ({ endedAt }) => endedAt !== null,
  );
  const ended = value.value?.endedAt ?? null;
  const isOpen = value.value !== null && ended === null;
  useEffect(() => {
    changing.value = isOpen;
  }, [isOpen]);
  useEffect(() => {
    if (ended !== null) {
      // One that was over before this page was opened has changed nothing here.
      if (changeOf.peek().get(span) === value.peek()?.id) onEnded(value.peek()?.id ?? '');
      void loadSite();
      void list.reload();
    }
  }, [ended]);
  return (
    <>
      {value.value === null ? null : <ChangeShown change={value.value} />}
      {earlier.length === 0 ? null : (
        <section class="panel" aria-label={w.earlier}>
          <header>
            <h2>{w.earlier}</h2>
          </header>
          <ul class="setup-earlier">
            {earlier.slice(0, 10).map((each) => (
              <ChangeLine key={each.id} change={each} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function ChangeLine({ change }: { readonly change: SpanChange }) {
  const w = commissioningWords.value.span;
  return (
    <li>
      <span class={`tag ${change.state === 'kept' ? 'good' : 'bad'}`}>{w.phases[change.state]}</span>{' '}
      <span class="muted small">
        {new Date(change.startedAt).toLocaleString(words.value.locale)} · {change.by}
      </span>{' '}
      {setupDifference(change.before, change.after).join(' · ')}
    </li>
  );
}
