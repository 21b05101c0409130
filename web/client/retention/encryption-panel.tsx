import type { RecordingsKept } from '../../../daemon/contract/pages.js';
import { Check } from '../admin/fields.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { retentionWords } from './retention-words.js';

/** Whether recordings are encrypted, how far that is, and which keys it takes. */
export function EncryptionPanel(props: {
  readonly kept: RecordingsKept | null;
  readonly wanted: boolean;
  onWanted(encrypt: boolean): void;
}) {
  const w = retentionWords.value.encryption;
  const { kept, wanted, onWanted } = props;
  return (
    <section class="panel retention-encryption" aria-label={w.title}>
      <h2>{w.title}</h2>
      <Check name="encrypt" label={w.want} help={w.wantHelp} checked={wanted} onCheck={onWanted} />
      {kept === null ? null : (
        <>
          <Progress kept={kept} />
          <Troubles kept={kept} wanted={wanted} />
          <Keys kept={kept} />
        </>
      )}
    </section>
  );
}

function Progress({ kept }: { readonly kept: RecordingsKept }) {
  const w = retentionWords.value.encryption;
  const all = kept.byKey.reduce((sum, { files }) => sum + files, 0);
  const clear = kept.byKey.find(({ key }) => key === null)?.files ?? 0;
  if (all === clear && kept.policy?.encrypt !== true) return <p class="muted small">{w.none}</p>;
  const isGoing = kept.policy?.encrypt === true && clear > 0 && kept.keys.telephony?.trouble === null;
  return (
    <div data-testid="encryption-progress">
      <progress class="retention-meter" max={Math.max(1, all)} value={all - clear} />
      <p class="small">
        {clear === 0 ? w.all : w.progress(all - clear, all)} <span class="muted">{isGoing ? w.going : ''}</span>
      </p>
    </div>
  );
}

function Troubles({ kept, wanted }: { readonly kept: RecordingsKept; readonly wanted: boolean }) {
  const w = retentionWords.value.encryption;
  const { telephony, pages } = kept.keys;
  const needed = wanted || kept.byKey.some(({ key }) => key !== null);
  if (!needed) return <p class="muted small">{w.make}</p>;
  const lines: string[] = [];
  if (telephony === null) lines.push(w.telephonyAway);
  else if (telephony.trouble !== null) lines.push(`${w.process.telephony}: ${w.trouble[telephony.trouble]}`);
  if (pages.trouble !== null) lines.push(`${w.process.pages}: ${w.trouble[pages.trouble]}`);
  if (lines.length === 0) return null;
  return (
    <div class="alarm" role="alert" data-testid="key-trouble">
      {lines.map((line) => (
        <p key={line}>
          <Icon name="alert" /> {line}
        </p>
      ))}
      {wanted && telephony !== null && telephony.trouble !== null ? <p>{w.noEncryption}</p> : null}
      {telephony?.trouble === 'none' || pages.trouble === 'none' ? <p>{w.make}</p> : null}
    </div>
  );
}

function Keys({ kept }: { readonly kept: RecordingsKept }) {
  const w = retentionWords.value.encryption;
  const known = (kept.keys.telephony ?? kept.keys.pages).keys;
  const files = new Map(kept.byKey.map(({ key, files: count }) => [key, count]));
  const missing = kept.byKey.flatMap(({ key }) =>
    key === null || known.some(({ id }) => id === key) ? [] : [{ id: key, since: '' }],
  );
  if (known.length + missing.length === 0) return null;
  const day = new Intl.DateTimeFormat(words.value.locale, { dateStyle: 'medium' });
  return (
    <>
      <ul class="retention-keys">
        {[...known].reverse().map(({ id, since }, at) => (
          <li key={id}>
            <code>{id}</code> <span class="tag">{at === 0 ? w.current : w.old}</span>{' '}
            <span class="muted small">
              {day.format(new Date(since))} · {w.of(files.get(id) ?? 0)}
            </span>
          </li>
        ))}
        {missing.map(({ id }) => (
          <li key={id}>
            <code>{id}</code> <span class="tag bad">{w.missing}</span>{' '}
            <span class="muted small">{w.of(files.get(id) ?? 0)}</span>
          </li>
        ))}
      </ul>
      {missing.length > 0 ? <p class="problem">{w.add}</p> : null}
      <p class="notice small">{w.keep}</p>
    </>
  );
}
