import { idType, type Migration } from '../migrate.js';

/** `call_id` is no foreign key: an agent's day must add up even if a call's row was refused. */
export const agentStates: Migration = {
  version: 2,
  name: 'agent-states',
  statements: (dialect) => [
    `CREATE TABLE agent_states (
       agent text NOT NULL,
       started_at bigint NOT NULL,
       state text NOT NULL,
       reason text,
       call_id ${idType(dialect)},
       ended_at bigint,
       PRIMARY KEY (agent, started_at, state))`,
    'CREATE INDEX agent_states_by_start ON agent_states (started_at)',
    'CREATE INDEX agent_states_open ON agent_states (agent) WHERE ended_at IS NULL',
  ],
};
