/** What the site knows of an agent: telephone, queues with levels, skills, shift, group. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Agent } from '../../../daemon/terms/site.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Check, Choice, SelectField, TextField } from './fields.js';
import { merged } from './merging.js';
import { valueAt, withEntry, withValue } from './queue-draft.js';
import { SaveBar, useSaving } from './save-bar.js';
import { problemsOf } from './site-problems.js';
import { siteInForce } from './site-store.js';

const levelChoices = Array.from({ length: 9 }, (_, at) => String(at + 1));
const skillChoices = Array.from({ length: 10 }, (_, at) => String(at));
const numberPattern = /^[0-9*#+]{1,32}$/;

export function AgentForm({ agent }: { readonly agent: Agent }) {
  const w = adminWords.value.agent;
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaving();
  const draft = useSignal(agent);
  const base = useSignal(agent);
  const site = siteInForce.value?.site;
  if (site === undefined) return null;
  const put = (path: string, value: unknown): void => {
    draft.value = withValue(draft.value, path, value);
  };
  const wrong = (field: string) => problemsOf(saving.wrong, field);
  const text = (path: string): string => String(valueAt(draft.value, path) ?? '');
  const { line, queues, levels = {}, remoteNumber } = draft.value;
  const groups = [...new Set(site.agents.flatMap(({ group }) => group ?? []))];
  const changed = JSON.stringify(draft.value) !== JSON.stringify(base.value);

  async function save(): Promise<void> {
    const mine = draft.value;
    const was = base.value;
    const made = await saving.save(form.current, (now) => {
      const current = now.agents.find(({ id }) => id === mine.id);
      return { change: 'put-agents', agents: [current === undefined ? mine : merged(was, mine, current)] };
    });
    if (!made) return;
    const inForce = siteInForce.value?.site.agents.find(({ id }) => id === mine.id) ?? mine;
    base.value = inForce;
    draft.value = inForce;
  }

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="fields">
        <SelectField
          name="line"
          label={w.line}
          help={w.lineHelp}
          value={String(line)}
          wrong={wrong('line')}
          options={[
            ['0', w.outside] as const,
            ...Array.from(
              { length: site.board.lines },
              (_, at) => [String(at + 1), lineText(at + 1, agent.id)] as const,
            ),
          ]}
          onChoice={(chosen) => put('line', Number(chosen))}
        />
        <TextField
          name="remoteNumber"
          label={w.remoteNumber}
          help={w.remoteHelp}
          value={remoteNumber ?? ''}
          pattern={numberPattern}
          required={line === 0}
          maxLength={32}
          wrong={wrong('remoteNumber')}
          onText={(typed) => put('remoteNumber', typed.trim() === '' ? undefined : typed.trim())}
        />
        <TextField
          name="group"
          label={w.group}
          help={w.groupHelp}
          list="groups"
          value={text('group')}
          maxLength={60}
          wrong={wrong('group')}
          onText={(typed) => put('group', typed === '' ? undefined : typed)}
        />
        <datalist id="groups">
          {groups.map((group) => (
            <option key={group} value={group} />
          ))}
        </datalist>
        <SelectField
          name="shift"
          label={w.shift}
          help={w.shiftHelp}
          value={draft.value.shift ?? ''}
          wrong={wrong('shift')}
          options={[['', w.noShift] as const, ...(site.schedules ?? []).map(({ id, name }) => [id, name] as const)]}
          onChoice={(chosen) => put('shift', chosen === '' ? undefined : chosen)}
        />
        <TextField
          name="hiredOn"
          type="date"
          label={w.hiredOn}
          help={w.hiredHelp}
          value={text('hiredOn')}
          wrong={wrong('hiredOn')}
          onText={(typed) => put('hiredOn', typed === '' ? undefined : typed)}
        />
        <div class="field checks">
          <Check
            name="headset"
            label={w.headset}
            help={w.headsetHelp}
            checked={draft.value.headset ?? false}
            onCheck={(on) => put('headset', on || undefined)}
          />
          <Check
            name="international"
            label={w.international}
            help={w.internationalHelp}
            checked={draft.value.international ?? false}
            onCheck={(on) => put('international', on || undefined)}
          />
        </div>
      </div>
      <fieldset class="agent-queues">
        <legend>{w.queues}</legend>
        <p class="field-help">{w.levelHelp}</p>
        <ul>
          {site.queues.map((queue) => {
            const inside = queues.includes(queue.id);
            return (
              <li key={queue.id}>
                <Check
                  name={`queue-${queue.id}`}
                  label={queue.name[language.value]}
                  checked={inside}
                  onCheck={(on) => {
                    const next = on ? [...queues, queue.id] : queues.filter((id) => id !== queue.id);
                    const level = on ? levels[queue.id] : undefined;
                    draft.value = withEntry({ ...draft.value, queues: next }, 'levels', queue.id, level);
                  }}
                />
                {inside ? (
                  <Choice
                    name={`level-${queue.id}`}
                    label={w.levelOf(queue.name[language.value])}
                    value={String(levels[queue.id] ?? 1)}
                    options={levelChoices.map(
                      (level) => [level, adminWords.value.people.level(Number(level))] as const,
                    )}
                    onChoice={(chosen) => {
                      const level = chosen === '1' ? undefined : Number(chosen);
                      draft.value = withEntry(draft.value, 'levels', queue.id, level);
                    }}
                  />
                ) : null}
              </li>
            );
          })}
        </ul>
      </fieldset>
      <Skills
        agent={draft.value}
        known={skillsOf(site.agents, site.queues)}
        onSkills={(skills) => put('skills', skills)}
      />
      <SaveBar
        saving={saving}
        changed={changed}
        told={(each) => ['line', 'remoteNumber', 'group', 'shift', 'hiredOn'].includes(each.field)}
        onSave={() => void save()}
        onDiscard={() => {
          draft.value = base.value;
          saving.result.value = null;
        }}
      />
    </form>
  );
}

/** Who sits there already. */
function lineText(line: number, but: string): string {
  const site = siteInForce.value?.site;
  const people = [...(site?.agents ?? []), ...(site?.supervisors ?? [])];
  const there = people.filter((each) => each.line === line && each.id !== but).map(({ name }) => name);
  const text = adminWords.value.people.line(line);
  return there.length === 0 ? text : `${text} (${there.join('、')})`;
}

function skillsOf(
  agents: readonly Agent[],
  queues: readonly { readonly skill?: { readonly name: string } }[],
): readonly string[] {
  const names = [
    ...agents.flatMap(({ skills = {} }) => Object.keys(skills)),
    ...queues.flatMap(({ skill }) => skill?.name ?? []),
  ];
  return [...new Set(names)].sort();
}

function Skills(props: {
  readonly agent: Agent;
  readonly known: readonly string[];
  onSkills(skills: Agent['skills']): void;
}) {
  const w = adminWords.value.agent;
  const { skills = {} } = props.agent;
  const fresh = useSignal('');
  const put = (name: string, level: number | undefined): void => {
    const { [name]: _, ...others } = skills;
    const next = level === undefined ? others : { ...skills, [name]: level };
    props.onSkills(Object.keys(next).length === 0 ? undefined : next);
  };
  const add = (): void => {
    const name = fresh.value.trim();
    if (!/^[\p{L}\p{N}_.-]{1,32}$/u.test(name)) return;
    put(name, skills[name] ?? 5);
    fresh.value = '';
  };
  return (
    <fieldset class="agent-queues">
      <legend>{w.skills}</legend>
      <p class="field-help">{w.skillsHelp}</p>
      <ul>
        {Object.entries(skills).map(([name, level]) => (
          <li key={name}>
            <span>{name}</span>
            <Choice
              name={`skill-${name}`}
              label={name}
              value={String(level)}
              options={skillChoices.map((each) => [each, each] as const)}
              onChoice={(chosen) => put(name, Number(chosen))}
            />
            <button type="button" class="quiet" aria-label={w.removeSkill(name)} onClick={() => put(name, undefined)}>
              ✕
            </button>
          </li>
        ))}
        <li>
          <input
            aria-label={w.newSkill}
            placeholder={w.newSkill}
            list="skills"
            maxLength={32}
            data-testid="new-skill"
            value={fresh.value}
            onInput={(event) => {
              fresh.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <button type="button" data-testid="add-skill" disabled={fresh.value.trim() === ''} onClick={add}>
            {w.addSkill}
          </button>
          <datalist id="skills">
            {props.known.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </li>
      </ul>
    </fieldset>
  );
}
