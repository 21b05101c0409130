/** Roles and the rights they carry. Each endpoint and message declares one right; none declared means refused. */
export const roles = ['agent', 'supervisor', 'technician', 'admin', 'manager'] as const;
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
  'recordings.read-all',
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
    'demo.phones',
  ],
  supervisor: [
    'session.own',
    'floor.watch',
    'floor.supervise',
    'customers.read',
    'calls.read-all',
    'recordings.read-all',
    'demo.phones',
  ],
  technician: ['session.own', 'floor.watch', 'lines.service', 'demo.phones'],
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
    'demo.phones',
  ],
  manager: ['session.own', 'floor.watch', 'customers.read', 'calls.read-all', 'recordings.read-all', 'demo.phones'],
};
