/** Which addresses belong to the public Internet, so that nobody's link leads into our own network. */
import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const NOT_PUBLIC = new BlockList()
// IANA's special-purpose registry: this network, private, shared, loopback, link-local, protocols, documentation,
// benchmarks, multicast, reserved.
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4')

// Protocol assignments with Teredo in them, documentation, 6to4: the last and Teredo carry an IPv4 address inside.
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv6')

const GLOBAL = new BlockList()
// All that is given out for the Internet; loopback, mapped, translated, local and multicast addresses lie outside.
GLOBAL.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address is one of the public Internet. What is no address is not. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !NOT_PUBLIC.check(address, 'ipv4')
  if (family === 6) return GLOBAL.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6')
  return false
}

/** The host of a URL when it is an address itself: no name is looked up for it then. */
export function literalOf(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? undefined : host
}

/** A host has an address inside our own network. */
export class NotPublic extends Error {
  constructor() {
    super('The host has an address that is not public.')
    this.name = 'NotPublic'
  }
}

/**
 * Looks a name up for a connection and fails when any of its addresses is not public: what is checked here is what is
 * connected to, so that a name which changes in between gains nothing.
 */
export const lookupPublic: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, [])
    if (found.length === 0 || !found.every(({ address }) => isPublic(address)))
      return done(new NotPublic(), [])
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  })
}
