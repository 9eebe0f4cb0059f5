/** Draws one picture and forgets to close the pool: the process must end all the same. */
import { text } from 'node:stream/consumers'
import { createPool } from '../../../workers/engines/local/pool.js'

const { trace, picture } = JSON.parse(await text(process.stdin))
trace.mask.data = Uint8Array.from(trace.mask.data)
const order = { picture: Buffer.from(picture, 'base64'), trace, style: 'noir', seed: 1 } as const
const output = await createPool({ threads: 1 }).run(order, new AbortController().signal, () => {})
process.stdout.write(`drawn ${output.width}`)
