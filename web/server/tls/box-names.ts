import { hostname, networkInterfaces } from 'node:os';

/** What the box can be called in a browser. */
export interface BoxNames {
  /** Lower case, the one to show first. */
  readonly dns: readonly string[];
  /** As they are reached from other computers, and this machine's own. */
  readonly addresses: readonly string[];
}

const maxAddresses = 32;
/** RFC 1123 §2.1; what is no such name cannot stand in a certificate. */
const dnsName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** As the machine is called now. Link-local IPv6 addresses need a scope that no certificate can name. */
export function namesNow(name = hostname(), interfaces = networkInterfaces()): BoxNames {
  const host = name.toLowerCase();
  const known = dnsName.test(host) ? [host, ...(host.includes('.') ? [] : [`${host}.local`])] : [];
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, address, scopeid }) => !internal && !scopeid && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return {
    dns: [...new Set([...known, 'localhost'])],
    addresses: [...new Set([...addresses.slice(0, maxAddresses), '127.0.0.1', '::1'])],
  };
}

/** Those a colleague could type. */
export function reachable({ addresses }: BoxNames): readonly string[] {
  return addresses.filter((address) => address !== '127.0.0.1' && address !== '::1');
}
