import {
  applyRules,
  type CompiledRule,
  compileRule,
  type RuleEffects,
  type RuleQuestion,
  whatIsWrong,
} from '../terms/route-rules.js';
import type { Site } from '../terms/site.js';
import type { AcdStep } from './notices.js';

export const maxRules = 200;

const ofTheCustomer: ReadonlySet<string> = new Set(['class', 'businessType', 'owner']);

/** The site's rules. One that is wrong is left out with an incident; the others and the call go on. */
export class Rules {
  private compiled: readonly CompiledRule[] = [];

  load(site: Site, step: AcdStep): void {
    const rules = site.rules ?? [];
    if (rules.length > maxRules) step.incident('rules-too-many', { rules: rules.length, limit: maxRules });
    const queues = new Set(site.queues.map((queue) => queue.id));
    const agents = new Set(site.agents.map((agent) => agent.id));
    const compiled: CompiledRule[] = [];
    for (const rule of rules.slice(0, maxRules)) {
      const wrong = whatIsWrong(rule, queues, agents);
      if (wrong === null) compiled.push(compileRule(rule));
      else step.incident('rule-wrong', { rule: rule.id, why: wrong });
    }
    this.compiled = compiled;
  }

  get isEmpty(): boolean {
    return this.compiled.length === 0;
  }

  /** Some ask what only the customer files know. */
  get askFacts(): boolean {
    return this.compiled.some(({ rule }) => rule.when.some(({ attribute }) => ofTheCustomer.has(attribute)));
  }

  apply(question: RuleQuestion): RuleEffects {
    return applyRules(this.compiled, question);
  }
}
