/** A list whose order matters: moved by its handles, with arrow keys or by dragging. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { adminWords } from './admin-words.js';
import { moved } from './ordering.js';

export interface OrderItem {
  readonly id: string;
  /** Read aloud and shown at the handle. */
  readonly name: string;
  readonly content: ComponentChildren;
}

export function OrderList(props: {
  readonly label: string;
  readonly testId: string;
  readonly items: readonly OrderItem[];
  onOrder(ids: readonly string[]): void;
}) {
  const { items } = props;
  const w = adminWords.value.order;
  const list = useRef<HTMLOListElement>(null);
  const dragged = useSignal<string | null>(null);
  const said = useSignal('');

  function move(from: number, to: number): void {
    const ids = items.map(({ id }) => id);
    const order = moved(ids, from, to);
    if (order === ids) return;
    props.onOrder(order);
    said.value = w.nowAt(items[from]?.name ?? '', to + 1, items.length);
  }

  function onKey(event: KeyboardEvent, at: number): void {
    const last = items.length - 1;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(at, Math.min(last, Math.max(0, to)));
    const handle = event.currentTarget;
    // The row has moved with its handle; the focus goes with it.
    requestAnimationFrame(() => handle instanceof HTMLElement && handle.focus());
  }

  return (
    <>
      <ol ref={list} class="order-list" aria-label={props.label} data-testid={props.testId}>
        {items.map(({ id, name, content }, at) => (
          <li
            key={id}
            class={dragged.value === id ? 'dragged' : ''}
            data-id={id}
            onDragOver={(event) => {
              if (dragged.value === null) return;
              event.preventDefault();
              const from = items.findIndex((item) => item.id === dragged.value);
              if (from !== at) move(from, at);
            }}
            onDrop={(event) => event.preventDefault()}
          >
            <button
              type="button"
              class="handle quiet"
              draggable
              title={w.how}
              aria-label={w.handle(name, at + 1, items.length)}
              onKeyDown={(event) => onKey(event, at)}
              onDragStart={(event) => {
                event.dataTransfer?.setData('text/plain', id);
                dragged.value = id;
              }}
              onDragEnd={() => {
                dragged.value = null;
              }}
            >
              <span aria-hidden="true">⠿</span>
            </button>
            <span class="order-place number" aria-hidden="true">
              {at + 1}
            </span>
            {content}
          </li>
        ))}
      </ol>
      <p class="hidden" role="status">
        {said.value}
      </p>
    </>
  );
}
