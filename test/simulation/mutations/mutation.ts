/** A wrong behaviour put into the switch while it runs: nothing of it is in the product. */

/** Takes the wrong behaviour out again. */
export type Undo = () => void;

export interface Mutation {
  readonly name: string;
  /** What a user would complain of. */
  readonly story: string;
  /** It is looked for in days with campaigns. */
  readonly campaigns?: true;
  put(): Undo;
}

type Method = (...given: unknown[]) => unknown;
/** `own`: the method as it is; `self`: whose it is. */
type Other<Self> = (own: Method, given: readonly unknown[], self: Self) => unknown;

/** Another behaviour in place of a method's. Throws if the class has no such method any more: the mutation tests nothing. */
export function instead<Self>(of: { readonly prototype: object }, method: string, other: Other<Self>): Undo {
  const { prototype } = of;
  const own: unknown = Reflect.get(prototype, method);
  if (typeof own !== 'function') throw new Error(`${method} is gone; the mutation must find another place`);
  Reflect.set(prototype, method, function (this: Self, ...given: unknown[]): unknown {
    return other((...again) => Reflect.apply(own, this, again), given, this);
  });
  return () => Reflect.set(prototype, method, own);
}

/** The method does nothing. */
export function never(of: { readonly prototype: object }, method: string): Undo {
  return instead(of, method, () => undefined);
}
