/** What a wallboard shows, kept in its address: ?lang=both&queues=a,b&figures=…#TOKEN. The token never reaches a log. */
export const figures = [
  'waiting',
  'longest',
  'serviceLevel',
  'answered',
  'abandoned',
  'overflowed',
  'ready',
  'talking',
  'notReady',
] as const;
export type Figure = (typeof figures)[number];
export const languages = ['zh', 'en', 'both'] as const;

export interface BoardOptions {
  readonly language: (typeof languages)[number];
  /** Queue ids in the order shown; empty: all. */
  readonly queues: readonly string[];
  readonly figures: readonly Figure[];
}
export const usualOptions: BoardOptions = {
  language: 'zh',
  queues: [],
  figures: ['waiting', 'longest', 'serviceLevel', 'answered', 'abandoned', 'ready', 'talking', 'notReady'],
};

const maxQueues = 100;

/** Whatever somebody typed into the address: what is not understood is as usual. */
export function optionsFrom(search: string): BoardOptions {
  const asked = new URLSearchParams(search);
  const language = languages.find((each) => each === asked.get('lang')) ?? usualOptions.language;
  const wanted = list(asked.get('figures'));
  const known = figures.filter((each) => wanted.includes(each));
  return {
    language,
    queues: list(asked.get('queues')).slice(0, maxQueues),
    figures: known.length === 0 ? usualOptions.figures : known,
  };
}

function list(text: string | null): readonly string[] {
  return [...new Set((text ?? '').split(',').filter((each) => each !== ''))];
}

export function searchOf({ language, queues, figures: shown }: BoardOptions): string {
  const search = new URLSearchParams({ lang: language });
  if (queues.length > 0) search.set('queues', queues.join(','));
  if (shown.join() !== usualOptions.figures.join()) search.set('figures', shown.join(','));
  return `?${search.toString().replaceAll('%2C', ',')}`;
}

export function boardAddress(token: string, options: BoardOptions): string {
  return `/wallboard${searchOf(options)}#${token}`;
}

/** Of /wallboard#TOKEN, and of /wallboard/TOKEN for who typed it that way; '' none. */
export function tokenFrom(pathname: string, hash: string): string {
  const token = hash.replace(/^#/, '') || pathname.replace(/^\/wallboard\/?/, '');
  return /^[\w-]{1,200}$/.test(token) ? token : '';
}
