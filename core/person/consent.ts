import { createHash } from 'node:crypto'
import { POLICY_VERSION } from '../../config/policy.js'
import type { PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'
import type { Platform } from '../platform.js'

/** What is asked before anything is processed. */
export const PURPOSES = ['face', 'adult'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Writes down a yes or a no, with the exact wording that was answered (as a hash) and where it was said. */
export async function noteConsent(
  db: PrismaClient,
  consent: {
    personId: string
    purpose: Purpose
    granted: boolean
    wording: string
    language: string
    platform: Platform
    now: number
  },
): Promise<void> {
  await db.consent.create({
    data: {
      id: newId(),
      personId: consent.personId,
      purpose: consent.purpose,
      granted: consent.granted,
      version: POLICY_VERSION,
      textHash: createHash('sha256').update(consent.wording).digest('hex'),
      language: consent.language,
      platform: consent.platform,
      at: new Date(consent.now),
    },
  })
}
