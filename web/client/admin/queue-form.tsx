/** Every setting of a queue, in the order in which a call meets them. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { strategies } from '../../../daemon/terms/site.js';
import { language, words } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Check, Optional, TextField } from './fields.js';
import { merged } from './merging.js';
import { PromptsField } from './prompts-field.js';
import { QueueAgents } from './queue-agents.js';
import { promptsOf, withValue } from './queue-draft.js';
import { queueDrafts, setDraft } from './queue-drafts.js';
import { type Editing, QueueNumberField } from './queue-number-field.js';
import { Elsewhere, Goals } from './queue-outcome.js';
import { SaveBar, useSaving } from './save-bar.js';
import { problemsOf } from './site-problems.js';
import { siteInForce } from './site-store.js';

export function QueueForm({ id }: { readonly id: string }) {
  const w = adminWords.value.queues;
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaving();
  const removing = useSignal(false);
  /** Fields keep what was typed; thrown away, they begin anew. */
  const round = useSignal(0);
  const inForce = siteInForce.value?.site.queues.find((each) => each.id === id);
  const draft = queueDrafts.value.get(id);
  const queue = draft?.queue ?? inForce;
  if (queue === undefined) return null;
  const editing: Editing = {
    queue,
    saving,
    put(path, value) {
      const now = queueDrafts.value.get(id);
      const base = now === undefined ? (inForce ?? null) : now.base;
      const next = withValue(now?.queue ?? queue, path, value);
      setDraft(id, JSON.stringify(next) === JSON.stringify(base) ? null : { base, queue: next });
    },
  };
  async function save(): Promise<void> {
    const mine = queueDrafts.value.get(id);
    if (mine === undefined) return;
    const made = await saving.save(form.current, (site) => {
      const now = site.queues.find((each) => each.id === id);
      const both = mine.base !== null && now !== undefined;
      return { change: 'put-queue', queue: both ? merged(mine.base, mine.queue, now) : mine.queue };
    });
    if (made) setDraft(id, null);
  }
  async function remove(): Promise<void> {
    if (inForce === undefined) setDraft(id, null);
    else if (await saving.save(null, () => ({ change: 'remove-queue', queue: id }))) setDraft(id, null);
    removing.value = false;
  }
  return (
    <form
      ref={form}
      class="panel queue-form"
      aria-label={queue.name[language.value]}
      data-testid="queue-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div key={round.value} class="form-parts">
        <Names {...editing} />
        <WhoTakes {...editing} />
        {inForce === undefined ? null : <QueueAgents queue={inForce} />}
        <WhoFirst {...editing} />
        <WhileWaiting {...editing} />
        <Elsewhere {...editing} />
        <Goals {...editing} />
      </div>
      <SaveBar
        saving={saving}
        changed={draft !== undefined}
        told={({ field }) => field !== ''}
        onSave={() => void save()}
        onDiscard={() => {
          setDraft(id, null);
          saving.result.value = null;
          round.value += 1;
        }}
      >
        {removing.value ? (
          <span class="sure" role="alert">
            {w.removeSure}{' '}
            <button type="button" class="danger" data-testid="remove-sure" onClick={() => void remove()}>
              {w.remove}
            </button>
            <button type="button" class="quiet" onClick={() => (removing.value = false)}>
              {words.value.cancel}
            </button>
          </span>
        ) : (
          <button type="button" class="quiet" data-testid="remove-queue" onClick={() => (removing.value = true)}>
            {w.remove}
          </button>
        )}
      </SaveBar>
    </form>
  );
}

function Names({ queue, put, saving }: Editing) {
  const w = adminWords.value.queues;
  const field = (key: 'zh' | 'en') => (
    <TextField
      name={`name.${key}`}
      label={w.nameIn[key]}
      value={queue.name[key]}
      required
      maxLength={60}
      wrong={problemsOf(saving.wrong, `name.${key}`)}
      onText={(text) => put(`name.${key}`, text)}
    />
  );
  return (
    <fieldset>
      <legend>
        {queue.name[language.value]} <span class="muted">{queue.id}</span>
      </legend>
      <div class="fields">
        {field('zh')}
        {field('en')}
      </div>
    </fieldset>
  );
}

function WhoTakes(editing: Editing) {
  const { queue, put } = editing;
  const w = adminWords.value.queues;
  return (
    <fieldset>
      <legend>{w.parts.who}</legend>
      <div class="strategies" role="radiogroup" aria-label={w.strategy}>
        {strategies.map((each) => (
          <label key={each} class={`strategy ${queue.strategy === each ? 'chosen' : ''}`}>
            <input
              type="radio"
              name="strategy"
              data-testid={`strategy-${each}`}
              checked={queue.strategy === each}
              onChange={() => put('strategy', each)}
            />
            <span>
              <b>{w.strategies[each].name}</b> <span class="muted">{w.strategies[each].says}</span>
            </span>
          </label>
        ))}
      </div>
      <div class="fields">
        <QueueNumberField {...editing} of="ringTimeoutMs" required />
        <QueueNumberField {...editing} of="ringAtOnce" />
        <QueueNumberField {...editing} of="nextLevelAfterMs" />
        <QueueNumberField {...editing} of="missesUntilNotReady" required />
        <QueueNumberField {...editing} of="missesByCause.rejected" />
        <QueueNumberField {...editing} of="missesByCause.unreachable" />
        <QueueNumberField {...editing} of="wrapUpMs" required />
      </div>
    </fieldset>
  );
}

function WhoFirst(editing: Editing) {
  const { queue, put, saving } = editing;
  const w = adminWords.value.queues;
  return (
    <fieldset>
      <legend>{w.parts.first}</legend>
      <div class="fields">
        <QueueNumberField {...editing} of="priority" />
        <QueueNumberField {...editing} of="pointsPerMinute" />
        <QueueNumberField {...editing} of="firstAfterMs" />
      </div>
      <Optional
        name="skill"
        label={w.skill}
        help={w.skillHelp}
        on={queue.skill !== undefined}
        wrong={saving.wrong.filter(({ field }) => field === 'skill')}
        onSwitch={(on) => put('skill', on ? { name: '', atLeast: 5 } : undefined)}
      >
        <TextField
          name="skill.name"
          label={w.skillName}
          help={w.skillNameHelp}
          value={queue.skill?.name ?? ''}
          pattern={/^[\p{L}\p{N}_.-]{1,32}$/u}
          required
          maxLength={32}
          wrong={problemsOf(saving.wrong, 'skill.name')}
          onText={(text) => put('skill', { ...queue.skill, name: text.trim() })}
        />
        <QueueNumberField {...editing} of="skill.atLeast" required />
        <QueueNumberField {...editing} of="skill.relaxBy" required={queue.skill?.everyMs !== undefined} />
        <QueueNumberField {...editing} of="skill.everyMs" required={queue.skill?.relaxBy !== undefined} />
      </Optional>
      <Optional
        name="lastAgent"
        label={w.lastAgent}
        help={w.lastAgentHelp}
        on={queue.lastAgent !== undefined}
        onSwitch={(on) => put('lastAgent', on ? { withinDays: 7, holdMs: 10_000 } : undefined)}
      >
        <QueueNumberField {...editing} of="lastAgent.withinDays" required />
        <QueueNumberField {...editing} of="lastAgent.holdMs" required />
      </Optional>
      <Optional
        name="owner"
        label={w.owner}
        help={w.ownerHelp}
        on={queue.owner !== undefined}
        onSwitch={(on) => put('owner', on ? { holdMs: 10_000 } : undefined)}
      >
        <QueueNumberField {...editing} of="owner.holdMs" required />
      </Optional>
    </fieldset>
  );
}

function WhileWaiting(editing: Editing) {
  const { queue, put, saving } = editing;
  const w = adminWords.value.queues;
  return (
    <fieldset>
      <legend>{w.parts.waiting}</legend>
      <div class="fields">
        <PromptsField
          name="music"
          label={w.music}
          help={w.musicHelp}
          value={[queue.music]}
          one
          wrong={problemsOf(saving.wrong, 'music')}
          onText={(text) => put('music', promptsOf(text)[0] ?? '')}
        />
        <PromptsField
          name="prompts"
          label={w.prompts}
          help={w.promptsHelp}
          value={queue.prompts}
          wrong={problemsOf(saving.wrong, 'prompts')}
          onText={(text) => put('prompts', promptsOf(text))}
        />
        <QueueNumberField {...editing} of="maxWaiting" required />
        <QueueNumberField {...editing} of="maxWaitMs" required />
        <PromptsField
          name="busyPrompts"
          label={w.busyPrompts}
          help={w.busyPromptsHelp}
          value={queue.busyPrompts}
          wrong={problemsOf(saving.wrong, 'busyPrompts')}
          onText={(text) => put('busyPrompts', promptsOf(text))}
        />
      </div>
      <Optional
        name="announce"
        label={w.announce}
        help={w.announceHelp}
        on={queue.announce !== undefined}
        onSwitch={(on) => put('announce', on ? { everyMs: 30_000, position: true, wait: true } : undefined)}
      >
        <QueueNumberField {...editing} of="announce.everyMs" required />
        <div class="field checks">
          <Check
            name="announce.position"
            label={w.announcePosition}
            help={w.announcePositionHelp}
            checked={queue.announce?.position ?? false}
            onCheck={(on) => put('announce.position', on)}
          />
          <Check
            name="announce.wait"
            label={w.announceWait}
            help={w.announceWaitHelp}
            checked={queue.announce?.wait ?? false}
            onCheck={(on) => put('announce.wait', on)}
          />
        </div>
      </Optional>
    </fieldset>
  );
}
