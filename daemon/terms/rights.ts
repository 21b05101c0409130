/** Roles and the rights they carry. Each endpoint and message declares one right; none declared means refused. */
/** 'supervisor' is the leader of a team (班长), 'quality' judges calls (质检), 'trainer' teaches with them (培训). */
export const roles = ['agent', 'supervisor', 'quality', 'trainer', 'manager', 'admin', 'technician'] as const;
export type Role = (typeof roles)[number];

export const rights = [
  'session.own', // read and end one's own session
  'agent.work', // be an agent: states, calls, dispositions
  'customers.read',
  'customers.write',
  'floor.watch', // live spans, queues, agents, calls
  'floor.supervise', // listen, whisper, barge, force states, move agents
  'site.manage', // agents, queues, rules, schedules
  'users.manage', // logins, roles and rights
  'audit.read',
  'lines.service', // block, drain, restart, loop and test channels
  'calls.read-own',
  'calls.read-all',
  'recordings.read-own',
  'recordings.read-group', // of the agents of the groups one leads
  'recordings.read-all',
  'recordings.download', // take a copy away, with a reason
  'recordings.listeners', // who listened
  'quality.own', // read what was said of one's own calls, appeal
  'quality.comment', // at a second of a recording; coaching notes
  'quality.score',
  'quality.review', // decide an appeal against somebody else's score
  'quality.read', // scores and reports of those one may hear
  'quality.manage', // forms, sampling rules, automatic marks
  'outbound.manage', // campaigns, lists, allocation, do-not-call numbers, evidence
  'outbound.watch', // how campaigns stand
  'leads.import', // files of people to call
  'customers.import', // files of customers, in and out
  'numbers.full', // telephone numbers with all their digits; without it 138****5678 everywhere
  'privacy.manage', // give a person all that is known of him, or erase it
  'training.run', // start and stop the training floor, break and mend its lines
  'demo.phones', // only granted while the simulator runs
] as const;
export type Right = (typeof rights)[number];

export const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  agent: [
    'session.own',
    'agent.work',
    'customers.read',
    'customers.write',
    'calls.read-own',
    'recordings.read-own',
    'quality.own',
    'numbers.full',
    'demo.phones',
  ],
  supervisor: [
    'session.own',
    'floor.watch',
    'floor.supervise',
    'customers.read',
    'calls.read-all',
    'recordings.read-group',
    'recordings.download',
    'recordings.listeners',
    'quality.comment',
    'quality.review',
    'quality.read',
    'outbound.manage',
    'outbound.watch',
    'leads.import',
    'customers.import',
    'numbers.full',
    'training.run',
    'demo.phones',
  ],
  quality: [
    'session.own',
    'floor.watch',
    'customers.read',
    'calls.read-all',
    'recordings.read-all',
    'recordings.download',
    'recordings.listeners',
    'quality.comment',
    'quality.score',
    'quality.review',
    'quality.read',
    'quality.manage',
    'outbound.watch',
    'numbers.full',
    'demo.phones',
  ],
  // Learns from calls, needs no customer's file.
  trainer: [
    'session.own',
    'floor.watch',
    'calls.read-all',
    'recordings.read-all',
    'quality.comment',
    'quality.read',
    'numbers.full',
    'training.run',
    'demo.phones',
  ],
  technician: ['session.own', 'floor.watch', 'lines.service', 'numbers.full', 'training.run', 'demo.phones'],
  admin: [
    'session.own',
    'floor.watch',
    'floor.supervise',
    'site.manage',
    'users.manage',
    'audit.read',
    'lines.service',
    'customers.read',
    'calls.read-all',
    'recordings.read-all',
    'recordings.download',
    'recordings.listeners',
    'quality.read',
    'quality.manage',
    'outbound.manage',
    'outbound.watch',
    'leads.import',
    'customers.import',
    'numbers.full',
    'privacy.manage',
    'training.run',
    'demo.phones',
  ],
  manager: [
    'session.own',
    'floor.watch',
    'customers.read',
    'calls.read-all',
    'recordings.read-all',
    'quality.read',
    'outbound.manage',
    'outbound.watch',
    'leads.import',
    'customers.import',
    'numbers.full',
    'demo.phones',
  ],
};
