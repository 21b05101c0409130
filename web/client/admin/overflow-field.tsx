/** Where a caller goes who cannot stay in a queue. */
import { useId } from 'preact/hooks';
import type { Overflow } from '../../../daemon/terms/site.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Choice, Problems } from './fields.js';
import { PromptsInput } from './prompts-field.js';
import { promptsOf } from './queue-draft.js';
import type { Wrong } from './site-problems.js';
import { siteInForce } from './site-store.js';

const ways = ['hang-up', 'queue', 'flow', 'call-back'] as const;
type To = Overflow['to'] | '';

export function OverflowField(props: {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** What happens when nothing is chosen. */
  readonly absent: string;
  readonly value: Overflow | undefined;
  readonly wrong: readonly Wrong[];
  onOverflow(overflow: Overflow | undefined): void;
}) {
  const { name, value, wrong } = props;
  const w = adminWords.value.overflow;
  const id = useId();
  const site = siteInForce.value?.site;
  const queues = (site?.queues ?? []).map((each) => [each.id, each.name[language.value]] as const);
  const flows = (site?.flows ?? []).map((each) => [each.id, each.id] as const);
  function choose(to: To): void {
    const prompts = value !== undefined && 'prompts' in value ? value.prompts : [];
    if (to === '') props.onOverflow(undefined);
    else if (to === 'queue') props.onOverflow({ to, queue: queues[0]?.[0] ?? '' });
    else if (to === 'flow') props.onOverflow({ to, flow: flows[0]?.[0] ?? '' });
    else props.onOverflow({ to, prompts });
  }
  return (
    <div class="overflow">
      <label for={id}>{props.label}</label>
      <div class="overflow-choice">
        <Choice<To>
          id={id}
          name={name}
          label={props.label}
          value={value?.to ?? ''}
          wrong={wrong}
          options={[['', props.absent] as const, ...ways.map((to) => [to, w.ways[to]] as const)]}
          onChoice={choose}
        />
        {value?.to === 'queue' ? (
          <Choice
            name={`${name}.queue`}
            label={w.queue}
            value={value.queue}
            options={queues}
            onChoice={(queue) => props.onOverflow({ to: 'queue', queue })}
          />
        ) : null}
        {value?.to === 'flow' ? (
          <Choice
            name={`${name}.flow`}
            label={w.flow}
            value={value.flow}
            options={flows}
            onChoice={(flow) => props.onOverflow({ to: 'flow', flow })}
          />
        ) : null}
        {value?.to === 'hang-up' || value?.to === 'call-back' ? (
          <PromptsInput
            name={`${name}.prompts`}
            label={w.prompts}
            value={value.prompts}
            onText={(text) => props.onOverflow({ to: value.to, prompts: promptsOf(text) })}
          />
        ) : null}
      </div>
      <p class="field-help">{props.help}</p>
      <Problems wrong={wrong} />
    </div>
  );
}
