/** An unknown number becomes a customer; the number is already filled in. */
import { useSignal } from '@preact/signals';
import type { CustomerBody, Pop } from '../../../daemon/contract/pages.js';
import { api } from '../parts/api.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { drafts } from './drafts.js';
import { addCustomerToPop } from './pop.js';

const lengths = { name: 120, company: 120, phone: 21, address: 300 };
const fields = ['name', 'phone', 'company', 'address'] as const;

function startValues(shown: Pop): CustomerBody {
  const draft = drafts.read(`customer.${shown.callId}`);
  const empty = { name: '', company: '', phone: shown.callingNumber, address: '' };
  return draft === '' ? empty : { ...empty, ...(JSON.parse(draft) as Partial<CustomerBody>) };
}

export function NewCustomer({ shown }: { readonly shown: Pop }) {
  const w = words.value;
  const values = useSignal<CustomerBody>(startValues(shown));
  const problem = useSignal<'name' | 'phone' | null>(null);
  const saving = useSignal(false);

  function typed(field: keyof CustomerBody, value: string): void {
    values.value = { ...values.value, [field]: value };
    problem.value = null;
    drafts.write(`customer.${shown.callId}`, JSON.stringify(values.value));
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const body: CustomerBody = {
      name: values.value.name.trim(),
      company: values.value.company.trim(),
      phone: values.value.phone.replace(/[\s()-]/g, ''),
      address: values.value.address.trim(),
    };
    if (body.name === '') problem.value = 'name';
    else if (!/^\+?\d{3,20}$/.test(body.phone)) problem.value = 'phone';
    if (problem.value !== null || saving.value) return;
    saving.value = true;
    const answer = await api.addCustomer(body);
    saving.value = false;
    if (!answer.ok) {
      tellFailure(answer.code);
      return;
    }
    drafts.write(`customer.${shown.callId}`, '');
    addCustomerToPop(shown.callId, answer.value);
    tellGood((words) => words.customer.saved);
  }

  return (
    <form class="new-customer" onSubmit={save} noValidate data-testid="new-customer">
      <h2>{w.customer.newCustomer}</h2>
      <p class="muted">{w.customer.newCustomerWhy}</p>
      <div class="form-grid">
        {fields.map((field) => (
          <label key={field}>
            <span>{w.customer[field]}</span>
            <input
              data-testid={`customer-${field}`}
              value={values.value[field]}
              maxLength={lengths[field]}
              inputMode={field === 'phone' ? 'tel' : 'text'}
              autocomplete="off"
              aria-invalid={problem.value === field}
              aria-describedby={problem.value === field ? 'new-customer-problem' : undefined}
              onInput={(event) => typed(field, event.currentTarget.value)}
            />
          </label>
        ))}
      </div>
      <div class="form-foot">
        <span id="new-customer-problem" class="problem" role="alert">
          {problem.value === 'name' ? w.customer.nameNeeded : problem.value === 'phone' ? w.customer.phoneNeeded : ''}
        </span>
        <button type="submit" class="primary" data-testid="customer-save" disabled={saving.value}>
          {w.customer.save}
        </button>
      </div>
    </form>
  );
}
