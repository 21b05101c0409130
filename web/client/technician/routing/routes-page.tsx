/** Routes out: which trunks a number takes, and which next when one is full (ACC-24). */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Route } from '../../../../daemon/terms/trunks.js';
import { Choice, Problems } from '../../admin/fields.js';
import { OrderList } from '../../admin/order-list.js';
import { SaveBar, useSaving } from '../../admin/save-bar.js';
import type { Wrong } from '../../admin/site-problems.js';
import { siteInForce } from '../../admin/site-store.js';
import { Icon } from '../../parts/icon.js';
import { language } from '../../words/words.js';
import { freeKey, type KeyedRoute, keyed, routeDraft, trunkDraft } from './drafts.js';
import { trunkName } from './number-try.js';
import { prefixesOf, prefixText } from './route-text.js';
import { RoutingFrame } from './routing-frame.js';
import { routingWords } from './routing-words.js';

export default function RoutesPage() {
  return (
    <RoutingFrame first="out">
      <Routes />
    </RoutingFrame>
  );
}

function Routes() {
  const w = routingWords.value.routes;
  const page = useRef<HTMLElement>(null);
  const saving = useSaving();
  const round = useSignal(0);
  const inForce = siteInForce.value?.site.routes ?? [];
  const draft = routeDraft.value;
  const rows = draft?.mine ?? keyed(inForce);
  const put = (next: readonly KeyedRoute[]): void => {
    const plain = (routes: readonly KeyedRoute[]): string => JSON.stringify(routes.map(({ route }) => route));
    const base = draft?.base ?? keyed(inForce);
    routeDraft.value = plain(next) === plain(base) ? null : { base, mine: next };
  };
  const wrongOf = (at: number): readonly Wrong[] => saving.wrong.filter(({ path }) => path.startsWith(`routes[${at}]`));
  async function save(): Promise<void> {
    const mine = routeDraft.value?.mine;
    if (mine === undefined) return;
    const made = await saving.save(page.current, () => ({ change: 'routes', routes: mine.map(({ route }) => route) }));
    if (made) routeDraft.value = null;
  }
  return (
    <section class="panel" aria-label={w.trunks} ref={page}>
      <header>
        <div>
          <p class="muted">{w.how}</p>
          <p class="muted small">{w.emergency}</p>
        </div>
        <button
          type="button"
          data-testid="add-route"
          onClick={() => put([...rows, { id: freeKey(rows), route: { prefixes: [], trunks: [] } }])}
        >
          <Icon name="plus" /> {w.add}
        </button>
      </header>
      {rows.length === 0 ? <p class="empty">{w.none}</p> : null}
      <OrderList
        label={w.trunks}
        testId="routes"
        items={rows.map(({ id, route }, at) => ({
          id,
          name: w.name(prefixText(route, w.every)),
          content: (
            <RouteRow
              key={`${id}-${round.value}`}
              at={at}
              route={route}
              wrong={wrongOf(at)}
              onRoute={(next) => put(rows.map((row) => (row.id === id ? { id, route: next } : row)))}
              onRemove={() => put(rows.filter((row) => row.id !== id))}
            />
          ),
        }))}
        onOrder={(ids) => put(ids.flatMap((id) => rows.find((row) => row.id === id) ?? []))}
      />
      <SaveBar
        saving={saving}
        changed={draft !== null}
        told={({ path }) => path.startsWith('routes[')}
        onSave={() => void save()}
        onDiscard={() => {
          routeDraft.value = null;
          saving.result.value = null;
          round.value += 1;
        }}
      />
    </section>
  );
}

function RouteRow(props: {
  readonly at: number;
  readonly route: Route;
  readonly wrong: readonly Wrong[];
  onRoute(route: Route): void;
  onRemove(): void;
}) {
  const w = routingWords.value.routes;
  const { at, route, wrong } = props;
  const prefixes = useSignal(route.prefixes.map((prefix) => (prefix === '' ? '*' : prefix)).join(' '));
  const priority = useSignal(route.priority === undefined ? '' : String(route.priority));
  const read = prefixesOf(prefixes.value);
  const priorityBad =
    !/^\d{0,4}$/.test(priority.value) || Number(priority.value || 1) < 1 || Number(priority.value) > 1000;
  return (
    <div class="route-row" data-testid={`route-${at}`}>
      <label class="route-prefixes">
        <span>{w.prefixes}</span>
        <input
          autocomplete="off"
          title={w.prefixesHelp}
          placeholder="13 15 18"
          data-testid={`route-${at}-prefixes`}
          aria-invalid={read === null || wrong.some(({ field }) => field.startsWith('prefixes'))}
          value={prefixes.value}
          onInput={(event) => {
            prefixes.value = event.currentTarget.value;
            const typed = prefixesOf(prefixes.value);
            if (typed !== null) props.onRoute({ ...route, prefixes: typed });
          }}
        />
      </label>
      <label class="route-priority">
        <span>{w.priority}</span>
        <input
          inputMode="numeric"
          autocomplete="off"
          placeholder="100"
          title={w.usualPriority}
          data-testid={`route-${at}-priority`}
          aria-invalid={priorityBad}
          value={priority.value}
          onInput={(event) => {
            priority.value = event.currentTarget.value.trim();
            const { priority: _, ...rest } = route;
            const typed = Number(priority.value);
            props.onRoute(priority.value === '' || !Number.isInteger(typed) ? rest : { ...rest, priority: typed });
          }}
        />
      </label>
      <TrunkOrder at={at} route={route} onRoute={props.onRoute} />
      <button
        type="button"
        class="quiet"
        aria-label={w.remove(prefixText(route, w.every))}
        title={w.remove(prefixText(route, w.every))}
        data-testid={`route-${at}-remove`}
        onClick={props.onRemove}
      >
        <Icon name="cross" />
      </button>
      <Problems wrong={wrong} />
    </div>
  );
}

function TrunkOrder(props: { readonly at: number; readonly route: Route; onRoute(route: Route): void }) {
  const w = routingWords.value.routes;
  const { at, route } = props;
  const known = trunkDraft.value?.mine ?? siteInForce.value?.site.trunks ?? [];
  const left = known.filter(({ id }) => !route.trunks.includes(id));
  const put = (trunks: readonly string[]): void => props.onRoute({ ...route, trunks });
  return (
    <fieldset class="route-trunks" title={w.trunksHelp}>
      <legend class="muted small">{w.trunks}</legend>
      {route.trunks.map((id, place) => {
        const name = known.some((trunk) => trunk.id === id) ? trunkName(id) : w.gone(id);
        return (
          <span key={id} class="trunk-chip">
            {place === 0 ? null : (
              <button
                type="button"
                class="quiet"
                aria-label={w.first(name)}
                title={w.first(name)}
                onClick={() => {
                  const order = [...route.trunks];
                  order.splice(place, 1);
                  order.splice(place - 1, 0, id);
                  put(order);
                }}
              >
                ◂
              </button>
            )}
            <b>
              {place + 1} {name}
            </b>
            <button
              type="button"
              class="quiet"
              aria-label={w.without(name)}
              title={w.without(name)}
              onClick={() => put(route.trunks.filter((each) => each !== id))}
            >
              ✕
            </button>
          </span>
        );
      })}
      {route.trunks.length === 0 ? <span class="problem small">{w.noTrunks}</span> : null}
      {left.length === 0 ? null : (
        <Choice
          name={`route-${at}-add`}
          label={w.addTrunk}
          value=""
          options={[['', w.addTrunk], ...left.map((trunk) => [trunk.id, trunk.name[language.value]] as const)]}
          onChoice={(id) => {
            if (id !== '') put([...route.trunks, id]);
          }}
        />
      )}
    </fieldset>
  );
}
