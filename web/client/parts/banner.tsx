/** Says plainly when what the page shows may be old, and that telephones go on. */
import { badFigures, daemon, link, reconnectNow } from '../live/live.js';
import { language, words } from '../words/words.js';
import { Icon } from './icon.js';

export function Banner() {
  const w = words.value;
  const trouble = link.value === 'away' ? 'server' : link.value === 'up' && daemon.value === 'down' ? 'daemon' : null;
  return (
    <div role="alert">
      {trouble === null ? null : (
        <div class="banner" data-testid="banner" data-trouble={trouble}>
          <Icon name="plug" />
          <p>
            <b>{trouble === 'server' ? w.banner.serverAway : w.banner.daemonAway}</b>{' '}
            <span class="banner-means">
              {trouble === 'server' ? w.banner.serverAwayMeans : w.banner.daemonAwayMeans}
            </span>
          </p>
          {trouble === 'server' ? (
            <button type="button" onClick={reconnectNow}>
              {w.banner.tryNow}
            </button>
          ) : null}
        </div>
      )}
      <BoxTrouble />
    </div>
  );
}

/** The machine itself needs somebody. */
function BoxTrouble() {
  const [figure] = [...badFigures.value].sort(
    (a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'),
  );
  if (figure === undefined) return null;
  const lang = language.value;
  return (
    <div class="banner" data-testid="box-banner">
      <Icon name="alert" />
      <p>
        <b>
          {figure.name[lang]}: {figure.words[lang]}
        </b>{' '}
        <span class="banner-means">{figure.next[lang]}</span>
      </p>
      <a href="/lines/box">{words.value.banner.boxLook}</a>
    </div>
  );
}
