/** On every page of the training floor, over everything, and nothing closes it (KB-10). */
import { Icon } from '../parts/icon.js';
import { bannerWords } from './banner-words.js';
import { onTrainingFloor, realFloorAddress } from './training-floor.js';
import './training-banner.css';

export function TrainingBanner() {
  if (!onTrainingFloor.value) return null;
  const w = bannerWords.value;
  const address = realFloorAddress.value;
  return (
    <aside class="training-banner" aria-label={w.name} data-testid="training-banner">
      <p>
        <b>{w.name}</b>
        <span class="training-long">{w.means}</span>
        <span class="training-short">{w.meansShort}</span>
      </p>
      {address === null ? null : (
        <a href={address} data-testid="to-real-floor">
          <Icon name="out" />
          <span class="training-long">{w.back}</span>
          <span class="training-short">{w.backShort}</span>
        </a>
      )}
    </aside>
  );
}
