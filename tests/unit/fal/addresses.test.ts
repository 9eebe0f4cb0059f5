import { describe, expect, it } from 'vitest'
import { falAddress } from '../../../workers/engines/fal/address.js'

describe('where calls to fal go', () => {
  it.each([
    [
      'https://queue.fal.run/fal-ai/flux-pro/kontext?fal_webhook=https%3A%2F%2Fx',
      '/fal-ai/flux-pro/kontext?fal_webhook=https%3A%2F%2Fx',
    ],
    ['https://fal.run/fal-ai/birefnet', '/fal-ai/birefnet'],
    ['https://api.fal.ai/v1/models/requests/by-endpoint?limit=1', '/v1/models/requests/by-endpoint?limit=1'],
    ['https://rest.fal.ai/.well-known/jwks.json', '/.well-known/jwks.json'],
    ['https://fal.ai/api/openapi/queue/openapi.json', '/api/openapi/queue/openapi.json'],
  ])('%s keeps its path at the address that is configured, else all of it', (address, path) => {
    expect(falAddress(address, 'http://127.0.0.1:9')).toBe(`http://127.0.0.1:9${path}`)
    expect(falAddress(address, 'http://127.0.0.1:9/below/')).toBe(`http://127.0.0.1:9/below${path}`)
    expect(falAddress(address, undefined)).toBe(address)
  })

  it.each([
    'https://example.com/x',
    'https://queue.fal.run.example.com/x',
    'https://user@example.com/queue.fal.run',
    'http://queue.fal.run/x',
    'https://queue.fal.run:8443/x',
    'https://fal.media/x',
  ])('%s gets no key', address => {
    expect(() => falAddress(address, undefined)).toThrow('another host')
    expect(() => falAddress(address, 'http://127.0.0.1:9')).toThrow('another host')
  })
})
