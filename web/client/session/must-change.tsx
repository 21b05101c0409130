/** A one-time password opens nothing but this. */
import { LanguageSwitch, Logo, leave } from '../parts/header.js';
import { words } from '../words/words.js';
import { PasswordForm } from './password-form.js';
import './sign-in.css';

export function MustChange() {
  const w = words.value;
  return (
    <main class="sign-in" data-testid="must-change">
      <div class="sign-in-card">
        <div class="sign-in-brand">
          <Logo />
          <h1>{w.password.title}</h1>
        </div>
        <PasswordForm must />
      </div>
      <div class="sign-in-below">
        <LanguageSwitch />
        <button type="button" class="quiet" onClick={() => void leave()}>
          {w.nav.signOut}
        </button>
      </div>
    </main>
  );
}
