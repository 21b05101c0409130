import { expect, test } from 'vitest';
import { rowFor } from '../base/machine.js';
import type { CallStage } from '../terms/calls.js';
import { type CallEvent, callTable, endingOf } from './call.js';
import { type LegAction, type LegEvent, type LegState, legTable } from './legs.js';

test.each<[LegState, LegEvent, LegState, readonly LegAction[]]>([
  ['offered', 'alert', 'alerted', ['send-alert']],
  ['offered', 'answer', 'connected', ['send-answer']],
  ['offered', 'clear', 'clearing', ['send-clear']],
  ['alerted', 'answer', 'connected', ['send-answer']],
  ['alerted', 'cleared', 'clearing', ['tell-over', 'forget']],
  ['ringing', 'alerting', 'ringing', []],
  ['ringing', 'answered', 'connected', ['tell-answered']],
  ['ringing', 'clear', 'clearing', ['send-clear']],
  ['ringing', 'cleared', 'clearing', ['tell-over', 'forget']],
  ['ringing', 'command-failed', 'clearing', ['report-failure', 'send-clear', 'tell-ring-failed', 'forget']],
  ['dialling', 'proceeding', 'dialling', ['take-channel']],
  ['dialling', 'alerting', 'dialling', ['tell-alerting']],
  ['dialling', 'progress', 'dialling', ['tell-progress']],
  ['dialling', 'answered', 'connected', ['tell-answered']],
  ['dialling', 'clear', 'clearing', ['send-clear']],
  ['dialling', 'cleared', 'clearing', ['tell-over', 'forget']],
  ['dialling', 'command-failed', 'clearing', ['report-failure', 'send-clear', 'tell-over', 'forget']],
  ['dialling', 'digit', 'dialling', []],
  ['connected', 'answered', 'connected', []],
  ['connected', 'proceeding', 'connected', ['take-channel']],
  ['connected', 'digit', 'connected', ['tell-digit']],
  ['connected', 'play-ended', 'connected', ['tell-play-ended']],
  ['connected', 'cleared', 'clearing', ['tell-over', 'forget']],
  ['connected', 'command-failed', 'connected', ['report-failure']],
  // crossings of our clear with what the far end did meanwhile
  ['clearing', 'answered', 'clearing', []],
  ['clearing', 'digit', 'clearing', []],
  ['clearing', 'play-ended', 'clearing', []],
  ['clearing', 'command-failed', 'clearing', ['send-clear']],
  ['clearing', 'cleared', 'clearing', ['forget']],
])('leg: %s + %s → %s %j', (from, event, to, actions) => {
  expect(rowFor(legTable, from, event)).toEqual({ to, actions });
});

test('every leg state expects its end', () => {
  for (const state of Object.keys(legTable) as LegState[]) {
    expect(rowFor(legTable, state, 'cleared')?.actions).toContain('forget');
  }
});

test.each<[LegState, LegEvent]>([
  ['clearing', 'clear'],
  ['connected', 'alert'],
  ['offered', 'answered'],
  ['ringing', 'digit'],
])('leg: %s does not expect %s', (state, event) => {
  expect(rowFor(legTable, state, event)).toBeNull();
});

test.each<[CallStage, CallEvent, CallStage]>([
  ['offered', 'flow-begins', 'flow'],
  ['flow', 'enter-queue', 'queued'],
  ['queued', 'ring-agent', 'ringing'],
  ['queued', 'leave-queue', 'flow'],
  ['ringing', 'ring-over', 'queued'],
  ['ringing', 'agent-answered', 'talking'],
  ['dialling', 'customer-answered', 'talking'],
  ['dialling', 'agent-over', 'ended'],
  ['talking', 'agent-over', 'ended'],
  // several telephones ring for the queue at once
  ['ringing', 'ring-agent', 'ringing'],
  // a caller who is sent on: rung for, taken by a queue or a flow, and sent on again
  ['talking', 'send-on', 'ringing'],
  ['ringing', 'send-on', 'ringing'],
  ['ringing', 'enter-queue', 'queued'],
  ['ringing', 'flow-begins', 'flow'],
  ['queued', 'enter-queue', 'queued'],
  ['queued', 'flow-begins', 'flow'],
  ['ringing', 'agent-over', 'ended'],
  ['talking', 'park', 'parked'],
  ['parked', 'send-on', 'ringing'],
  ['parked', 'agent-answered', 'talking'],
  ['talking', 'rate', 'rating'],
])('call: %s + %s → %s', (from, event, to) => {
  expect(rowFor(callTable, from, event)?.to).toBe(to);
});

test('a call is closed when it goes to ended, and never again', () => {
  for (const [stage, rows] of Object.entries(callTable)) {
    for (const row of Object.values(rows)) {
      expect(row.actions.includes('close')).toBe(row.to === 'ended' && stage !== 'ended');
    }
  }
});

test('every stage of a call expects the caller to leave and the system to end it', () => {
  for (const stage of Object.keys(callTable) as CallStage[]) {
    expect(rowFor(callTable, stage, 'customer-over')?.to).toBe('ended');
    expect(rowFor(callTable, stage, 'hang-up')?.to).toBe('ended');
  }
});

test.each<[CallStage, string]>([
  ['flow', 'self-service'],
  ['queued', 'abandoned'],
  ['ringing', 'abandoned'],
  ['dialling', 'unanswered'],
  ['talking', 'completed'],
])('a call that ends while %s is %s', (stage, ending) => {
  expect(endingOf(stage)).toBe(ending);
  expect(endingOf(stage, true)).toBe('completed');
});

test.each<[CallStage, CallEvent]>([
  ['talking', 'agent-answered'],
  ['talking', 'ring-agent'],
  ['talking', 'enter-queue'],
  ['dialling', 'send-on'],
  ['parked', 'ring-over'],
  ['ended', 'send-on'],
])('call: %s does not expect %s', (stage, event) => {
  expect(rowFor(callTable, stage, event)).toBeNull();
});

test('a call is connected when it begins to talk, and only then', () => {
  for (const rows of Object.values(callTable)) {
    for (const { to, actions } of Object.values(rows)) expect(actions.includes('connect')).toBe(to === 'talking');
  }
});
