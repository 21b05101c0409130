/** What only people know, for the run-sheet. */
import { useSignal } from '@preact/signals';
import type { RunSheet, RunSheetNotes } from '../../../daemon/contract/pages-box.js';
import { TextField } from '../admin/fields.js';
import '../admin/forms.css';
import { call } from '../parts/api.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { tellFailure, tellGood } from '../parts/toasts.js';
import { words } from '../words/words.js';
import { keepingWords } from './keeping-words.js';

const maxContacts = 8;
const noContact = { who: '', number: '', when: '' };
type Contact = RunSheetNotes['contacts'][number];

export function RunSheetForm(props: {
  readonly notes: RunSheetNotes;
  onClose(): void;
  onSaved(sheet: RunSheet): void;
}) {
  const w = keepingWords.value.sheet;
  const notes = useSignal<RunSheetNotes>({
    ...props.notes,
    contacts: props.notes.contacts.length === 0 ? [noContact] : props.notes.contacts,
  });
  const busy = useSignal(false);
  const put = (part: Partial<RunSheetNotes>): void => {
    notes.value = { ...notes.value, ...part };
  };
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    const filled = notes.value.contacts.filter(({ who, number }) => who.trim() !== '' || number.trim() !== '');
    const answer = await call<RunSheet>('PUT', '/run-sheet', { ...notes.value, contacts: filled });
    busy.value = false;
    if (!answer.ok) return tellFailure(answer.code);
    tellGood(() => keepingWords.value.sheet.saved);
    props.onSaved(answer.value);
  }
  return (
    <Dialog title={w.editTitle} testId="run-sheet-box" class="run-sheet-box" onClose={props.onClose}>
      <form onSubmit={(event) => void save(event)}>
        <Contacts contacts={notes.value.contacts} onChange={(contacts) => put({ contacts })} />
        <div class="fields">
          <TextField
            name="carrier-faults"
            label={w.carrierFaults}
            maxLength={40}
            value={notes.value.carrierFaults}
            onText={(carrierFaults) => put({ carrierFaults })}
          />
          <TextField
            name="circuit"
            label={w.circuit}
            help={w.circuitHelp}
            maxLength={80}
            value={notes.value.circuit}
            onText={(circuit) => put({ circuit })}
          />
          <TextField
            name="place"
            label={w.place}
            help={w.placeHelp}
            maxLength={80}
            value={notes.value.place}
            onText={(place) => put({ place })}
          />
          <TextField
            name="power"
            label={w.power}
            help={w.powerHelp}
            maxLength={80}
            value={notes.value.powerFor}
            onText={(powerFor) => put({ powerFor })}
          />
        </div>
        <label class="labelled">
          <span>{w.notes}</span>
          <textarea
            rows={3}
            maxLength={600}
            value={notes.value.notes}
            onInput={(event) => put({ notes: event.currentTarget.value })}
          />
        </label>
        <div class="box-foot">
          <button type="button" onClick={props.onClose}>
            {words.value.cancel}
          </button>
          <button type="submit" class="primary" aria-busy={busy.value} data-testid="run-sheet-save">
            {w.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Contacts(props: { readonly contacts: readonly Contact[]; onChange(contacts: Contact[]): void }) {
  const w = keepingWords.value.sheet;
  const { contacts, onChange } = props;
  const change = (at: number, part: Partial<Contact>): void =>
    onChange(contacts.map((each, place) => (place === at ? { ...each, ...part } : each)));
  const fields = [
    ['who', w.who, 40],
    ['number', w.number, 40],
    ['when', w.when, 60],
  ] as const;
  return (
    <fieldset class="run-sheet-contacts">
      <legend>{w.call}</legend>
      {contacts.map((contact, at) => (
        <div key={at}>
          {fields.map(([field, label, max]) => (
            <input
              key={field}
              aria-label={`${label} ${at + 1}`}
              placeholder={label}
              maxLength={max}
              autocomplete="off"
              data-testid={`contact-${field}-${at}`}
              value={contact[field]}
              onInput={(event) => change(at, { [field]: event.currentTarget.value })}
            />
          ))}
          <button
            type="button"
            class="quiet"
            aria-label={`${w.removeContact} ${at + 1}`}
            title={w.removeContact}
            onClick={() => onChange(contacts.filter((_, place) => place !== at))}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      {contacts.length >= maxContacts ? null : (
        <button
          type="button"
          class="quiet"
          data-testid="add-contact"
          onClick={() => onChange([...contacts, noContact])}
        >
          <Icon name="plus" /> {w.addContact}
        </button>
      )}
    </fieldset>
  );
}
