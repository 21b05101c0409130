/** A sampling rule and the automatic marks as they stand in their fields. */
import type { AutoRules, SamplingRule } from '../../../daemon/terms/quality.js';

export interface RuleDraft {
  readonly name: string;
  readonly on: boolean;
  readonly perAgentPerWeek: string;
  readonly ratedFrom: string;
  readonly marked: boolean;
  readonly queues: string;
  readonly groups: string;
  readonly campaigns: string;
  readonly direction: string;
  /** Seconds. */
  readonly minTalk: string;
  readonly people: readonly string[];
}

export function ruleDraftOf(rule: SamplingRule | null): RuleDraft {
  const list = (names: readonly string[] | undefined): string => names?.join(', ') ?? '';
  return {
    name: rule?.name ?? '',
    on: rule?.on ?? true,
    perAgentPerWeek: String(rule?.perAgentPerWeek ?? 3),
    ratedFrom: rule === null ? '4' : String(rule.ratedFrom ?? ''),
    marked: rule?.marked ?? false,
    queues: list(rule?.queues),
    groups: list(rule?.groups),
    campaigns: list(rule?.campaigns),
    direction: rule?.direction ?? '',
    minTalk: String((rule?.minTalkMs ?? 15_000) / 1_000),
    people: rule?.people ?? [],
  };
}

export function ruleOf(draft: RuleDraft): SamplingRule {
  const direction = draft.direction === 'inbound' || draft.direction === 'outbound' ? draft.direction : null;
  return {
    name: draft.name.trim(),
    on: draft.on,
    perAgentPerWeek: wholeOf(draft.perAgentPerWeek) ?? 0,
    ratedFrom: wholeOf(draft.ratedFrom),
    marked: draft.marked,
    queues: namesIn(draft.queues),
    groups: namesIn(draft.groups),
    campaigns: namesIn(draft.campaigns),
    direction,
    minTalkMs: Math.round(Number(draft.minTalk) * 1_000) || 0,
    people: draft.people,
  };
}

export interface AutoDraft {
  /** Seconds. */
  readonly talkShorterMs: string;
  readonly silenceLongerMs: string;
  readonly talkOverPercent: string;
  readonly noDisposition: boolean;
}

export function autoDraftOf(rules: AutoRules): AutoDraft {
  const seconds = (ms: number | null): string => (ms === null ? '' : String(ms / 1_000));
  return {
    talkShorterMs: seconds(rules.talkShorterMs),
    silenceLongerMs: seconds(rules.silenceLongerMs),
    talkOverPercent: rules.talkOverPercent === null ? '' : String(rules.talkOverPercent),
    noDisposition: rules.noDisposition,
  };
}

export function autoRulesOf(draft: AutoDraft): AutoRules {
  const ms = (text: string): number | null => (text.trim() === '' ? null : Math.round(Number(text) * 1_000));
  return {
    talkShorterMs: ms(draft.talkShorterMs),
    silenceLongerMs: ms(draft.silenceLongerMs),
    talkOverPercent: wholeOf(draft.talkOverPercent),
    noDisposition: draft.noDisposition,
  };
}

function namesIn(text: string): readonly string[] {
  const names = text.split(/[,，、]/).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function wholeOf(text: string): number | null {
  return text.trim() === '' ? null : Math.round(Number(text));
}
