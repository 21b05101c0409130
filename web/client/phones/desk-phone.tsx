/** The desk telephones: lift, lay, ring. One is drawn; the others are a row of buttons with their state. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DeskPhone } from '../../../daemon/contract/phones.js';
import { agents, me } from '../live/live.js';
import { Icon } from '../parts/icon.js';
import { words } from '../words/words.js';
import { EndTools } from './end-tools.js';
import { Keypad } from './keypad.js';
import { hear, heard, phones, tell } from './phones-link.js';
import { ring, wakeSound } from './sound.js';

/** A station is named after its line: "L3" (terms/live). */
function stationLine(station: string | null | undefined): number | null {
  return Number(/^L(\d+)$/.exec(station ?? '')?.[1] ?? 0) || null;
}

export function DeskPhones() {
  const w = words.value;
  const chosen = useSignal<number | null>(null);
  const desks = phones.value?.desks ?? [];
  const mine = stationLine(me.value?.station);
  const line = chosen.value ?? mine ?? desks[0]?.line ?? 1;
  const desk = desks.find((each) => each.line === line);
  return (
    <section class="panel phone desk-phone" aria-labelledby="desk-title">
      <header>
        <h2 id="desk-title">{w.phones.desk}</h2>
        <span class="muted small">{w.phones.deskWhy}</span>
      </header>
      <fieldset class="desk-lines">
        <legend class="hidden">{w.phones.chooseLine}</legend>
        {desks.map((each) => (
          <button
            key={each.line}
            type="button"
            class={`desk-line ${each.state}`}
            aria-pressed={each.line === line}
            data-testid={`desk-line-${each.line}`}
            title={w.phones.deskStates[each.state]}
            onClick={() => {
              chosen.value = each.line;
              if (heard.value?.at === 'desk') hear({ at: 'desk', line: each.line });
            }}
          >
            {each.line}
            <span class="hidden">{w.phones.deskStates[each.state]}</span>
            {each.line === mine ? <small>{w.phones.mine}</small> : null}
          </button>
        ))}
      </fieldset>
      {desk === undefined ? null : <Desk key={desk.line} desk={desk} />}
    </section>
  );
}

function Desk({ desk }: { readonly desk: DeskPhone }) {
  const w = words.value;
  const ringing = desk.state === 'ringing';
  useEffect(() => {
    ring(ringing && !desk.auto);
    return () => ring(false);
  }, [ringing, desk.auto]);
  const holder = [...agents.value.values()].find((agent) => stationLine(agent.station) === desk.line);

  function lift(): void {
    wakeSound();
    hear({ at: 'desk', line: desk.line });
    tell({ do: 'lift', line: desk.line });
  }

  return (
    <>
      <DeskDrawing desk={desk} />
      <div class={`phone-screen ${desk.state}`} role="status" data-testid="desk-state" data-state={desk.state}>
        <span class="number">
          {w.phones.line(desk.line)}
          {holder === undefined ? '' : ` · ${holder.name}`}
        </span>
        <span class="small">{w.phones.deskStates[desk.state]}</span>
      </div>
      {desk.state === 'off-hook' ? (
        <Keypad name="desk-key" disabled={false} onKey={(digit) => tell({ do: 'desk-key', line: desk.line, digit })} />
      ) : null}
      {desk.state === 'off-hook' ? (
        <button
          type="button"
          class="danger big"
          data-testid="desk-lay"
          onClick={() => tell({ do: 'lay', line: desk.line })}
        >
          <Icon name="hangUp" /> {w.phones.lay}
        </button>
      ) : (
        <button type="button" class="good big" data-testid="desk-lift" onClick={lift}>
          <Icon name="phone" /> {w.phones.lift}
        </button>
      )}
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={desk.auto}
          data-testid="desk-auto"
          checked={desk.auto}
          onChange={(event) => tell({ do: 'auto', line: desk.line, on: event.currentTarget.checked })}
        />
        <span>
          {w.phones.auto} <span class="muted small">{w.phones.autoWhy}</span>
        </span>
      </label>
      <EndTools end={{ at: 'desk', line: desk.line }} live={desk.state === 'off-hook'} />
    </>
  );
}

function DeskDrawing({ desk }: { readonly desk: DeskPhone }) {
  return (
    <svg class={`desk-drawing ${desk.state}`} viewBox="0 0 240 120" aria-hidden="true">
      <path class="desk-body" d="M40 52h160l16 56a8 8 0 0 1-8 10H32a8 8 0 0 1-8-10z" />
      <rect class="desk-display" x="78" y="62" width="84" height="18" rx="3" />
      {[0, 1, 2].flatMap((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row}${column}`}
            class="desk-key"
            x={92 + column * 20}
            y={86 + row * 9}
            width="16"
            height="6"
            rx="2"
          />
        )),
      )}
      <circle class="desk-lamp" cx="186" cy="71" r="5" />
      <path
        class="desk-handset"
        d="M30 50c-6-2-8-8-6-14 4-12 24-26 96-26s92 14 96 26c2 6 0 12-6 14l-28 6c-5 1-9-2-9-7v-8c-18-6-88-6-106 0v8c0 5-4 8-9 7z"
      />
      <g class="desk-waves">
        <path d="M10 20c-6 10-6 22 0 32M230 20c6 10 6 22 0 32" />
      </g>
    </svg>
  );
}
