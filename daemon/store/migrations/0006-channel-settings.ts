import type { Migration } from '../migrate.js';

/** What technicians set on a channel, by its name: a card may be taken out and come back. */
export const channelSettings: Migration = {
  version: 6,
  name: 'channel-settings',
  statements: () => [
    `CREATE TABLE channel_settings (
       channel text PRIMARY KEY,
       service text NOT NULL,
       receive_db double precision,
       send_db double precision,
       echo_taps integer,
       hangup_tone text,
       changed_at bigint NOT NULL,
       changed_by text NOT NULL)`,
  ],
};
