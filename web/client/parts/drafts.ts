/** What was being typed survives a reload, a lost connection and a new login on the same tab. */
export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const prefix = 'callbox.draft.';

export class Drafts {
  constructor(private readonly storage: DraftStorage) {}

  read(name: string): string {
    return this.storage.getItem(prefix + name) ?? '';
  }

  /** An empty text forgets the draft. A full storage is no reason to disturb typing. */
  write(name: string, text: string): void {
    try {
      if (text === '') this.storage.removeItem(prefix + name);
      else this.storage.setItem(prefix + name, text);
    } catch {
      // kept on the screen only
    }
  }
}
