/** A change that names a row which is not there. */
export class MissingRow extends Error {}

export async function mustHit(update: Promise<number>, what: string): Promise<void> {
  if ((await update) === 0) throw new MissingRow(`there is no ${what} to change`);
}
