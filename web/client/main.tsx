/** Composition root of the pages. */
import './style/base.css';
import './style/header.css';
import './style/parts.css';
import { render } from 'preact';
import { App, readSession } from './app.js';
import { startClock } from './parts/clock.js';
import { TrainingBanner } from './training/training-banner.js';
import { markTrainingPages } from './training/training-floor.js';
import { startLanguage } from './words/words.js';

// A page left open over an upgrade asks for files that are gone: load the new page instead.
window.addEventListener('vite:preloadError', () => location.reload());

void readSession();
startLanguage(localStorage, navigator.language, document.documentElement);
startClock();
markTrainingPages();
const root = document.getElementById('app');

/** A television at the wall has no login and none of the frame. */
async function startWallboard(place: HTMLElement): Promise<void> {
  const { default: WallboardPage } = await import('./wallboard/wallboard-page.js');
  render(
    <>
      <TrainingBanner />
      <WallboardPage />
    </>,
    place,
  );
}

if (root !== null) {
  if (/^\/wallboard(\/|$)/.test(location.pathname)) void startWallboard(root);
  else render(<App />, root);
}
