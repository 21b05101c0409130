/** Wallboards: a link for each, made and revoked here; which queues and figures it shows is part of the link. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Wallboard, WallboardList, WallboardMade } from '../../../daemon/contract/pages.js';
import { queues } from '../live/live.js';
import { call } from '../parts/api.js';
import { nowMs } from '../parts/clock.js';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { formatFull, formatMoment } from '../parts/time.js';
import { tellBad, tellFailure, tellGood } from '../parts/toasts.js';
import { type BoardOptions, boardAddress, usualOptions } from '../wallboard/board-options.js';
import { BoardSettings } from '../wallboard/board-settings.js';
import { words } from '../words/words.js';
import { copyText } from './copy.js';
import { floorWords } from './floor-words.js';

export function Walls() {
  const w = words.value;
  const f = floorWords.value;
  const list = useSignal<readonly Wallboard[] | 'loading' | 'failed'>('loading');
  const made = useSignal<WallboardMade | null>(null);
  const revoking = useSignal<Wallboard | null>(null);
  const read = async (): Promise<void> => {
    const answer = await call<WallboardList>('GET', '/wallboards');
    list.value = answer.ok ? answer.value.wallboards : 'failed';
  };
  useEffect(() => void read(), []);
  const boards = typeof list.value === 'string' ? [] : list.value;
  return (
    <section class="panel" aria-labelledby="walls-title">
      <header>
        <h2 id="walls-title">{f.walls.title}</h2>
      </header>
      <p class="muted small">{f.walls.why}</p>
      <NewWall
        made={(wall) => {
          made.value = wall;
          void read();
        }}
      />
      {made.value === null ? null : <Made wall={made.value} />}
      {boards.length === 0 ? (
        <p class={list.value === 'failed' ? 'problem' : 'empty'}>
          {list.value === 'loading' ? w.loading : list.value === 'failed' ? f.log.failed : f.walls.empty}
        </p>
      ) : (
        <ul class="walls">
          {boards.map((wall) => (
            <li key={wall.id} data-testid="wall-row">
              <span>
                <b>{wall.name}</b>{' '}
                <span class="small muted">
                  {f.walls.by} {wall.madeBy} · {f.walls.seen}{' '}
                  {wall.seenAt === null ? (
                    f.walls.never
                  ) : (
                    <span title={formatFull(wall.seenAt)}>{formatMoment(wall.seenAt, nowMs.peek())}</span>
                  )}
                </span>
              </span>
              {wall.pages > 0 ? <span class="tag good">{f.walls.pages(wall.pages)}</span> : null}
              <button
                type="button"
                data-testid="revoke"
                onClick={() => {
                  revoking.value = wall;
                }}
              >
                {f.walls.revoke}
              </button>
            </li>
          ))}
        </ul>
      )}
      {revoking.value === null ? null : (
        <Revoke
          wall={revoking.value}
          close={() => {
            if (made.value?.wallboard.id === revoking.value?.id) made.value = null;
            revoking.value = null;
            void read();
          }}
        />
      )}
    </section>
  );
}

function NewWall({ made }: { readonly made: (wall: WallboardMade) => void }) {
  const f = floorWords.value;
  const name = useSignal('');
  const busy = useSignal(false);
  const make = async (): Promise<void> => {
    if (busy.value || name.value.trim() === '') return;
    busy.value = true;
    const answer = await call<WallboardMade>('POST', '/wallboards', { name: name.value.trim() });
    busy.value = false;
    if (!answer.ok) return tellFailure(answer.code);
    name.value = '';
    made(answer.value);
  };
  return (
    <form
      class="new-wall"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <label>
        <span>{f.walls.name}</span>
        <input
          data-testid="wall-name"
          maxLength={64}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <button
        type="submit"
        class="primary"
        data-testid="wall-make"
        aria-busy={busy.value}
        disabled={name.value.trim() === ''}
      >
        <Icon name="plus" />
        {f.walls.make}
      </button>
    </form>
  );
}

function Made({ wall }: { readonly wall: WallboardMade }) {
  const f = floorWords.value;
  const options = useSignal<BoardOptions>(usualOptions);
  const address = `${location.origin}${boardAddress(wall.token, options.value)}`;
  const copy = async (): Promise<void> => {
    if (await copyText(address)) tellGood(() => f.walls.copied);
    else tellBad(() => address);
  };
  return (
    <div class="wall-made" role="status">
      <p>
        <b>{wall.wallboard.name}</b> · {f.walls.made}
      </p>
      <p class="wall-link">
        <input
          readOnly
          data-testid="wall-link"
          aria-label={f.walls.copy}
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="primary" onClick={() => void copy()}>
          {f.walls.copy}
        </button>
        <a class="button-link" href={address} target="_blank" rel="noreferrer">
          <Icon name="window" />
          {f.walls.open}
        </a>
      </p>
      <BoardSettings
        words={f}
        queues={[...queues.value.values()]}
        options={options.value}
        onChange={(next) => {
          options.value = next;
        }}
      />
    </div>
  );
}

function Revoke({ wall, close }: { readonly wall: Wallboard; readonly close: () => void }) {
  const f = floorWords.value;
  const go = async (): Promise<void> => {
    const answer = await call<null>('DELETE', `/wallboards/${wall.id}`);
    if (answer.ok) tellGood(() => f.walls.revoked);
    else tellFailure(answer.code);
    close();
  };
  return (
    <Dialog title={f.walls.revokeTitle(wall.name)} testId="revoke-box" class="floor-box" onClose={close}>
      <p class="box-line">{f.walls.revokeMeans}</p>
      <div class="box-foot">
        <button type="button" onClick={close}>
          {words.value.cancel}
        </button>
        <button type="button" class="danger" data-testid="go" data-autofocus onClick={() => void go()}>
          {f.walls.revoke}
        </button>
      </div>
    </Dialog>
  );
}
