/** 抽检规则: what is drawn for judges, and what a machine marks. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Drawing, RuleList, SamplingShown } from '../../../daemon/contract/pages.js';
import type { AutoRules } from '../../../daemon/terms/quality.js';
import { call } from '../parts/api.js';
import { Icon } from '../parts/icon.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { useRead } from '../team/day-list.js';
import { words } from '../words/words.js';
import { newId } from './page-state.js';
import { recordingsWords } from './recordings-words.js';
import { type AutoDraft, autoDraftOf, autoRulesOf, type RuleDraft, ruleDraftOf, ruleOf } from './rule-draft.js';

export default function RulesTab() {
  const t = recordingsWords.value.rules;
  const { read, again } = useRead<RuleList>('/quality/rules');
  const fresh = useSignal<string | null>(null);
  if (read === 'loading') return <p class="empty">{words.value.loading}</p>;
  if (read === 'failed') return <p class="problem">{recordingsWords.value.failed}</p>;
  return (
    <div class="desk">
      <section class="panel" aria-label={t.title}>
        <header>
          <h2>{t.title}</h2>
          <button
            type="button"
            data-testid="rule-new"
            onClick={() => {
              fresh.value = newId();
            }}
          >
            <Icon name="plus" /> {t.add}
          </button>
        </header>
        <p class="muted small">{t.how}</p>
        {read.rules.length === 0 && fresh.value === null ? <p class="empty">{t.empty}</p> : null}
        {read.rules.map((shown) => (
          <RuleForm
            key={`${shown.id} ${shown.changedAt}`}
            id={shown.id}
            shown={shown}
            judges={read.judges}
            onChanged={again}
          />
        ))}
        {fresh.value === null ? null : (
          <RuleForm
            key={fresh.value}
            id={fresh.value}
            shown={null}
            judges={read.judges}
            onChanged={() => {
              fresh.value = null;
              again();
            }}
          />
        )}
      </section>
      <AutoForm key={JSON.stringify(read.autoRules)} rules={read.autoRules} />
    </div>
  );
}

function RuleForm(props: {
  readonly id: string;
  readonly shown: SamplingShown | null;
  readonly judges: RuleList['judges'];
  onChanged(): void;
}) {
  const t = recordingsWords.value.rules;
  const { id, shown, judges, onChanged } = props;
  const draft = useSignal<RuleDraft>(ruleDraftOf(shown?.rule ?? null));
  const busy = useRef(false);
  const put = (part: Partial<RuleDraft>): void => {
    draft.value = { ...draft.value, ...part };
  };
  async function once(work: () => Promise<void>): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    await work();
    busy.current = false;
  }
  const save = () =>
    once(async () => {
      const answer = await call<SamplingShown>('PUT', `/quality/rules/${id}`, ruleOf(draft.value));
      if (!answer.ok) {
        tellFailure(answer.code);
        return;
      }
      tellGood(() => recordingsWords.value.rules.saved);
      onChanged();
    });
  const remove = () =>
    once(async () => {
      const answer = await call<null>('DELETE', `/quality/rules/${id}`);
      if (!answer.ok) tellFailure(answer.code);
      else tellGood(() => recordingsWords.value.rules.removed);
      onChanged();
    });
  const drawNow = () =>
    once(async () => {
      const answer = await call<Drawing>('POST', `/quality/rules/${id}/draw`, {});
      if (!answer.ok) {
        tellFailure(answer.code);
        return;
      }
      const { drawn, of } = answer.value;
      tellGood(() => recordingsWords.value.rules.drawn(drawn, of));
      onChanged();
    });
  const number = (name: 'perAgentPerWeek' | 'ratedFrom' | 'minTalk', label: string, max: number) => (
    <label>
      <span>{label}</span>
      <input
        type="number"
        min={name === 'ratedFrom' ? 1 : 0}
        max={max}
        data-testid={`rule-${name}`}
        value={draft.value[name]}
        onInput={(event) => put({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const text = (name: 'name' | 'queues' | 'groups' | 'campaigns', label: string) => (
    <label>
      <span>{label}</span>
      <input
        data-testid={`rule-${name}`}
        maxLength={name === 'name' ? 60 : 500}
        value={draft.value[name]}
        onInput={(event) => put({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const check = (name: 'on' | 'marked', label: string) => (
    <label class="inline">
      <input
        type="checkbox"
        checked={draft.value[name]}
        onChange={(event) => put({ [name]: event.currentTarget.checked })}
      />{' '}
      <span>{label}</span>
    </label>
  );
  return (
    <form
      class="sampling-rule"
      data-testid="rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {text('name', t.name)}
      {number('perAgentPerWeek', t.perAgent, 50)}
      {number('ratedFrom', t.ratedFrom, 5)}
      {number('minTalk', t.minTalk, 3_600)}
      {text('queues', t.queues)}
      {text('groups', t.groups)}
      {text('campaigns', t.campaigns)}
      <label>
        <span>{t.direction}</span>
        <select value={draft.value.direction} onChange={(event) => put({ direction: event.currentTarget.value })}>
          <option value="">{recordingsWords.value.searching.any}</option>
          <option value="inbound">{recordingsWords.value.directions.inbound}</option>
          <option value="outbound">{recordingsWords.value.directions.outbound}</option>
        </select>
      </label>
      {judges.length === 0 ? null : (
        <fieldset class="people">
          <legend class="small muted">{t.people}</legend>
          {judges.map((judge) => (
            <label key={judge.id} class="inline">
              <input
                type="checkbox"
                checked={draft.value.people.includes(judge.id)}
                onChange={(event) =>
                  put({
                    people: event.currentTarget.checked
                      ? [...draft.value.people, judge.id]
                      : draft.value.people.filter((each) => each !== judge.id),
                  })
                }
              />{' '}
              <span>{judge.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <footer class="score-foot">
        {check('marked', t.marked)}
        {check('on', t.on)}
        {shown === null ? null : (
          <>
            <span class="muted small">{t.open(shown.open)}</span>
            <button type="button" class="quiet" onClick={() => void remove()}>
              {recordingsWords.value.remove}
            </button>
            <button type="button" data-testid="rule-draw" onClick={() => void drawNow()}>
              {t.draw}
            </button>
          </>
        )}
        <button type="submit" class="primary" data-testid="rule-save" disabled={draft.value.name.trim() === ''}>
          {recordingsWords.value.save}
        </button>
      </footer>
    </form>
  );
}

function AutoForm({ rules }: { readonly rules: AutoRules }) {
  const t = recordingsWords.value.rules;
  const draft = useSignal<AutoDraft>(autoDraftOf(rules));
  async function save(): Promise<void> {
    const answer = await call<null>('PUT', '/quality/auto-rules', autoRulesOf(draft.value));
    if (!answer.ok) tellFailure(answer.code);
    else tellGood(() => recordingsWords.value.rules.saved);
  }
  return (
    <section class="panel" aria-label={t.autoTitle}>
      <header>
        <h2>{t.autoTitle}</h2>
      </header>
      <form
        class="sampling-rule"
        data-testid="auto-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {(['talkShorterMs', 'silenceLongerMs', 'talkOverPercent'] as const).map((name) => (
          <label key={name}>
            <span>{t.auto[name]}</span>
            <input
              type="number"
              min={1}
              max={name === 'talkOverPercent' ? 100 : 86_400}
              value={draft.value[name]}
              onInput={(event) => {
                draft.value = { ...draft.value, [name]: event.currentTarget.value };
              }}
            />
          </label>
        ))}
        <footer class="score-foot">
          <label class="inline">
            <input
              type="checkbox"
              checked={draft.value.noDisposition}
              onChange={(event) => {
                draft.value = { ...draft.value, noDisposition: event.currentTarget.checked };
              }}
            />{' '}
            <span>{t.auto.noDisposition}</span>
          </label>
          <span class="muted small">{t.off}</span>
          <button type="submit" class="primary">
            {recordingsWords.value.save}
          </button>
        </footer>
      </form>
    </section>
  );
}
