/** One trunk: its channels, the order in which they are chosen, and its numbers in both directions. */
import { useSignal } from '@preact/signals';
import type { NumbersOut, SentNumberType, Trunk, TrunkChannels } from '../../../../daemon/terms/trunks.js';
import { timeslotsOf } from '../../../../daemon/terms/trunks.js';
import { Check, Choice, Optional, Problems, SelectField, TextField } from '../../admin/fields.js';
import { promptsOf, valueAt, withValue } from '../../admin/queue-draft.js';
import { problemsOf, type Wrong } from '../../admin/site-problems.js';
import { siteInForce } from '../../admin/site-store.js';
import { spans } from '../../live/live.js';
import { Icon } from '../../parts/icon.js';
import { FurtherNumbersField } from './further-numbers-field.js';
import { numberTypes } from './number-try.js';
import { routingWords } from './routing-words.js';

interface FormProps {
  readonly trunk: Trunk;
  readonly wrong: readonly Wrong[];
  onTrunk(trunk: Trunk): void;
}
const huntings = ['highest', 'lowest', 'round-robin', 'least-recently-used'] as const;
const digits = /^[0-9*#]{0,20}$/;

export function GroupForm(props: FormProps & { readonly isNew: boolean }) {
  const w = routingWords.value.groups;
  const { trunk, wrong } = props;
  const { set, text } = settings(props);
  return (
    <div class="group-form">
      <div class="fields">
        <TextField
          name="trunk-id"
          label={w.id}
          help={w.idHelp}
          value={trunk.id}
          required
          pattern={/^[\p{L}\p{N}_.-]{1,32}$/u}
          disabled={!props.isNew}
          wrong={problemsOf(wrong, 'id')}
          onText={(id) => set('id', id.trim())}
        />
        {text('name.zh', w.nameZh, undefined, /^.{1,60}$/)}
        {text('name.en', w.nameEn, undefined, /^.{1,60}$/)}
      </div>
      <Channels {...props} />
      <fieldset>
        <legend>{w.out}</legend>
        <div class="fields">
          {text('out.callingNumber', w.callingNumber, w.callingNumberHelp)}
          {text('out.prefix', w.prefix, w.prefixOutHelp)}
          <TypeField {...props} at="out.calledType" label={w.calledType} />
          <TypeField {...props} at="out.callingType" label={w.callingType} />
          <YesNo
            {...props}
            at="out.localWithoutAreaCode"
            label={w.localWithoutAreaCode}
            help={w.localWithoutAreaCodeHelp}
          />
        </div>
        <FurtherNumbersField {...props} />
        <Zero {...props} />
      </fieldset>
      <fieldset>
        <legend>{w.in}</legend>
        <div class="fields">
          <YesNo {...props} at="in.plainMobiles" label={w.plainMobiles} help={w.plainMobilesHelp} />
          <YesNo {...props} at="in.completeLocal" label={w.completeLocal} help={w.completeLocalHelp} />
          {text('in.calledPrefix', w.calledPrefix, w.calledPrefixHelp)}
          {text('in.typePrefixes.international', w.prefixInternational, w.prefixHelp)}
          {text('in.typePrefixes.national', w.prefixNational, w.prefixHelp)}
        </div>
      </fieldset>
      <Other {...props} />
    </div>
  );
}

/** Puts a setting, takes an empty one away; and a field of text for one. */
function settings({ trunk, wrong, onTrunk }: FormProps) {
  const set = (path: string, value: unknown): void => onTrunk(withValue(trunk, path, value));
  const text = (path: string, label: string, help: string | undefined, pattern: RegExp = digits) => (
    <TextField
      name={path}
      label={label}
      help={help}
      value={String(valueAt(trunk, path) ?? '')}
      pattern={pattern}
      maxLength={60}
      required={path.startsWith('name')}
      wrong={problemsOf(wrong, path)}
      onText={(typed) => set(path, typed === '' && !path.startsWith('name') ? undefined : typed)}
    />
  );
  return { set, text };
}

function Channels({ trunk, wrong, onTrunk }: FormProps) {
  const w = routingWords.value.groups;
  const site = siteInForce.value?.site;
  const put = (channels: readonly TrunkChannels[]): void => onTrunk({ ...trunk, channels });
  const { lines = 0, exchangeLines = 0, spans: spanCount = 0 } = site?.board ?? {};
  const spanNames = Array.from({ length: spanCount }, (_, at) => {
    const name = spans.value.get(String(at + 1))?.name ?? `E1-${at + 1}`;
    return [String(at + 1), name] as const;
  });
  const lineNames = Array.from(
    { length: exchangeLines },
    (_, at) => [String(lines + at + 1), `L${lines + at + 1}`] as const,
  );
  return (
    <fieldset>
      <legend>{w.channels}</legend>
      <p class="field-help">{w.channelsHelp}</p>
      <ul class="group-parts">
        {trunk.channels.map((part, at) => (
          <li key={at}>
            {'line' in part ? (
              <>
                <span class="muted">{w.line}</span>
                <Choice
                  name={`part-${at}-line`}
                  label={w.line}
                  value={String(part.line)}
                  options={lineNames}
                  onChoice={(line) => put(trunk.channels.with(at, { line: Number(line) }))}
                />
                <span class="part-note" />
              </>
            ) : (
              <SpanPart
                at={at}
                part={part}
                spans={spanNames}
                wrong={problemsOf(wrong, `channels[${at}]`)}
                onPart={(next) => put(trunk.channels.with(at, next))}
              />
            )}
            <button
              type="button"
              class="quiet"
              aria-label={w.removePart}
              title={w.removePart}
              onClick={() => put(trunk.channels.toSpliced(at, 1))}
            >
              <Icon name="cross" />
            </button>
            <Problems wrong={wrong.filter(({ field }) => field.startsWith(`channels[${at}]`))} />
          </li>
        ))}
      </ul>
      <div class="group-list">
        <button type="button" onClick={() => put([...trunk.channels, { span: 1 }])}>
          <Icon name="plus" /> {w.addSpan}
        </button>
        {lineNames.length === 0 ? null : (
          <button type="button" onClick={() => put([...trunk.channels, { line: Number(lineNames[0]?.[0]) }])}>
            <Icon name="plus" /> {w.addLine}
          </button>
        )}
      </div>
      <Problems wrong={wrong.filter(({ field }) => field === 'channels')} />
    </fieldset>
  );
}

function SpanPart(props: {
  readonly at: number;
  readonly part: Extract<TrunkChannels, { span: number }>;
  readonly spans: readonly (readonly [string, string])[];
  readonly wrong: readonly Wrong[];
  onPart(part: TrunkChannels): void;
}) {
  const w = routingWords.value.groups;
  const { at, part } = props;
  const slots = timeslotsOf(part.timeslots);
  return (
    <>
      <Choice
        name={`part-${at}-span`}
        label={w.span}
        value={String(part.span)}
        options={props.spans}
        onChoice={(span) => props.onPart({ ...part, span: Number(span) })}
      />
      <span class="muted">{w.timeslots}</span>
      <input
        autocomplete="off"
        maxLength={80}
        aria-label={w.timeslots}
        placeholder={w.allSlots}
        data-testid={`part-${at}-timeslots`}
        aria-invalid={slots === null}
        value={part.timeslots ?? ''}
        onInput={(event) => {
          const typed = event.currentTarget.value.replaceAll('，', ',');
          const { timeslots: _, ...whole } = part;
          props.onPart(typed.trim() === '' ? whole : { ...whole, timeslots: typed });
        }}
      />
      <span class={`part-note small ${slots === null ? 'problem' : 'muted'}`}>
        {slots === null ? w.slotsBad : w.slotsCount(slots.length)}
      </span>
    </>
  );
}

function YesNo(props: FormProps & { readonly at: string; readonly label: string; readonly help: string }) {
  const w = routingWords.value.groups;
  const value = valueAt(props.trunk, props.at);
  return (
    <SelectField
      name={props.at}
      label={props.label}
      help={props.help}
      value={value === undefined ? '' : value === true ? 'yes' : 'no'}
      options={[
        ['', w.asCountry],
        ['yes', w.yes],
        ['no', w.no],
      ]}
      wrong={problemsOf(props.wrong, props.at)}
      onChoice={(choice) =>
        props.onTrunk(withValue(props.trunk, props.at, choice === '' ? undefined : choice === 'yes'))
      }
    />
  );
}

function TypeField(props: FormProps & { readonly at: string; readonly label: string }) {
  const w = routingWords.value.groups;
  return (
    <SelectField<SentNumberType>
      name={props.at}
      label={props.label}
      help={w.typeHelp}
      value={(valueAt(props.trunk, props.at) as SentNumberType | undefined) ?? 'unknown'}
      options={numberTypes.map((type) => [type, w.types[type]] as const)}
      wrong={problemsOf(props.wrong, props.at)}
      onChoice={(type) => props.onTrunk(withValue(props.trunk, props.at, type === 'unknown' ? undefined : type))}
    />
  );
}

function Zero({ trunk, wrong, onTrunk }: FormProps) {
  const w = routingWords.value.groups;
  const zero = trunk.out?.zeroBeforeMobiles;
  const typed = useSignal((zero?.except ?? []).join(' '));
  const put = (value: NumbersOut['zeroBeforeMobiles']): void => {
    const { zeroBeforeMobiles: _, ...out } = trunk.out ?? {};
    onTrunk({ ...trunk, out: value === undefined ? out : { ...out, zeroBeforeMobiles: value } });
  };
  return (
    <Optional
      name="zero"
      label={w.zero}
      help={w.zeroHelp}
      on={zero !== undefined}
      wrong={problemsOf(wrong, 'out.zeroBeforeMobiles')}
      onSwitch={(on) => put(on ? { except: [] } : undefined)}
    >
      <TextField
        name="zero-except"
        label={w.zeroExcept}
        help={w.zeroExceptHelp}
        value={typed.value}
        pattern={/^[0-9\s,，、]*$/}
        maxLength={12_000}
        onText={(text) => {
          typed.value = text;
          put({ except: promptsOf(text) });
        }}
      />
    </Optional>
  );
}

function Other(props: FormProps) {
  const w = routingWords.value.groups;
  const { trunk, onTrunk } = props;
  const { text } = settings(props);
  const listens = trunk.listenFor ?? [];
  const listen = (what: 'progress' | 'data', on: boolean): void => {
    const next = on ? [...listens, what] : listens.filter((each) => each !== what);
    onTrunk(withValue(trunk, 'listenFor', next.length === 0 ? undefined : next));
  };
  return (
    <fieldset>
      <legend>{w.other}</legend>
      <div class="fields">
        <SelectField
          name="hunting"
          label={w.hunting}
          help={w.huntingHelp}
          value={trunk.hunting ?? 'highest'}
          options={huntings.map((each) => [each, w.huntings[each]] as const)}
          onChoice={(hunting) => onTrunk({ ...trunk, hunting })}
        />
        <SelectField
          name="supervision"
          label={w.supervision}
          help={w.supervisionHelp}
          value={trunk.answerSupervision ?? 'none'}
          options={(['none', 'polarity'] as const).map((each) => [each, w.supervisions[each]] as const)}
          onChoice={(each) => onTrunk(withValue(trunk, 'answerSupervision', each === 'none' ? undefined : each))}
        />
        {text('testNumber', w.testNumber, w.testNumberHelp)}
        <div class="checks">
          <span class="muted small">{w.listenFor}</span>
          {(['progress', 'data'] as const).map((what) => (
            <Check
              key={what}
              name={what}
              label={w[what]}
              checked={listens.includes(what)}
              onCheck={(on) => listen(what, on)}
            />
          ))}
        </div>
      </div>
    </fieldset>
  );
}
