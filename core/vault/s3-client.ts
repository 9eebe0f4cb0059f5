/** How the AWS client is set up, and what its errors mean for the vault. */
import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { VAULT } from '../../config/limits.js'
import { Fault, type FaultCode } from '../errors.js'
import { missing } from './store.js'

/** As the configuration has it. */
export interface S3Settings {
  region: string
  /** Address of the store; without one it is AWS. */
  endpoint?: string
  accessKeyId: string
  secretAccessKey: string
  /** The bucket in the path instead of the host name: what most stores other than AWS want. */
  forcePathStyle: boolean
}

/** Options for `new S3Client(…)`, which a composition root calls. */
export function s3ClientConfig(settings: S3Settings): S3ClientConfig {
  const { region, endpoint, accessKeyId, secretAccessKey, forcePathStyle } = settings
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle,
    maxAttempts: VAULT.s3Attempts,
    requestHandler: {
      connectionTimeout: VAULT.s3ConnectMs,
      requestTimeout: VAULT.s3TryMs,
      throwOnRequestTimeout: true,
    },
    // Many stores do not know the newer checksums, and every byte is sealed anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }
}

/** One call's options: a time limit that holds for all its tries and the body together. */
export type Timed = () => { abortSignal: AbortSignal }

/** An error of the client as a fault. Facts name the store's own code, never a key or an address. */
export function s3Fault(error: unknown, code: FaultCode = 'unavailable'): Fault {
  if (error instanceof Fault) return error
  const { name, status } = describe(error)
  const facts = { reason: name, status }
  const make = (as: FaultCode, sentence: string) => new Fault(as, sentence, { facts, cause: error })
  if (name === 'NoSuchKey') return missing()
  // An answer to HEAD has no body, so the client only says "NotFound"; nothing but the bucket is asked for like that.
  if (name === 'NoSuchBucket' || name === 'NotFound')
    return make(code, 'The picture store has no such bucket: make it, or mend its name in the configuration.')
  if (status === 401 || status === 403)
    return make(code, 'The picture store refuses us: mend the access key or its rights on the bucket.')
  if (status === 301)
    return make(code, 'The bucket lies in another region: mend the region in the configuration.')
  if (name === 'AbortError' || name === 'TimeoutError')
    return make(code === 'config' ? code : 'timeout', 'The picture store does not answer in time.')
  return make(code, 'The picture store cannot be reached or fails.')
}

function describe(error: unknown): { name: string; status?: number | undefined } {
  if (!(error instanceof Error)) return { name: 'unknown' }
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string }
  return { name: error.name === 'Error' && code ? code : error.name, status: $metadata?.httpStatusCode }
}
