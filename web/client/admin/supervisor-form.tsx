/** The telephone at which somebody listens to agents. */
import { useSignal } from '@preact/signals';
import type { Site } from '../../../daemon/terms/site.js';
import { adminWords } from './admin-words.js';
import { SelectField } from './fields.js';
import { freeLines, type Person } from './people-store.js';
import { SaveBar, useSaving } from './save-bar.js';
import { problemsOf } from './site-problems.js';
import { siteInForce } from './site-store.js';

export function SupervisorForm({ person: { user, supervisor } }: { readonly person: Person }) {
  const w = adminWords.value.supervisor;
  const saving = useSaving();
  const line = useSignal(supervisor?.line ?? 0);
  const site = siteInForce.value?.site;
  if (site === undefined) return null;
  const taken = [...site.agents, ...(site.supervisors ?? [])].map((each) => each.line);
  const free = freeLines(site.board.lines, taken, supervisor?.line ?? 0);
  const wrong = problemsOf(saving.wrong, 'line');
  const put = ({ supervisors = [] }: Site) => {
    const others = supervisors.filter(({ id }) => id !== user.id);
    const mine = line.value === 0 ? [] : [{ id: user.id, name: user.name, line: line.value }];
    return { change: 'supervisors' as const, supervisors: [...others, ...mine] };
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void saving.save(event.currentTarget, put);
      }}
    >
      <SelectField
        name="supervisor-line"
        label={w.line}
        help={free.length > 0 ? w.help : w.noneFree}
        value={String(line.value)}
        wrong={wrong}
        options={[
          ['0', w.none] as const,
          ...free.map((each) => [String(each), adminWords.value.people.line(each)] as const),
        ]}
        onChoice={(chosen) => (line.value = Number(chosen))}
      />
      <SaveBar
        saving={saving}
        changed={line.value !== (supervisor?.line ?? 0)}
        told={(each) => wrong.includes(each)}
        onSave={() => void saving.save(null, put)}
        onDiscard={() => (line.value = supervisor?.line ?? 0)}
      />
    </form>
  );
}
