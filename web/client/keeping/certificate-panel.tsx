/** The certificate of the pages: what it is, until when, made anew, or the company's own in its place. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CertificateShown } from '../../../daemon/contract/pages-first-run.js';
import { returns } from '../live/live.js';
import type { FailureCode } from '../live/requests.js';
import { type Answer, call } from '../parts/api.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { formatDay } from '../parts/time.js';
import { failureText, tellFailure, tellGood } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { words } from '../words/words.js';
import { daysUntil, plainNames } from './keeping-text.js';
import { keepingWords } from './keeping-words.js';

type Box = 'none' | 'make' | 'bring' | 'remove';
/** Told in red from then on; the box's own is renewed long before. */
const soonDays = 30;
const maxPemBytes = 32_768;

export function CertificatePanel() {
  const w = keepingWords.value.certificate;
  const shown = useSignal<CertificateShown | null>(null);
  const failure = useSignal<FailureCode | null>(null);
  const open = useSignal<Box>('none');
  useEffect(() => {
    void call<CertificateShown>('GET', '/certificate').then((answer) => {
      failure.value = answer.ok ? null : answer.code;
      if (answer.ok) shown.value = answer.value;
    });
  }, [returns.value]);
  const now = shown.value;
  const mine = may('site.manage');
  return (
    <section class="panel" aria-label={w.title} data-testid="certificate">
      <header>
        <h2>{w.title}</h2>
        {now === null ? null : <span class="tag">{w.source[now.source]}</span>}
      </header>
      {now === null ? (
        <p class={failure.value === null || failure.value === 'not-now' ? 'muted' : 'problem'} role="status">
          {failure.value === null
            ? words.value.loading
            : failure.value === 'not-now'
              ? w.none
              : failureText(words.value, failure.value)}
        </p>
      ) : (
        <>
          {now.problem === null ? null : (
            <p
              class={now.problem === 'expires-soon' ? 'notice' : 'alarm'}
              role="alert"
              data-testid="certificate-problem"
            >
              <Icon name="alert" /> {w.problems[now.problem]}
            </p>
          )}
          <Facts shown={now} />
          <div class="keeping-acts">
            <a class="button" href="/api/v1/certificate/authority" download title={w.authorityHelp}>
              <Icon name="download" /> {w.authority}
            </a>
            {mine ? (
              <>
                <button type="button" data-testid="certificate-bring" onClick={() => (open.value = 'bring')}>
                  {w.bring}
                </button>
                {now.source === 'customer' ? (
                  <button type="button" data-testid="certificate-remove" onClick={() => (open.value = 'remove')}>
                    {w.remove}
                  </button>
                ) : null}
                <button type="button" data-testid="certificate-make" onClick={() => (open.value = 'make')}>
                  {w.makeAnew}
                </button>
              </>
            ) : null}
          </div>
          <p class="muted small">{w.authorityHelp}</p>
        </>
      )}
      <Boxes open={open} shown={shown} />
    </section>
  );
}

function Facts({ shown }: { readonly shown: CertificateShown }) {
  const w = keepingWords.value.certificate;
  const days = daysUntil(shown.validTo, Date.now());
  return (
    <dl class="facts keeping-facts">
      <div>
        <dt>{w.until}</dt>
        <dd>
          <span class={days < soonDays ? 'problem' : ''}>
            {formatDay(shown.validTo)} · {w.daysLeft(days)}
          </span>
          {shown.source === 'own' ? <p class="muted small">{w.renews}</p> : null}
        </dd>
      </div>
      <div>
        <dt>{w.names}</dt>
        <dd>{plainNames(shown.names).join(' · ')}</dd>
      </div>
      <div>
        <dt>{w.issuer}</dt>
        <dd>{shown.issuer}</dd>
      </div>
      <div>
        <dt>{w.fingerprint}</dt>
        <dd>
          <code class="fingerprint" data-testid="fingerprint">
            {shown.fingerprint}
          </code>
          <p class="muted small">{w.fingerprintHelp}</p>
        </dd>
      </div>
    </dl>
  );
}

function Boxes({ open, shown }: { readonly open: Signal<Box>; readonly shown: Signal<CertificateShown | null> }) {
  const w = keepingWords.value.certificate;
  const authority = useSignal(false);
  const busy = useSignal(false);
  const close = (): void => {
    open.value = 'none';
  };
  async function send(answer: Promise<Answer<CertificateShown>>): Promise<boolean> {
    busy.value = true;
    const told = await answer;
    busy.value = false;
    if (!told.ok) return false;
    shown.value = told.value;
    tellGood(() => keepingWords.value.certificate.done);
    close();
    return true;
  }
  async function simply(method: string, path: string, body?: unknown): Promise<void> {
    const answer = call<CertificateShown>(method, path, body);
    if (await send(answer)) return;
    const told = await answer;
    if (!told.ok) tellFailure(told.code);
  }
  if (open.value === 'bring') return <BringBox busy={busy.value} onClose={close} onPut={send} />;
  if (open.value === 'none') return null;
  const removes = open.value === 'remove';
  return (
    <Dialog title={removes ? w.remove : w.makeAnew} testId="certificate-box" onClose={close}>
      <p>{removes ? w.removeText : w.makeAnewText}</p>
      {removes ? null : (
        <label class="check-line">
          <input
            type="checkbox"
            checked={authority.value}
            onChange={(event) => {
              authority.value = event.currentTarget.checked;
            }}
          />
          <span>{w.withAuthority}</span>
        </label>
      )}
      <div class="box-foot">
        <button type="button" data-autofocus onClick={close}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class={removes || authority.value ? 'danger' : 'primary'}
          aria-busy={busy.value}
          data-testid="certificate-go"
          onClick={() =>
            void (removes
              ? simply('DELETE', '/certificate')
              : simply('POST', '/certificate/own', { authority: authority.value }))
          }
        >
          {removes ? w.remove : w.make}
        </button>
      </div>
    </Dialog>
  );
}

function BringBox(props: {
  readonly busy: boolean;
  onClose(): void;
  onPut(answer: Promise<Answer<CertificateShown>>): Promise<boolean>;
}) {
  const w = keepingWords.value.certificate;
  const certificate = useSignal('');
  const key = useSignal('');
  const refused = useSignal('');
  async function put(): Promise<void> {
    refused.value = '';
    const answer = call<CertificateShown>('PUT', '/certificate', { certificate: certificate.value, key: key.value });
    if (await props.onPut(answer)) return;
    const told = await answer;
    if (told.ok) return;
    const problem = told.error?.why;
    const known: Readonly<Record<string, string>> = w.problems;
    refused.value = (problem !== undefined && known[problem]) || failureText(words.value, told.code);
  }
  return (
    <Dialog title={w.bring} testId="certificate-box" onClose={props.onClose}>
      <p class="muted">{w.bringText}</p>
      <Pem label={w.certFile} name="certificate" text={certificate} />
      <Pem label={w.keyFile} name="key" text={key} />
      {refused.value === '' ? null : (
        <p class="alarm" role="alert" data-testid="certificate-refused">
          <b>{w.refused}</b> {refused.value}
        </p>
      )}
      <div class="box-foot">
        <button type="button" onClick={props.onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class="primary"
          disabled={certificate.value.trim() === '' || key.value.trim() === ''}
          aria-busy={props.busy}
          data-testid="certificate-go"
          onClick={() => void put()}
        >
          {w.put}
        </button>
      </div>
    </Dialog>
  );
}

/** Pasted or from a file; a key is in the page only while the box is open. */
function Pem({ label, name, text }: { readonly label: string; readonly name: string; readonly text: Signal<string> }) {
  const w = keepingWords.value.certificate;
  return (
    <div class="pem">
      <label class="labelled">
        <span>{label}</span>
        <textarea
          rows={4}
          spellcheck={false}
          autocomplete="off"
          maxLength={maxPemBytes}
          placeholder={name === 'key' ? '-----BEGIN PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'}
          data-testid={`pem-${name}`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </label>
      <input
        type="file"
        aria-label={`${label}: ${w.orFile}`}
        accept=".pem,.crt,.cer,.key"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file && file.size <= maxPemBytes) void file.text().then((read) => (text.value = read));
        }}
      />
    </div>
  );
}
