import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect } from 'preact/hooks';
import type { RetentionGroup } from '../../../daemon/terms/recordings.js';
import { fewestKeepDays, type KeepRule, type RecordingPolicy } from '../../../daemon/terms/site.js';
import { Check, Choice } from '../admin/fields.js';
import { Icon } from '../parts/icon.js';
import { failureText } from '../parts/toasts.js';
import { language, words } from '../words/words.js';
import { daysOf, isWhole, maxRules, mostKeepDays, moved, namesNothing, withField } from './policy-draft.js';
import type { Previewing } from './preview.js';
import { retentionWords } from './retention-words.js';
import { sizeText } from './size-text.js';

interface Named {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
}

export function PolicyPanel(props: {
  readonly policy: RecordingPolicy;
  readonly queues: readonly Named[];
  readonly campaigns: readonly { readonly id: string; readonly name: string }[];
  readonly previewing: Previewing;
  readonly changed: boolean;
  readonly agreed: boolean;
  readonly timeZone: string;
  onAgreed(yes: boolean): void;
  onPolicy(policy: RecordingPolicy): void;
}) {
  const w = retentionWords.value.policy;
  const { policy, onPolicy } = props;
  const { preview } = props.previewing;
  const rules = policy.rules ?? [];
  const none = preview?.groups.every(({ files }) => files === 0) ?? false;
  const groupOf = (rule: number | null): RetentionGroup | null =>
    preview?.groups.find((group) => group.rule === rule) ?? null;
  const put = (next: readonly KeepRule[]): void => onPolicy({ ...policy, rules: next });
  return (
    <section class="panel retention-policy" aria-label={w.title}>
      <header>
        <h2>{w.title}</h2>
        <p class="muted small">{w.help}</p>
      </header>
      <div class="retention-frame">
        <table class="retention-rules">
          <thead>
            <tr>
              <th>{w.kind}</th>
              <th>{w.queue}</th>
              <th>{w.campaign}</th>
              <th>{w.keep}</th>
              <th class="number">{w.now}</th>
              <th class="number">{w.tonight}</th>
              <th class="number">{w.week}</th>
              <th class="number">{w.month}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule, at) => (
              // Rules have no names: their place is what they are.
              <tr key={at} data-testid={`rule-${at}`}>
                <RuleCells
                  {...props}
                  rule={rule}
                  at={at}
                  onRule={(next) => put(rules.map((each, n) => (n === at ? next : each)))}
                />
                <Days
                  label={w.keep}
                  name={`rule-${at}`}
                  days={rule.keepDays}
                  onDays={(keepDays) => put(rules.map((each, n) => (n === at ? { ...rule, keepDays } : each)))}
                />
                <Counts group={groupOf(at)} />
                <td class="rule-buttons">
                  <button
                    type="button"
                    class="quiet"
                    aria-label={w.up}
                    title={w.up}
                    disabled={at === 0}
                    onClick={() => put(moved(rules, at, -1))}
                  >
                    ↑
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={w.down}
                    title={w.down}
                    disabled={at === rules.length - 1}
                    onClick={() => put(moved(rules, at, 1))}
                  >
                    ↓
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={w.remove}
                    title={w.remove}
                    data-testid={`rule-${at}-remove`}
                    onClick={() => put(rules.filter((_, n) => n !== at))}
                  >
                    ×
                  </button>
                </td>
              </tr>
            ))}
            <tr data-testid="rule-rest">
              <th colSpan={3} scope="row">
                {w.rest}
              </th>
              <Days
                label={w.rest}
                name="rest"
                days={policy.keepDays}
                onDays={(keepDays) => onPolicy({ ...policy, keepDays })}
              />
              <Counts group={groupOf(null)} />
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      {none ? (
        <p class="muted" data-testid="no-recordings">
          {w.none}
        </p>
      ) : null}
      <p>
        <button
          type="button"
          data-testid="rule-add"
          disabled={rules.length >= maxRules}
          title={rules.length >= maxRules ? w.full : undefined}
          onClick={() => put([...rules, { kind: 'voicemail', keepDays: policy.keepDays }])}
        >
          <Icon name="plus" /> {w.add}
        </button>
      </p>
      {props.changed ? <Lost {...props} /> : null}
    </section>
  );
}

function RuleCells(props: {
  readonly rule: KeepRule;
  readonly at: number;
  readonly queues: readonly Named[];
  readonly campaigns: readonly { readonly id: string; readonly name: string }[];
  onRule(rule: KeepRule): void;
}) {
  const w = retentionWords.value.policy;
  const { rule, at, queues, campaigns, onRule } = props;
  const nothing = namesNothing(rule);
  const kinds = Object.entries(w.kinds) as [string, string][];
  return (
    <>
      <td data-label={w.kind} data-testid={`rule-${at}-kind`}>
        <Choice
          name="kind"
          label={w.kind}
          value={rule.kind ?? ''}
          options={kinds}
          wrong={nothing ? [{ field: 'kind', path: `rules[${at}]`, zh: w.nothing, en: w.nothing }] : []}
          onChoice={(kind) => onRule(withField(rule, 'kind', kind))}
        />
        {nothing ? (
          <small class="problem" role="alert" data-testid={`rule-${at}-nothing`}>
            {w.nothing}
          </small>
        ) : null}
      </td>
      <td data-label={w.queue}>
        <Choice
          name="queue"
          label={w.queue}
          value={rule.queue ?? ''}
          options={[['', w.anyQueue], ...queues.map(({ id, name }) => [id, name[language.value]] as const)]}
          onChoice={(queue) => onRule(withField(rule, 'queue', queue))}
        />
      </td>
      <td data-label={w.campaign}>
        <Choice
          name="campaign"
          label={w.campaign}
          value={rule.campaign ?? ''}
          options={[['', w.anyCampaign], ...campaigns.map(({ id, name }) => [id, name] as const)]}
          onChoice={(campaign) => onRule(withField(rule, 'campaign', campaign))}
        />
      </td>
    </>
  );
}

function Days(props: {
  readonly label: string;
  readonly name: string;
  readonly days: number;
  onDays(days: number): void;
}) {
  const w = retentionWords.value.policy;
  const bad = !(Number.isInteger(props.days) && props.days >= fewestKeepDays && props.days <= mostKeepDays);
  const id = useId();
  const text = useSignal(String(props.days));
  // Thrown away or moved: the field shows what is there, but never takes away what somebody is typing. At once: later on a
  // slow computer is after the next key.
  useLayoutEffect(() => {
    if (!Number.isNaN(props.days) && daysOf(text.peek()) !== props.days) text.value = String(props.days);
  }, [props.days]);
  return (
    <td class="rule-days" data-label={w.keep}>
      <span class="with-unit">
        <input
          id={id}
          inputMode="numeric"
          autocomplete="off"
          maxLength={12}
          required
          aria-label={`${props.label} (${w.days}, ${fewestKeepDays}–${mostKeepDays})`}
          aria-invalid={bad}
          aria-describedby={bad ? `${id}-wrong` : undefined}
          data-testid={`${props.name}-days`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            props.onDays(daysOf(text.peek()));
          }}
        />
        <span class="muted">{w.days}</span>
      </span>
      {bad ? (
        <small class="problem" role="alert" id={`${id}-wrong`} data-testid={`${props.name}-wrong`}>
          {props.days < fewestKeepDays ? w.tooFew(fewestKeepDays) : w.daysWrong(fewestKeepDays, mostKeepDays)}
        </small>
      ) : null}
    </td>
  );
}

function Counts({ group }: { readonly group: RetentionGroup | null }) {
  const w = retentionWords.value.policy;
  if (group === null)
    return [w.now, w.tonight, w.week, w.month].map((label) => (
      <td key={label} class="number muted" data-label={label}>
        …
      </td>
    ));
  const cell = (label: string, count: number, isBad = false) => (
    <td class={`number ${count === 0 ? 'muted' : ''} ${isBad && count > 0 ? 'goes' : ''}`} data-label={label}>
      {count === 0 ? '0' : w.files(count)}
    </td>
  );
  return (
    <>
      <td class={`number ${group.files === 0 ? 'muted' : ''}`} data-label={w.now}>
        {group.files === 0 ? (
          '0'
        ) : (
          <span>
            {w.files(group.files)} <small class="muted">{sizeText(group.bytes)}</small>
          </span>
        )}
      </td>
      {cell(w.tonight, group.goesNow.files, true)}
      {cell(w.week, group.goesInWeek)}
      {cell(w.month, group.goesInMonth)}
    </>
  );
}

/** What the change deletes that would be kept otherwise. */
function Lost(props: {
  readonly policy: RecordingPolicy;
  readonly previewing: Previewing;
  readonly agreed: boolean;
  readonly timeZone: string;
  onAgreed(yes: boolean): void;
}) {
  const w = retentionWords.value.policy;
  const { policy, timeZone } = props;
  const { preview, failure, retry } = props.previewing;
  if (!isWhole(policy)) return <p class="muted">{w.mendFirst}</p>;
  if (failure !== null)
    return (
      <p class="problem" role="alert" data-testid="not-counted">
        {w.notCountedFor} {failureText(words.value, failure)}{' '}
        <button type="button" data-testid="count-again" onClick={retry}>
          {words.value.retry}
        </button>
      </p>
    );
  if (preview === null)
    return (
      <p class="muted" role="status">
        {w.counting}
      </p>
    );
  const { files, bytes, oldestAt, newestAt } = preview.lost;
  if (files === 0)
    return (
      <p class="good" data-testid="nothing-lost">
        {w.nothingLost}
      </p>
    );
  const { locale } = words.value;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return (
    <div class="alarm" role="alert" data-testid="lost">
      <p>
        <b>{w.lost(files, sizeText(bytes))}</b>{' '}
        {oldestAt === null || newestAt === null ? null : w.between(day.format(oldestAt), day.format(newestAt))}
      </p>
      <p>{w.when(moment.format(preview.nextAt))}</p>
      <Check name="agreed" label={w.confirm} checked={props.agreed} onCheck={props.onAgreed} />
    </div>
  );
}
