/** 应急单: one A4 sheet with this box's own facts, to hang beside it (HA-04). Drawn from the database, so it can be printed while telephony is down. */
import { useSignal } from '@preact/signals';
import type { RunSheet } from '../../../daemon/contract/pages-box.js';
import type { Site, SpanSettings } from '../../../daemon/terms/site.js';
import { usualSpanSetup } from '../../../daemon/terms/span-setup.js';
import type { Trunk } from '../../../daemon/terms/trunks.js';
import { Icon } from '../parts/icon.js';
import { formatDay, formatFull } from '../parts/time.js';
import { failureText } from '../parts/toasts.js';
import { usePolled } from '../technician/polled.js';
import { language, words } from '../words/words.js';
import { keepingWords } from './keeping-words.js';
import { RunSheetForm } from './run-sheet-form.js';
import './run-sheet.css';

/** To be filled in with a pen. */
const gap = '______________';
const handWritten = [gap, gap, gap].map((who) => ({ who, number: '', when: '' }));
const cases = ['power', 'daemon', 'web', 'span', 'disk', 'certificate', 'machine'] as const;

export function RunSheetPage() {
  const w = keepingWords.value.sheet;
  const { value, failure } = usePolled<RunSheet>('/run-sheet', () => true);
  const editing = useSignal(false);
  const sheet = value.value;
  if (sheet === null) {
    return failure.value === null ? (
      <p class="starting">{words.value.loading}</p>
    ) : (
      <p class="panel problem" role="alert">
        {keepingWords.value.failed} {failureText(words.value, failure.value)}
      </p>
    );
  }
  return (
    <>
      <div class="lines-head screen-only">
        <a class="button" href="/lines/box">
          {w.back}
        </a>
        <button type="button" data-testid="run-sheet-edit" onClick={() => (editing.value = true)}>
          <Icon name="pencil" /> {w.edit}
        </button>
        <button type="button" class="primary" data-testid="run-sheet-print" onClick={() => window.print()}>
          <Icon name="download" /> {w.print}
        </button>
      </div>
      <Sheet sheet={sheet} />
      {editing.value ? (
        <RunSheetForm
          notes={sheet.notes}
          onClose={() => (editing.value = false)}
          onSaved={(saved) => {
            value.value = saved;
            editing.value = false;
          }}
        />
      ) : null}
    </>
  );
}

function Sheet({ sheet }: { readonly sheet: RunSheet }) {
  const w = keepingWords.value.sheet;
  const { notes } = sheet;
  return (
    <article class="run-sheet" data-testid="run-sheet">
      <header>
        <h1>{w.title}</h1>
        <p>
          {notes.place === '' ? null : <b>{w.for(notes.place)} </b>}
          <span class="run-sheet-printed">{w.printed(formatFull(Date.now()), sheet.version)}</span>
        </p>
      </header>
      <div class="run-sheet-columns">
        <section>
          <h2>{w.call}</h2>
          <Contacts sheet={sheet} />
        </section>
        <section>
          <h2>{w.thisBox}</h2>
          <BoxFacts sheet={sheet} />
        </section>
      </div>
      <section>
        <h2>{w.when_}</h2>
        <div class="run-sheet-cases">
          {cases.map((each) => (
            <section key={each}>
              <h3>{w.cases[each].title}</h3>
              <ol>
                {w.cases[each].steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </section>
          ))}
        </div>
      </section>
      <div class="run-sheet-columns">
        <section>
          <h2>{w.lines}</h2>
          {sheet.site === null ? <p>{w.siteAway}</p> : <LinesOf site={sheet.site} />}
        </section>
        <section>
          <h2>{w.commands}</h2>
          <Commands folder={sheet.backupsFolder} />
        </section>
      </div>
      {notes.notes === '' ? null : <p class="run-sheet-notes">{notes.notes}</p>}
    </article>
  );
}

function Contacts({ sheet: { notes } }: { readonly sheet: RunSheet }) {
  const w = keepingWords.value.sheet;
  const rows = [
    // Without any, lines to be filled in by hand.
    ...(notes.contacts.length === 0 ? [...handWritten] : notes.contacts).map(
      ({ who, number, when }) => [who, number, when] as const,
    ),
    [w.carrierFaults, notes.carrierFaults, notes.circuit === '' ? '' : `${w.circuit} ${notes.circuit}`] as const,
  ];
  return (
    <table>
      <tbody>
        {rows.map(([who, number, when], at) => (
          <tr key={at}>
            <td>{who}</td>
            <td>
              <b>{number === '' ? gap : number}</b>
            </td>
            <td>{when}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BoxFacts({ sheet }: { readonly sheet: RunSheet }) {
  const w = keepingWords.value.sheet;
  const { notes, fingerprint, certificateUntil } = sheet;
  return (
    <dl>
      <Fact name={w.page}>{sheet.addresses.join('  ')}</Fact>
      <Fact name={w.host}>{sheet.host}</Fact>
      <Fact name={w.backups}>{sheet.backupsFolder ?? w.noBackups}</Fact>
      <Fact name={w.power}>{notes.powerFor === '' ? gap : notes.powerFor}</Fact>
      {notes.place === '' ? <Fact name={w.place}>{gap}</Fact> : null}
      {fingerprint === null ? null : (
        <Fact name={w.fingerprint}>
          <code>{fingerprint}</code>
          {certificateUntil === null ? null : <div>{w.until(formatDay(certificateUntil))}</div>}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LinesOf({ site }: { readonly site: Site }) {
  const w = keepingWords.value.sheet;
  const spans = spansOf(site);
  const exchange = site.lines ?? [];
  return (
    <dl>
      {spans.map((span) => (
        <Fact key={span.span} name={`${w.span} ${span.name}`}>
          {setupText(span)}
        </Fact>
      ))}
      {(site.trunks ?? []).map((trunk) => (
        <Fact key={trunk.id} name={trunk.name[language.value]}>
          {channelsText(trunk, spans)}
        </Fact>
      ))}
      {exchange.length === 0 ? null : (
        <Fact name={w.exchangeLines}>{exchange.map(({ line, number }) => `${line}: ${number}`).join(' · ')}</Fact>
      )}
      <Fact name={w.numbers}>{site.numbers.map(({ number }) => number).join(' · ') || w.none}</Fact>
    </dl>
  );
}

function spansOf(site: Site): readonly SpanSettings[] {
  return Array.from({ length: site.board.spans }, (_, at) => {
    const span = at + 1;
    return { name: `E1-${span}`, ...site.spans?.find((each) => each.span === span), span };
  });
}

/** As the carrier would ask for it. */
function setupText({ side, protocol, crc4, clockPriority, span }: SpanSettings): string {
  const w = keepingWords.value.sheet;
  return [
    (protocol ?? usualSpanSetup.protocol) === 'qsig' ? 'QSIG' : 'DSS1',
    w.sides[side ?? usualSpanSetup.side],
    w.crc4(crc4 ?? usualSpanSetup.crc4),
    w.clock(clockPriority ?? span),
  ].join(' · ');
}

function channelsText({ channels }: Trunk, spans: readonly SpanSettings[]): string {
  const w = keepingWords.value.sheet;
  return channels
    .map((each) => {
      if ('line' in each) return w.line(each.line);
      const name = spans.find(({ span }) => span === each.span)?.name ?? `E1-${each.span}`;
      return each.timeslots === undefined ? name : `${name} TS ${each.timeslots}`;
    })
    .join(' · ');
}

function Commands({ folder }: { readonly folder: string | null }) {
  const w = keepingWords.value.sheet.commandsText;
  const rows = [
    ['callbox status', w.status],
    ['journalctl -u callbox-daemon -n 50', w.log],
    ['sudo systemctl restart callbox-web', w.web],
    ['sudo systemctl restart callbox-daemon', w.restart],
    ['sudo callbox backup', w.backup],
    [`sudo callbox restore ${folder ?? '/var/backups/callbox'}/…`, w.restore],
    ['sudo callbox upgrade --resume', w.resume],
    ['sudo callbox certificate', w.certificate],
  ] as const;
  return (
    <table>
      <tbody>
        {rows.map(([command, what]) => (
          <tr key={command}>
            <td>
              <code>{command}</code>
            </td>
            <td>{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
