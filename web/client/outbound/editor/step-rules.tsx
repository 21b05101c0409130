/** Step 2: how people are called. */
import { agentModes, type Campaign } from '../../../../daemon/terms/outbound.js';
import type { Site } from '../../../../daemon/terms/site.js';
import { language } from '../../words/words.js';
import { outboundWords } from '../outbound-words.js';
import { numbersToShow } from './campaign-draft.js';
import { change } from './draft-store.js';
import { Field, NumberField, SelectField } from './fields.js';
import { ModeChoice } from './mode-choice.js';
import { PromptsField } from './prompts-field.js';
import { RetryRows } from './retry-rows.js';
import { WhenFields } from './when-fields.js';

interface Props {
  readonly campaign: Campaign;
  readonly site: Site;
}

export function StepRules(props: Props) {
  const t = outboundWords.value.fields.sections;
  const { campaign } = props;
  return (
    <>
      <ModePanel {...props} />
      <section class="panel editor-panel">
        <h3>{t.when}</h3>
        <WhenFields {...props} />
      </section>
      <CallPanel {...props} />
      <section class="panel editor-panel">
        <h3>{t.again}</h3>
        <RetryRows campaign={campaign} />
      </section>
      {campaign.mode === 'predictive' || campaign.mode === 'progressive' ? <DropPanel {...props} /> : null}
    </>
  );
}

function ModePanel({ campaign, site }: Props) {
  const t = outboundWords.value.fields;
  const byAgents = agentModes.includes(campaign.mode);
  const queues = site.queues.map(({ id, name }) => [id, name[language.value]] as const);
  return (
    <section class="panel editor-panel">
      <h3>{t.mode.label}</h3>
      <ModeChoice campaign={campaign} site={site} />
      <div class="editor-fields">
        {byAgents ? (
          <SelectField
            field="queue"
            said={t.queue}
            value={campaign.queue}
            options={[['', t.queue.choose], ...queues]}
            onChoice={(queue) => change({ queue })}
          />
        ) : (
          <SelectField
            field="flow"
            said={t.flow}
            value={campaign.flow}
            options={[['', t.flow.choose], ...site.flows.map(({ id }) => [id, id] as const)]}
            onChoice={(flow) => change({ flow })}
          />
        )}
        {campaign.mode === 'preview' ? (
          <NumberField
            field="previewMs"
            said={t.previewMs}
            unit={t.units.s}
            scale={1_000}
            value={campaign.previewMs}
            onValue={(value) => change({ previewMs: value ?? Number.NaN })}
          />
        ) : null}
        {campaign.mode === 'notice' ? (
          <NumberField
            field="heardPercent"
            said={t.heardPercent}
            unit={t.units.percent}
            value={campaign.heardPercent}
            onValue={(value) => change({ heardPercent: value ?? Number.NaN })}
          />
        ) : null}
        {byAgents ? (
          <SelectField
            field="script"
            said={t.script}
            value={campaign.script}
            options={[['', t.script.none], ...queues]}
            onChoice={(script) => change({ script })}
          />
        ) : null}
        <SelectField
          field="recording"
          said={t.recording}
          value={campaign.recording}
          options={[
            ['all', t.recording.all],
            ['on-demand', t.recording['on-demand']],
          ]}
          onChoice={(recording) => change({ recording: recording === 'all' ? 'all' : 'on-demand' })}
        />
      </div>
    </section>
  );
}

function CallPanel({ campaign, site }: Props) {
  const t = outboundWords.value.fields;
  const trunks = site.trunks ?? [];
  const toggle = (id: string): void => {
    const { trunks: chosen } = campaign;
    change({ trunks: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] });
  };
  return (
    <section class="panel editor-panel">
      <h3>{t.sections.call}</h3>
      <div class="editor-fields">
        {trunks.length === 0 ? null : (
          <Field field="trunks" said={t.trunks}>
            <fieldset class="tick-list" aria-label={t.trunks.label}>
              {trunks.map(({ id, name }) => {
                const at = campaign.trunks.indexOf(id);
                return (
                  <label key={id} class="tick">
                    <input type="checkbox" data-testid={`trunk-${id}`} checked={at >= 0} onChange={() => toggle(id)} />
                    <span>
                      {name[language.value]}
                      {at >= 0 && campaign.trunks.length > 1 ? <b> {at + 1}</b> : null}
                    </span>
                  </label>
                );
              })}
            </fieldset>
          </Field>
        )}
        <SelectField
          field="callerNumber"
          said={t.callerNumber}
          value={campaign.callerNumber}
          options={[
            ['', t.callerNumber.own],
            ...numbersToShow(site, campaign.trunks).map((number) => [number, number] as const),
          ]}
          onChoice={(callerNumber) => change({ callerNumber })}
        />
        <NumberField
          field="ringTimeoutMs"
          said={t.ringTimeoutMs}
          unit={t.units.s}
          scale={1_000}
          value={campaign.ringTimeoutMs}
          onValue={(value) => change({ ringTimeoutMs: value ?? Number.NaN })}
        />
        <NumberField
          field="maxConcurrent"
          said={t.maxConcurrent}
          unit={t.units.calls}
          value={campaign.maxConcurrent}
          onValue={(value) => change({ maxConcurrent: value ?? Number.NaN })}
        />
        <PromptsField
          field="greetingPrompts"
          said={t.greetingPrompts}
          site={site}
          value={campaign.greetingPrompts}
          onPrompts={(greetingPrompts) => change({ greetingPrompts })}
        />
        {agentModes.includes(campaign.mode) ? (
          <PromptsField
            field="waitMusic"
            said={t.waitMusic}
            site={site}
            value={campaign.waitMusic === '' ? [] : [campaign.waitMusic]}
            onPrompts={(names) => change({ waitMusic: names.join(' ') })}
          />
        ) : null}
      </div>
    </section>
  );
}

function DropPanel({ campaign, site }: Props) {
  const t = outboundWords.value.fields;
  return (
    <section class="panel editor-panel">
      <h3>{t.sections.drops}</h3>
      <div class="editor-fields">
        {campaign.mode === 'predictive' ? (
          <>
            <NumberField
              field="dropCap"
              said={t.dropCap}
              unit={t.units.percent}
              scale={0.01}
              value={campaign.dropCap}
              onValue={(value) => change({ dropCap: value ?? Number.NaN })}
            />
            <PromptsField
              field="dropPrompts"
              said={t.dropPrompts}
              site={site}
              value={campaign.dropPrompts}
              onPrompts={(dropPrompts) => change({ dropPrompts })}
            />
          </>
        ) : null}
        <label class="tick explained">
          <input
            type="checkbox"
            data-testid="field-needsConsent"
            checked={campaign.needsConsent === true}
            onChange={(event) => change({ needsConsent: event.currentTarget.checked })}
          />
          <span>
            {t.needsConsent.label}
            <small class="muted">{t.needsConsent.help}</small>
          </span>
        </label>
        <label class="tick explained">
          <input
            type="checkbox"
            data-testid="field-answeringMachines"
            checked={campaign.answeringMachines}
            onChange={(event) => change({ answeringMachines: event.currentTarget.checked })}
          />
          <span>
            {t.answeringMachines.label}
            <small class="muted">{t.answeringMachines.help}</small>
          </span>
        </label>
      </div>
    </section>
  );
}
