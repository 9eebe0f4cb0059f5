import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { newId } from '../../../core/id.js'
import type { Vault } from '../../../core/ports.js'
import type { ExportData } from '../../../core/privacy/export/schema.js'
import { objectKey } from '../../../core/vault/keys.js'
import schema from '../../../docs/export.schema.json' with { type: 'json' }
import type { PrismaClient } from '../../../prisma/client.js'
import { unzip } from '../../support/unzip.js'

/** What is wrong with a data.json, by the published schema. */
export const complaints = (data: unknown) => {
  const check = new Ajv2020({ validateFormats: false, strict: false }).compile(schema)
  return check(data) ? [] : check.errors
}

/** Opens an archive, holds its data against the published schema, and answers both. */
export async function unpack(bytes: Buffer) {
  const files = await unzip(bytes)
  const data = JSON.parse(files.get('data.json')?.toString() ?? '') as ExportData
  expect(complaints(data)).toEqual([])
  return { files, data }
}

/** Finished pictures of a person, as an engine elsewhere might have made them. */
export async function addImages(
  { db, vault }: { db: PrismaClient; vault: Vault },
  personId: string,
  count: number,
  picture: (at: number) => Buffer,
): Promise<void> {
  const generationId = newId()
  await db.generation.create({
    data: {
      id: generationId,
      personId,
      origin: `images:${generationId}`,
      kind: 'portrait',
      style: 'noir',
      engine: 'local',
      state: 'done',
      seed: 7,
      cost: 1,
      deadlineAt: new Date(),
      endedAt: new Date(),
    },
  })
  for (let at = 0; at < count; at++) {
    const bytes = picture(at)
    const key = objectKey(personId, 'image', newId())
    await vault.put(personId, key, bytes)
    await db.image.create({
      data: {
        id: newId(),
        generationId,
        personId,
        objectKey: key,
        width: 4,
        height: 5,
        mime: 'image/jpeg',
        bytes: bytes.length,
      },
    })
  }
}
