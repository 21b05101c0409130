/** Who takes a queue's calls, and in which order 'sequential' asks them. */
import { useSignal } from '@preact/signals';
import type { Agent, Queue, Site } from '../../../daemon/terms/site.js';
import type { SiteChange } from '../../../daemon/terms/site-change.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Choice, Problems } from './fields.js';
import { OrderList } from './order-list.js';
import { reordered } from './ordering.js';
import { withEntry } from './queue-draft.js';
import { SaveResult, useSaving } from './save-bar.js';
import { siteInForce } from './site-store.js';

interface Member {
  readonly id: string;
  readonly level: number;
}
const levelChoices = Array.from({ length: 9 }, (_, at) => at + 1);

export function QueueAgents({ queue }: { readonly queue: Queue }) {
  const w = adminWords.value.queues;
  const site = siteInForce.value?.site;
  const saving = useSaving();
  const draft = useSignal<readonly Member[] | null>(null);
  if (site === undefined) return null;
  const inForce = membersIn(site, queue.id);
  const members = draft.value ?? inForce;
  const agents = new Map(site.agents.map((agent) => [agent.id, agent]));
  const others = site.agents.filter(({ id }) => !members.some((member) => member.id === id));
  const put = (next: readonly Member[]): void => {
    draft.value = JSON.stringify(next) === JSON.stringify(inForce) ? null : next;
  };
  async function save(): Promise<void> {
    const mine = draft.value;
    if (mine === null) return;
    const makes = changesTo(site as Site, queue.id, mine).map((change) => () => change);
    if (await saving.save(null, ...makes)) draft.value = null;
  }
  return (
    <fieldset class="queue-agents">
      <legend>{w.agents.title}</legend>
      <p class="field-help">{queue.strategy === 'sequential' ? w.agents.sequential : w.agents.help}</p>
      {members.length === 0 ? <p class="empty">{w.agents.nobody}</p> : null}
      <OrderList
        label={w.agents.title}
        testId="queue-agents"
        items={members.map(({ id, level }) => {
          const agent = agents.get(id);
          const name = `${agent?.name ?? ''} ${id}`;
          return {
            id,
            name,
            content: (
              <>
                <span class="order-name">
                  <b>{agent?.name}</b> <span class="muted">{id}</span>
                </span>
                <span class="muted small order-skill">{skillText(agent, queue)}</span>
                <Choice
                  name={`member-level-${id}`}
                  label={adminWords.value.agent.levelOf(`${name}, ${queue.name[language.value]}`)}
                  value={String(level)}
                  options={levelChoices.map((each) => [String(each), adminWords.value.people.level(each)] as const)}
                  onChoice={(chosen) =>
                    put(members.map((each) => (each.id === id ? { id, level: Number(chosen) } : each)))
                  }
                />
                <button
                  type="button"
                  class="quiet"
                  aria-label={w.agents.remove(name)}
                  onClick={() => put(members.filter((each) => each.id !== id))}
                >
                  ✕
                </button>
              </>
            ),
          };
        })}
        onOrder={(ids) => put(ids.flatMap((id) => members.find((member) => member.id === id) ?? []))}
      />
      <div class="queue-agents-foot">
        {others.length > 0 ? (
          <Choice
            name="add-member"
            label={w.agents.add}
            value=""
            options={[['', w.agents.add] as const, ...others.map(({ id, name }) => [id, `${name} ${id}`] as const)]}
            onChoice={(id) => id !== '' && put([...members, { id, level: agents.get(id)?.levels?.[queue.id] ?? 1 }])}
          />
        ) : null}
        <SaveResult saving={saving} />
        <Problems wrong={saving.wrong} />
        <button
          type="button"
          class="primary"
          data-testid="save-members"
          disabled={draft.value === null}
          aria-busy={saving.busy.value}
          onClick={() => void save()}
        >
          {w.agents.save}
        </button>
      </div>
    </fieldset>
  );
}

function membersIn(site: Site, queue: string): readonly Member[] {
  return site.agents
    .filter(({ queues }) => queues.includes(queue))
    .map(({ id, levels }) => ({ id, level: levels?.[queue] ?? 1 }));
}

/** Who comes, goes or changes level, then the order: each all or none. */
function changesTo(site: Site, queue: string, members: readonly Member[]): readonly SiteChange[] {
  const changed = site.agents.flatMap((agent): Agent[] => {
    const member = members.find(({ id }) => id === agent.id);
    const was = agent.queues.includes(queue);
    if (member === undefined) {
      return was ? [withEntry(without(agent, queue), 'levels', queue, undefined)] : [];
    }
    if (was && (agent.levels?.[queue] ?? 1) === member.level) return [];
    const inside = was ? agent : { ...agent, queues: [...agent.queues, queue] };
    return [withEntry(inside, 'levels', queue, member.level === 1 ? undefined : member.level)];
  });
  const ids = site.agents.map(({ id }) => id);
  const order = reordered(
    ids,
    members.map(({ id }) => id),
  );
  return [
    ...(changed.length > 0 ? [{ change: 'put-agents', agents: changed } as const] : []),
    ...(order.join(' ') === ids.join(' ') ? [] : [{ change: 'order-agents', agents: order } as const]),
  ];
}

function without(agent: Agent, queue: string): Agent {
  return { ...agent, queues: agent.queues.filter((id) => id !== queue) };
}

function skillText(agent: Agent | undefined, { skill }: Queue): string {
  if (agent === undefined || skill === undefined) return '';
  return `${skill.name} ${agent.skills?.[skill.name] ?? 0}`;
}
