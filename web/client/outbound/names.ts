/** What people call agents, regions, numbers and days that the server names by id. */
import { builtInAreas } from '../../../daemon/terms/areas.js';
import { agents } from '../live/live.js';
import { formatNumber } from '../parts/number.js';
import { language, words } from '../words/words.js';

export function whoIs(id: string): string {
  const name = agents.value.get(id)?.name;
  return name === undefined || name === '' ? id : `${id} ${name}`;
}

/** By id. */
export function agentIds(): readonly string[] {
  return [...agents.value.keys()].sort();
}

/** "021 上海"; a code whose city the table doesn't name stays a code. */
export function areaName(area: string): string {
  const city = builtInAreas.cities[area];
  return city === undefined ? area : `${area} ${city[language.value]}`;
}

/** "上海", or the code of a city the table doesn't name. */
export function cityName(area: string): string {
  return builtInAreas.cities[area]?.[language.value] ?? area;
}

/** A masked one stays as the server wrote it. */
export function numberText(number: string): string {
  return number.includes('*') ? number : formatNumber(number);
}

export function countText(count: number): string {
  return count.toLocaleString(words.value.locale);
}

/** What `part` is of `whole`, as people read it: "3.2"; '0' of nothing. */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return '0';
  const percent = (part * 100) / whole;
  return percent.toLocaleString(words.value.locale, { maximumFractionDigits: percent < 10 ? 1 : 0 });
}
