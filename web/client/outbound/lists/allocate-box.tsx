/** Shares of a list's free leads for agents; the totals stand there before it is done. */
import { useSignal } from '@preact/signals';
import type { Allocated, ListCounts } from '../../../../daemon/terms/outbound-figures.js';
import { Dialog } from '../../parts/dialog.js';
import { tellGood } from '../../parts/toasts.js';
import { words } from '../../words/words.js';
import { agentIds, areaName, countText, whoIs } from '../names.js';
import { useActing } from './act-box.js';
import {
  type Allocation,
  type AllocationDraft,
  type AllocationMode,
  allocationModes,
  allocationOf,
  evenly,
  freeLeads,
} from './allocation.js';
import { listsWords } from './lists-words.js';
import './allocate.css';

export function AllocateBox(props: {
  readonly list: string;
  readonly counts: ListCounts;
  onClose(): void;
  changed(): void;
}) {
  const t = listsWords.value.allocate;
  const { counts } = props;
  const draft = useSignal<AllocationDraft>({ mode: 'count', typed: {}, regions: {} });
  const came = useSignal<Allocated | null>(null);
  const acting = useActing();
  const plan = allocationOf(draft.value, counts.free);
  const put = (part: Partial<AllocationDraft>): void => {
    draft.value = { ...draft.value, ...part };
  };
  async function go(): Promise<void> {
    const body = { shares: plan.shares };
    const done = await acting.ask<Allocated>('POST', `/lists/${encodeURIComponent(props.list)}/allocate`, body);
    if (done === null) return;
    props.changed();
    const given = done.before - done.left;
    tellGood(() => listsWords.value.allocate.done(given, done.left));
    // Somebody may have called or allocated some meanwhile: then what was announced is not what came.
    if (given === plan.total) props.onClose();
    else came.value = done;
  }
  if (came.value !== null) return <Came came={came.value} onClose={props.onClose} />;
  const { mode } = draft.value;
  return (
    <Dialog title={t.title} testId="allocate-box" class="wide-box" onClose={props.onClose}>
      <p class="muted">{t.free(freeLeads(counts.free))}</p>
      <fieldset class="segments" aria-label={t.mode}>
        {allocationModes.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={mode === each}
            class={mode === each ? 'chosen' : ''}
            data-testid={`allocate-${each}`}
            onClick={() => put({ mode: each, typed: {} })}
          >
            {t.modes[each]}
          </button>
        ))}
      </fieldset>
      {agentIds().length === 0 ? <p class="empty">{t.noAgents}</p> : null}
      {mode === 'region' ? (
        <ByRegion draft={draft.value} free={counts.free} put={put} />
      ) : (
        <ByAgent mode={mode} draft={draft.value} plan={plan} counts={counts} put={put} />
      )}
      <Sum plan={plan} />
      <div class="box-foot">
        {plan.problem === null ? null : (
          <span class="problem" role="alert" data-testid="allocate-problem">
            {t.problems[plan.problem.what](plan.problem.by)}
          </span>
        )}
        <button type="button" onClick={props.onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-testid="allocate-go"
          disabled={plan.problem !== null || plan.total === 0}
          aria-busy={acting.busy.value}
          onClick={() => void go()}
        >
          {t.go(plan.total)}
        </button>
      </div>
    </Dialog>
  );
}

function ByAgent(props: {
  readonly mode: Exclude<AllocationMode, 'region'>;
  readonly draft: AllocationDraft;
  readonly plan: Allocation;
  readonly counts: ListCounts;
  put(part: Partial<AllocationDraft>): void;
}) {
  const t = listsWords.value.allocate;
  const { mode, draft, plan, counts, put } = props;
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const ids = agentIds();
  const has = new Map(counts.byAgent.map(({ agent, leads }) => [agent, leads]));
  const all = freeLeads(counts.free);
  const choose = (agent: string, on: boolean): void => {
    const next = new Set(chosen.value);
    if (on) next.add(agent);
    else next.delete(agent);
    chosen.value = next;
  };
  return (
    <>
      <div class="evenly">
        <button
          type="button"
          data-testid="allocate-evenly"
          disabled={chosen.value.size === 0}
          onClick={() => {
            const agents = ids.filter((id) => chosen.value.has(id));
            put({ typed: evenly(mode, agents, all) });
          }}
        >
          {t.evenly}
        </button>
        {chosen.value.size === 0 ? <span class="small muted">{t.choose}</span> : null}
      </div>
      <div class="table-frame scroll-box">
        <table class="numbers-right allocate-table">
          <thead>
            <tr>
              <th class="tick">
                <input
                  type="checkbox"
                  aria-label={t.agent}
                  checked={ids.length > 0 && chosen.value.size === ids.length}
                  onChange={(event) => {
                    chosen.value = new Set(event.currentTarget.checked ? ids : []);
                  }}
                />
              </th>
              <th class="left">{t.agent}</th>
              <th>{t.has}</th>
              <th>{mode === 'count' ? t.count : t.percent}</th>
              <th>{t.gets}</th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => (
              <tr key={id}>
                <td class="tick">
                  <input
                    type="checkbox"
                    aria-label={whoIs(id)}
                    data-testid={`allocate-choose-${id}`}
                    checked={chosen.value.has(id)}
                    onChange={(event) => choose(id, event.currentTarget.checked)}
                  />
                </td>
                <td class="left">{whoIs(id)}</td>
                <td>{countText(has.get(id) ?? 0)}</td>
                <td>
                  <input
                    class="short-input"
                    inputMode="decimal"
                    maxLength={8}
                    aria-label={`${whoIs(id)}: ${mode === 'count' ? t.count : t.percent}`}
                    data-testid={`allocate-value-${id}`}
                    value={draft.typed[id] ?? ''}
                    onInput={(event) => put({ typed: { ...draft.typed, [id]: event.currentTarget.value } })}
                  />
                </td>
                <td data-testid={`allocate-gets-${id}`}>{countText(plan.given.get(id) ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ByRegion(props: {
  readonly draft: AllocationDraft;
  readonly free: ListCounts['free'];
  put(part: Partial<AllocationDraft>): void;
}) {
  const t = listsWords.value.allocate;
  const { draft, free, put } = props;
  const ids = agentIds();
  return (
    <div class="table-frame scroll-box">
      <table class="allocate-table">
        <thead>
          <tr>
            <th>{t.area}</th>
            <th class="right">{t.leads}</th>
            <th>{t.to}</th>
          </tr>
        </thead>
        <tbody>
          {[...free]
            .sort((a, b) => b.leads - a.leads)
            .map(({ area, leads }) => (
              <tr key={area}>
                <td>{area === '' ? t.unknownArea : areaName(area)}</td>
                <td class="right">{countText(leads)}</td>
                <td>
                  {area === '' ? (
                    <span class="small muted">{t.unknownHelp}</span>
                  ) : (
                    <select
                      aria-label={`${areaName(area)}: ${t.to}`}
                      data-testid={`allocate-region-${area}`}
                      value={draft.regions[area] ?? ''}
                      onChange={(event) => put({ regions: { ...draft.regions, [area]: event.currentTarget.value } })}
                    >
                      <option value="">{t.nobody}</option>
                      {ids.map((id) => (
                        <option key={id} value={id}>
                          {whoIs(id)}
                        </option>
                      ))}
                    </select>
                  )}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who gets how much of what there is, as one bar, and the same in words. */
function Sum({ plan }: { readonly plan: Allocation }) {
  const t = listsWords.value.allocate;
  return (
    <div class="allocate-sum">
      <div class="share-bar" aria-hidden="true">
        {[...plan.given].map(([agent, leads]) =>
          leads === 0 ? null : (
            <i key={agent} style={{ flexGrow: leads }} title={`${whoIs(agent)} ${countText(leads)}`}>
              <span>{whoIs(agent)}</span>
            </i>
          ),
        )}
        {plan.left === 0 ? null : <i class="left" style={{ flexGrow: plan.left }} />}
      </div>
      <b data-testid="allocate-sum">{t.sum(plan.total, plan.left)}</b>
    </div>
  );
}

function Came({ came, onClose }: { readonly came: Allocated; readonly onClose: () => void }) {
  const t = listsWords.value.allocate;
  return (
    <Dialog title={t.title} testId="allocate-came" onClose={onClose}>
      <p>{t.changed}</p>
      <ul class="plain-rows">
        {came.given.map(({ agent, leads }) => (
          <li key={agent}>
            <span>{whoIs(agent)}</span> <b>{countText(leads)}</b>
          </li>
        ))}
      </ul>
      <div class="box-foot">
        <button type="button" class="primary" onClick={onClose}>
          {words.value.close}
        </button>
      </div>
    </Dialog>
  );
}
