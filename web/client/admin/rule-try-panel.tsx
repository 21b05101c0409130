/** "What would happen to this caller": with rules that are not saved yet too. */
import { signal, useSignal } from '@preact/signals';
import type { RouteRule, Site } from '../../../daemon/terms/site.js';
import { localInput, momentOf } from '../agent/local-time.js';
import { language } from '../words/words.js';
import { adminApi } from './admin-api.js';
import { adminWords } from './admin-words.js';
import { SelectField, TextField } from './fields.js';
import { agentName, queueName } from './rule-text.js';
import { type Tried, tryRules } from './rule-try.js';
import { WayText } from './way-text.js';

interface Asked {
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly queue: string;
  readonly customerClass: string;
  readonly businessType: string;
  readonly owner: string;
  readonly dataKey: string;
  readonly dataValue: string;
  /** As the clock on the site's wall shows it; '' now. */
  readonly at: string;
}

const nothing: Asked = {
  callingNumber: '',
  calledNumber: '',
  queue: '',
  customerClass: '',
  businessType: '',
  owner: '',
  dataKey: '',
  dataValue: '',
  at: '',
};
const asked = signal<Asked>(nothing);
const put = (part: Partial<Asked>): void => {
  asked.value = { ...asked.value, ...part };
};

/** Null: no number is typed yet, so there is nobody to try them on. */
export function triedRules(site: Site, rules: readonly RouteRule[]): Tried | null {
  const { at, queue, ...caller } = asked.value;
  if (caller.callingNumber === '') return null;
  const atMs = momentOf(at, site.timeZone) ?? Date.now();
  return tryRules(site, rules, { ...caller, queue: queue || (site.queues[0]?.id ?? ''), atMs });
}

export function RuleTry(props: { readonly site: Site; readonly tried: Tried | null; readonly unsaved: boolean }) {
  const { site, tried } = props;
  const w = adminWords.value.tryOut;
  const found = useSignal('');
  const now = asked.value;
  const queues = site.queues.map(({ id, name }) => [id, name[language.value]] as const);

  /** What the customer files say of the number, as the switch would be told. */
  async function lookUp(): Promise<void> {
    const answer = await adminApi.customers(now.callingNumber);
    const [customer] = answer.ok ? answer.value.customers : [];
    if (customer === undefined) {
      found.value = w.unknown;
      put({ customerClass: '', businessType: '', owner: '' });
      return;
    }
    found.value = customer.name === '' ? w.unknown : customer.name;
    put({ customerClass: customer.class, businessType: customer.businessType, owner: customer.owner });
  }

  const text = (key: keyof Asked, label: string, placeholder = '', help = '') => (
    <TextField
      name={`try-${key}`}
      label={label}
      help={help}
      placeholder={placeholder}
      value={now[key]}
      maxLength={64}
      onText={(typed) => put({ [key]: typed.trim() })}
    />
  );
  return (
    <section class="panel try" aria-label={w.title} data-testid="try">
      <h2>{w.title}</h2>
      <p class="muted small">{props.unsaved ? w.unsaved : w.inForce}</p>
      <div class="try-number">
        {text('callingNumber', w.callingNumber, '13900000001')}
        <button
          type="button"
          data-testid="try-look-up"
          disabled={now.callingNumber.length < 3}
          onClick={() => void lookUp()}
        >
          {w.lookUp}
        </button>
      </div>
      <p class="small muted" role="status">
        {found.value}
      </p>
      <div class="fields narrow">
        <SelectField
          name="try-queue"
          label={w.queue}
          value={now.queue || (site.queues[0]?.id ?? '')}
          options={queues}
          onChoice={(queue) => put({ queue })}
        />
        <TextField
          name="try-at"
          type="datetime-local"
          label={w.at}
          value={now.at || localInput(Date.now(), site.timeZone)}
          onText={(at) => put({ at })}
        />
        {text('customerClass', w.customerClass, 'A')}
        {text('businessType', w.businessType, 'complaint')}
        {text('owner', w.owner, '8001')}
        {text('calledNumber', w.calledNumber, '4008001000')}
        {text('dataKey', w.dataKey, 'IVR.card')}
        {text('dataValue', w.dataValue)}
      </div>
      <div class="try-result" role="status" data-testid="try-result">
        {tried === null ? <p class="empty">{w.typeNumber}</p> : <Result tried={tried} />}
      </div>
    </section>
  );
}

function Result({ tried }: { readonly tried: Tried }) {
  const w = adminWords.value.tryOut;
  const fitting = tried.rules.filter(({ fits }) => fits).length;
  return (
    <>
      <p class="small muted">
        {w.known(tried.area, adminWords.value.weekdays[tried.weekday - 1] ?? '', tried.time)} {w.fitting(fitting)}
      </p>
      <p class="try-way">
        <WayText way={tried.way} />
      </p>
      <dl>
        <div>
          <dt>{w.points}</dt>
          <dd data-testid="try-points">{tried.points}</dd>
        </div>
        <div>
          <dt>{w.skill}</dt>
          <dd>{tried.skill === null ? w.anySkill : `${tried.skill.name} ≥ ${tried.skill.atLeast}`}</dd>
        </div>
        <div>
          <dt>{w.agents}</dt>
          <dd>
            {tried.agents.length === 0
              ? w.anyAgent(queueName(tried.queue))
              : tried.agents.map(({ id, why }) => `${agentName(id)} (${w.why[why]})`).join(' → ')}
          </dd>
        </div>
      </dl>
    </>
  );
}
