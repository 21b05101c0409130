/**
 * State machines as tables: `table[state][event]` is the row. A row names the next state and the
 * actions to take, as data; the owner carries the actions out.
 */
export interface Row<State extends string, Action> {
  readonly to: State;
  readonly actions: readonly Action[];
}

export type Table<State extends string, Event extends string, Action> = {
  readonly [S in State]: { readonly [E in Event]?: Row<State, Action> };
};

/** The row for (state, event), or null: the state does not expect the event, which the owner must report. */
export function rowFor<State extends string, Event extends string, Action>(
  table: Table<State, Event, Action>,
  state: State,
  event: Event,
): Row<State, Action> | null {
  return table[state][event] ?? null;
}
