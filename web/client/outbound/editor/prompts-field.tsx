/** Names of sounds; those that the site plays already are offered. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Site } from '../../../../daemon/terms/site.js';
import { promptsOf } from './campaign-draft.js';
import { type Said, TextField } from './fields.js';

export function PromptsField(props: {
  readonly field: string;
  readonly said: Said;
  readonly site: Site;
  readonly value: readonly string[];
  onPrompts(prompts: readonly string[]): void;
}) {
  const text = useSignal(props.value.join(' '));
  const offered = useMemo(() => promptsIn(props.site), [props.site]);
  return (
    <TextField
      field={props.field}
      said={props.said}
      value={text.value}
      list={offered}
      onText={(typed) => {
        text.value = typed;
        props.onPrompts(promptsOf(typed));
      }}
    />
  );
}

function promptsIn(site: Site): readonly string[] {
  const ofFlows = site.flows.flatMap(({ nodes }) =>
    Object.values(nodes).flatMap((node) => ('prompts' in node ? node.prompts : [])),
  );
  const ofQueues = site.queues.flatMap(({ music, prompts, busyPrompts }) => [music, ...prompts, ...busyPrompts]);
  return [...new Set([...ofFlows, ...ofQueues])].filter((name) => name !== '').sort();
}
