/** Rules: "if … then …", in the order in which they are asked, beside a caller on whom they can be tried. */
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RouteRule } from '../../../daemon/terms/site.js';
import { Icon } from '../parts/icon.js';
import { adminWords } from './admin-words.js';
import { mergedList } from './merging.js';
import { OrderList } from './order-list.js';
import { RuleForm } from './rule-form.js';
import { ruleSentence } from './rule-text.js';
import { RuleTry, triedRules } from './rule-try-panel.js';
import { SaveBar, useSaving } from './save-bar.js';
import { siteInForce } from './site-store.js';

/** Unsaved; null: as they are in force. */
const draft = signal<{ readonly base: readonly RouteRule[]; readonly mine: readonly RouteRule[] } | null>(null);
const open = signal<string | null>(null);

export function RulesPage() {
  const w = adminWords.value.rules;
  const page = useRef<HTMLDivElement>(null);
  const saving = useSaving();
  const round = useSignal(0);
  const site = siteInForce.value?.site;
  if (site === undefined) return <p />;
  const inForce = site.rules ?? [];
  const rules = draft.value?.mine ?? inForce;
  const put = (next: readonly RouteRule[]): void => {
    const base = draft.value?.base ?? inForce;
    draft.value = JSON.stringify(next) === JSON.stringify(base) ? null : { base, mine: next };
  };
  async function save(): Promise<void> {
    const typed = draft.value;
    if (typed === null) return;
    const made = await saving.save(page.current, (now) => ({
      change: 'rules',
      rules: mergedList(typed.base, typed.mine, now.rules ?? []),
    }));
    if (made) draft.value = null;
  }
  function add(): void {
    const id = freeId(rules);
    // biome-ignore lint/suspicious/noThenProperty: the site's word for what a rule does; never awaited
    put([...rules, { id, name: w.newName, when: [{ attribute: 'area', operator: '=', value: '' }], then: {} }]);
    open.value = id;
  }
  const tried = triedRules(site, rules);
  return (
    <div class="rules-page">
      <section class="panel" aria-label={adminWords.value.sections.rules} ref={page}>
        <header>
          <p class="muted">{w.how}</p>
          <button type="button" data-testid="add-rule" onClick={add}>
            <Icon name="plus" /> {w.add}
          </button>
        </header>
        {rules.length === 0 ? <p class="empty">{w.none}</p> : null}
        <OrderList
          label={adminWords.value.sections.rules}
          testId="rules"
          items={rules.map((rule) => ({
            id: rule.id,
            name: rule.name,
            content: (
              <RuleRow
                key={round.value}
                rule={rule}
                verdict={tried?.rules.find(({ id }) => id === rule.id) ?? null}
                open={open.value === rule.id}
                wrong={saving.wrong.filter(({ path }) => path.startsWith(`rules[${rule.id}]`))}
                onOpen={() => (open.value = open.value === rule.id ? null : rule.id)}
                onRule={(next) => put(rules.map((each) => (each.id === rule.id ? next : each)))}
                onRemove={() => put(rules.filter(({ id }) => id !== rule.id))}
              />
            ),
          }))}
          onOrder={(ids) => put(ids.flatMap((id) => rules.find((rule) => rule.id === id) ?? []))}
        />
        <SaveBar
          saving={saving}
          changed={draft.value !== null}
          told={({ path }) => rules.some(({ id }) => path.startsWith(`rules[${id}]`))}
          onSave={() => void save()}
          onDiscard={() => {
            draft.value = null;
            saving.result.value = null;
            round.value += 1;
          }}
        />
      </section>
      <RuleTry site={site} tried={tried} unsaved={draft.value !== null} />
    </div>
  );
}

function RuleRow(props: Parameters<typeof RuleForm>[0] & RowProps) {
  const { rule, verdict, open } = props;
  const w = adminWords.value.rules;
  return (
    <div class={`rule ${open ? 'open' : ''}`} data-testid={`rule-${rule.id}`}>
      <div class="rule-head">
        <button type="button" class="link rule-name" aria-expanded={open} onClick={props.onOpen}>
          {rule.name}
        </button>
        {verdict === null ? null : verdict.wrong !== null ? (
          <span class="tag bad">{w.leftOut}</span>
        ) : (
          <span class={`tag ${verdict.fits ? 'good' : ''}`} data-testid={`verdict-${rule.id}`}>
            {verdict.fits ? w.fits : w.doesNotFit}
          </span>
        )}
        <button type="button" class="quiet" aria-label={w.remove(rule.name)} onClick={props.onRemove}>
          ✕
        </button>
      </div>
      <p class="rule-sentence">{ruleSentence(rule)}</p>
      {open ? <RuleForm {...props} /> : null}
    </div>
  );
}
interface RowProps {
  readonly open: boolean;
  onOpen(): void;
  onRemove(): void;
}

function freeId(rules: readonly RouteRule[]): string {
  for (let number = 1; ; number++) {
    const id = `rule-${number}`;
    if (!rules.some((rule) => rule.id === id)) return id;
  }
}
