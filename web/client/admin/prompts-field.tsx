/** Names of sounds, as many as are played one after the other; those the site uses already are offered. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Site } from '../../../daemon/terms/site.js';
import { language } from '../words/words.js';
import { adminWords } from './admin-words.js';
import { Field } from './fields.js';
import { promptsOf } from './queue-draft.js';
import { problemText, type Wrong } from './site-problems.js';
import { siteInForce } from './site-store.js';

const promptName = /^[A-Za-z0-9_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,3}$/;
const maxPrompts = 20;

interface Props {
  readonly name: string;
  readonly label: string;
  readonly value: readonly string[];
  /** Exactly one. */
  readonly one?: boolean;
  onText(text: string): void;
}

export function PromptsField(props: Props & { readonly help: string; readonly wrong: readonly Wrong[] }) {
  const id = useId();
  const told = props.wrong.map((each) => problemText(each, language.value)).join(' ');
  return (
    <Field id={id} label={props.label} help={props.help} problem={told}>
      <PromptsInput {...props} id={id} />
    </Field>
  );
}

export function PromptsInput({ id, name, label, value, one = false, onText }: Props & { readonly id?: string }) {
  const text = useSignal(value.join(' '));
  const listId = useId();
  const typed = promptsOf(text.value);
  const bad = typed.some((each) => !promptName.test(each)) || typed.length > maxPrompts || (one && typed.length !== 1);
  const site = siteInForce.value?.site;
  return (
    <>
      <input
        {...(id === undefined ? { 'aria-label': label } : { id })}
        data-testid={`field-${name}`}
        autocomplete="off"
        spellcheck={false}
        list={listId}
        placeholder={adminWords.value.overflow.promptsExample}
        aria-invalid={bad}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          onText(text.value);
        }}
      />
      <datalist id={listId}>
        {(site === undefined ? [] : promptsIn(site)).map((prompt) => (
          <option key={prompt} value={prompt} />
        ))}
      </datalist>
    </>
  );
}

/** Sounds that something of the site plays. */
function promptsIn(site: Site): readonly string[] {
  const ofFlows = site.flows.flatMap(({ nodes }) =>
    Object.values(nodes).flatMap((node) => ('prompts' in node ? node.prompts : [])),
  );
  const ofQueues = site.queues.flatMap(({ music, prompts, busyPrompts }) => [music, ...prompts, ...busyPrompts]);
  return [...new Set([...ofFlows, ...ofQueues])].sort();
}
