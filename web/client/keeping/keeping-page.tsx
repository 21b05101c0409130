/** 本机: the certificate of the pages, backups, and which release runs. For administrators; technicians read it. */

import type { BoxKeeping } from '../../../daemon/contract/pages-box.js';
import { Icon } from '../parts/icon.js';
import { failureText } from '../parts/toasts.js';
import { may } from '../session/session.js';
import { usePolled } from '../technician/polled.js';
import { words } from '../words/words.js';
import { BackupsPanel } from './backups-panel.js';
import { CertificatePanel } from './certificate-panel.js';
import { keepingWords } from './keeping-words.js';
import { ReleasePanel } from './release-panel.js';
import './keeping.css';

/** A backup or an upgrade that somebody else began is seen soon. */
const lookEveryMs = 5_000;

export function KeepingPage() {
  const w = keepingWords.value;
  return (
    <>
      <div class="keeping-head">
        <h2>{w.title}</h2>
        <p class="muted small">{w.intro}</p>
        <RunSheetLink />
      </div>
      <KeepingPanels />
    </>
  );
}

export function RunSheetLink() {
  const w = keepingWords.value;
  if (!may('lines.service')) return null;
  return (
    <a class="button" href="/lines/box/run-sheet" title={w.runSheetHelp} data-testid="run-sheet-link">
      <Icon name="window" /> {w.runSheet}
    </a>
  );
}

export function KeepingPanels() {
  const { value, failure } = usePolled<BoxKeeping>('/box-keeping', () => false, lookEveryMs);
  const w = keepingWords.value;
  const now = value.value;
  return (
    <div class="keeping">
      {failure.value === null ? null : (
        <p class="alarm keeping-wide" role="alert">
          {now === null ? w.failed : w.stale} {failureText(words.value, failure.value)}
        </p>
      )}
      <CertificatePanel />
      {now === null ? null : (
        <>
          <BackupsPanel
            backups={now.backups}
            onAsked={(backups) => {
              value.value = { ...now, backups };
            }}
          />
          <ReleasePanel version={now.version} upgrade={now.upgrade} />
        </>
      )}
    </div>
  );
}
