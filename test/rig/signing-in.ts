/** Somebody at the sign-in page of a browser. */
import type { Page } from 'playwright-core';

/** Done when the key is pressed; what the page shows then is for the test to wait for. */
export async function signInAt(
  page: Page,
  url: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<void> {
  await page.goto(url);
  await page.getByTestId('user').fill(user);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
}
