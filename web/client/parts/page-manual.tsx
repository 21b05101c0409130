/** What the open page is for, above its keys: loaded when somebody asks for help. */
import { manual as en } from '../words/en/manual.js';
import { pageWords } from '../words/words.js';
import { type ManualPage, manual as zh } from '../words/zh/manual.js';

const manualWords = pageWords<typeof zh>({ zh, en });

/** "/lines/box/run-sheet" is told by "lines/box", "/agent" by "agent"; null: a page without a text. */
export function manualOf(path: string, pages: Readonly<Record<string, ManualPage>>): ManualPage | null {
  const [, page = '', section = ''] = path.split('/');
  return pages[`${page}/${section}`] ?? pages[page] ?? null;
}

export default function PageManual() {
  const w = manualWords.value;
  const told = manualOf(window.location.pathname, w.pages);
  if (told === null) return null;
  return (
    <section class="page-manual" data-testid="page-manual">
      <h3>{told.title}</h3>
      {told.text.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
