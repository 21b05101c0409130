/** A machine's files from JSON, laid out below a folder; for tests and for scans that a customer has sent. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FixtureMachine {
  /** Path → text, or octets in base64. */
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  /** Path → where the link leads. */
  readonly links: Readonly<Record<string, string>>;
}

export async function layOut({ files, links }: FixtureMachine, folder: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'));
  }
  for (const [path, target] of Object.entries(links)) {
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true });
    await symlink(target, place);
  }
}
