/** What an agent may set himself: his telephone (in force at once), sounds and keys (on this computer), password. */
import { useSignal } from '@preact/signals';
import type { OwnSettings } from '../../../daemon/contract/pages.js';
import { chime, setSounds, soundsOn } from '../parts/chime.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { tellGood } from '../parts/toasts.js';
import { PasswordForm } from '../session/password-form.js';
import { words } from '../words/words.js';
import { request } from './actions.js';
import { closeBox } from './boxes.js';
import { KeySettings } from './key-settings.js';
import { ownSettings, ownSettingsFailed, readOwnSettings } from './own-settings.js';
import './settings.css';

const moments = ['always', 'busy', 'no-answer'] as const;
type Forwards = Readonly<Record<(typeof moments)[number], string>>;

export default function Settings() {
  const w = words.value.settings;
  const own = ownSettings.value;
  return (
    <Dialog title={w.title} testId="settings" class="settings" onClose={() => closeBox('settings')}>
      <section>
        <h3>
          <Icon name="phone" /> {w.telephone}
        </h3>
        {own === null ? (
          <p class="muted">{ownSettingsFailed.value ? w.failed : words.value.loading}</p>
        ) : (
          <Telephone own={own} />
        )}
      </section>
      <section>
        <h3>
          <Icon name="sound" /> {w.sounds}
        </h3>
        <div class="setting-row">
          <label class="choice-row">
            <input
              type="checkbox"
              data-testid="sounds-on"
              checked={soundsOn.value}
              onChange={(event) => setSounds(event.currentTarget.checked)}
            />
            <span>{w.soundOn}</span>
          </label>
          <button type="button" disabled={!soundsOn.value} onClick={() => chime('offer')}>
            {w.soundTry}
          </button>
        </div>
        <p class="muted small">{w.soundWhy}</p>
      </section>
      <KeySettings />
      <section>
        <h3>
          <Icon name="lock" /> {w.password}
        </h3>
        <PasswordForm must={false} />
      </section>
    </Dialog>
  );
}

function Telephone({ own }: { readonly own: OwnSettings }) {
  const w = words.value.settings;
  const headset = useSignal(own.headset);
  const forwards = useSignal<Forwards>(
    Object.fromEntries(moments.map((when) => [when, numberOf(own, when)])) as unknown as Forwards,
  );
  const bad = useSignal<string | null>(null);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const wrong = moments.find((when) => !/^[0-9*#+]{0,24}$/.test(plain(forwards.value[when])));
    bad.value = wrong ?? null;
    if (wrong !== undefined) return;
    const wanted = moments.flatMap((when) => {
      const number = plain(forwards.value[when]);
      return number === '' ? [] : [{ when, target: { to: 'number', number } as const }];
    });
    // What cannot be shown as a number (a queue, say) stays as an administrator set it.
    const others = own.forwards.filter(({ target }) => target.to !== 'number' && target.to !== 'agent');
    const done = await request({ do: 'set-own', own: { headset: headset.value, forwards: [...others, ...wanted] } });
    if (done) tellGood((words) => words.settings.saved);
    await readOwnSettings();
  }

  return (
    <form onSubmit={save} noValidate>
      <label class="choice-row">
        <input
          type="checkbox"
          data-autofocus
          data-testid="set-headset"
          checked={headset.value}
          onChange={(event) => {
            headset.value = event.currentTarget.checked;
          }}
        />
        <span>{w.headset}</span>
      </label>
      <p class="muted small">{w.forwards}</p>
      <div class="forward-grid">
        {moments.map((when) => (
          <label key={when}>
            <span>{w.when[when]}</span>
            <input
              inputMode="tel"
              maxLength={32}
              data-testid={`forward-${when}`}
              placeholder={w.forwardTo}
              aria-invalid={bad.value === when}
              value={forwards.value[when]}
              onInput={(event) => {
                forwards.value = { ...forwards.value, [when]: event.currentTarget.value };
                bad.value = null;
              }}
            />
          </label>
        ))}
      </div>
      <div class="box-foot">
        <span class="problem" role="alert">
          {bad.value === null ? '' : w.forwardBad}
        </span>
        <button type="submit" class="primary" data-testid="settings-save">
          {w.save}
        </button>
      </div>
    </form>
  );
}

function plain(number: string): string {
  return number.replace(/[\s()-]/g, '');
}

function numberOf(own: OwnSettings, when: (typeof moments)[number]): string {
  const target = own.forwards.find((forward) => forward.when === when)?.target;
  return target?.to === 'number' ? target.number : target?.to === 'agent' ? target.agent : '';
}
