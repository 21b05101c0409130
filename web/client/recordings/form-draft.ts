/** A score form as it is typed. */
import { type FormProblem, formProblems, type QualityForm } from '../../../daemon/terms/quality.js';

export interface DraftItem {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly weight: string;
  readonly veto: boolean;
}
export interface FormDraft {
  readonly id: string;
  /** 0: new. */
  readonly version: number;
  readonly zh: string;
  readonly en: string;
  readonly items: readonly DraftItem[];
  readonly goodFrom: string;
  readonly badBelow: string;
  readonly on: boolean;
}

export function draftOf(form: QualityForm | null, id: string, version: number, on: boolean): FormDraft {
  if (form === null) {
    return { id, version, zh: '', en: '', items: [newItem([])], goodFrom: '85', badBelow: '60', on };
  }
  return {
    id,
    version,
    ...form.name,
    items: form.items.map((item) => ({ id: item.id, ...item.text, weight: String(item.weight), veto: item.veto })),
    goodFrom: String(form.goodFrom),
    badBelow: String(form.badBelow),
    on,
  };
}

/** An id that no other item has: reports follow an item by it. */
export function newItem(items: readonly DraftItem[]): DraftItem {
  let n = items.length + 1;
  while (items.some(({ id }) => id === `item-${n}`)) n += 1;
  return { id: `item-${n}`, zh: '', en: '', weight: '', veto: false };
}

export function sumOf({ items }: FormDraft): number {
  return items.reduce((sum, { weight }) => sum + numberOf(weight), 0);
}

export function formOf(draft: FormDraft): QualityForm {
  return {
    name: { zh: draft.zh.trim(), en: draft.en.trim() },
    items: draft.items.map(({ id, zh, en, weight, veto }) => ({
      id,
      text: { zh: zh.trim(), en: en.trim() },
      weight: numberOf(weight),
      veto,
    })),
    goodFrom: numberOf(draft.goodFrom),
    badBelow: numberOf(draft.badBelow),
  };
}

export function draftProblems(draft: FormDraft): readonly FormProblem[] {
  return formProblems(formOf(draft));
}

export function moved<T>(list: readonly T[], at: number, by: 1 | -1): readonly T[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}

function numberOf(text: string): number {
  const value = Math.round(Number(text));
  return Number.isFinite(value) ? value : 0;
}
