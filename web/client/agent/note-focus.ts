/** Alt+N from anywhere: the note field that is on the screen takes the focus. */
let field: HTMLTextAreaElement | null = null;

export function setNoteField(element: HTMLTextAreaElement | null): void {
  field = element;
}

export function focusNote(): void {
  field?.focus();
}
