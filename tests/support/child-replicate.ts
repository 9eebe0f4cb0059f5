/** Replicate's stand-in as a process, so that its work is not counted as ours: it answers at once, with tiny pictures. */
import sharp from 'sharp'
import { openReplicateServer } from '../fakes/replicate/server.js'

export interface FarReplicate {
  token: string
  apiUrl: string
  webhookSecret: string
  outputOrigin: string
}

const noise = Buffer.from(Array.from({ length: 16 * 20 * 3 }, (_, n) => (n * 7_919) % 256))
const picture = await sharp(noise, { raw: { width: 16, height: 20, channels: 3 } })
  .png()
  .toBuffer()
const server = await openReplicateServer({ picture: async () => picture })
const { token, apiUrl, webhookSecret, outputOrigin } = server
process.on('message', () =>
  process.send?.({
    starts: server.world.predictions.size,
    violations: server.world.violations,
    bytes: picture.length,
  }),
)
process.on('disconnect', () => process.exit(0))
process.send?.({ token, apiUrl, webhookSecret, outputOrigin } satisfies FarReplicate)
