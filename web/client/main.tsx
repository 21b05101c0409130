/** Composition root of the pages. */
import './style/base.css';
import './style/parts.css';
import { render } from 'preact';
import { App } from './app.js';
import { startClock } from './parts/clock.js';
import { startLanguage } from './words/words.js';

// A page left open over an upgrade asks for files that are gone: load the new page instead.
window.addEventListener('vite:preloadError', () => location.reload());

startLanguage(localStorage, navigator.language, document.documentElement);
startClock();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
