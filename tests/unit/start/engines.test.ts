import { describe, expect, it } from 'vitest'
import { createEngines } from '../../../bin/start/engines.js'
import type { Config } from '../../../config/config.js'
import type { Catalogue } from '../../../core/catalogue.js'

const REPLICATE = {
  token: 't',
  apiUrl: 'https://api.replicate.com/v1',
  webhookSecret: 'whsec_x',
  fileOrigins: [],
}
const FAL = { key: 'k', fileOrigins: [] }

function webhooks(publicUrl: string | undefined, engines: Config['engines']) {
  const http = { host: '127.0.0.1', port: 1, trustProxy: false, ...(publicUrl && { publicUrl }) }
  const catalogue = { version: () => null } as unknown as Catalogue
  return createEngines({ engines, http }, { catalogue, clock: { now: Date.now } }).webhooks
}

describe('engines call back', () => {
  it('at an address with https, Replicate only with its secret', () => {
    const base = 'https://booth.example'
    expect(webhooks(base, { replicate: REPLICATE, fal: FAL })).toEqual({
      base,
      engines: ['replicate', 'fal'],
    })
    const { webhookSecret: _, ...silent } = REPLICATE
    expect(webhooks(base, { replicate: silent, fal: FAL })).toEqual({ base, engines: ['fal'] })
    expect(webhooks(base, { replicate: silent })).toBeUndefined()
  })

  it('not over plain http: then their work is asked about, and fal keeps what its list needs', () => {
    expect(webhooks('http://booth.example', { replicate: REPLICATE, fal: FAL })).toBeUndefined()
    expect(webhooks(undefined, { replicate: REPLICATE, fal: FAL })).toBeUndefined()
  })

  it('but for stand-ins, which have no https themselves', () => {
    const base = 'http://127.0.0.1:2'
    const apiUrl = 'http://127.0.0.1:1/v1'
    const near = { replicate: { ...REPLICATE, apiUrl }, fal: { ...FAL, apiUrl } }
    expect(webhooks(base, near)).toEqual({ base, engines: ['replicate', 'fal'] })
    expect(webhooks(base, { ...near, fal: FAL })).toEqual({ base, engines: ['replicate'] })
  })
})
