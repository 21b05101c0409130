/** Why something cannot be done with a commissioning now, for who pressed the key. */
import { type CallboxError, notNow } from '../base/errors.js';
import type { CommissioningStep } from '../terms/commissioning.js';

export function obstructed(step: CommissioningStep): CallboxError {
  const en = `the step '${step}' stands in the way: check it, or go on all the same`;
  return notNow({ zh: '前面还有一步没过：先检查它，或在那一步按“仍然继续”。', en });
}

export function beingChanged(span: number): CallboxError {
  const en = `span ${span} is being changed: wait until that is over, or cancel it`;
  return notNow({ zh: '这条中继正在改设置，请等它结束或先取消。', en });
}
