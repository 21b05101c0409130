/** Where the telephony database is. */
export type StoreLocation =
  | {
      readonly kind: 'sqlite';
      /** Absolute path of telephony.db. */
      readonly file: string;
      /** The file may grow to this; a full one is treated as a full disk. Absent: 64 GiB. */
      readonly maxBytes?: number;
    }
  | {
      readonly kind: 'postgres';
      /** Folder of the Unix socket, or host name. */
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      readonly password?: string;
    };
