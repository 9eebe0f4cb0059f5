/** `pixbooth policy`: the privacy policy that this configuration makes; bin/help/policy.txt says what it prints. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { isLanguage } from '../config/locales/languages.js'
import { createPolicy } from '../config/policy.js'
import { Fault } from '../core/errors.js'
import { policyDocument, policyMarkdown } from '../core/privacy/document.js'
import { createSay } from '../core/say.js'
import { placeOf } from './start/place.js'

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      markdown: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      language: { type: 'string', default: 'en' },
    },
  })
  const { language } = values
  if (!isLanguage(language)) throw new Fault('config', `There is no policy in the language "${language}".`)
  const config = loadConfig()
  const policy = createPolicy({ imageDays: config.imageDays })
  const place = placeOf(config)
  // Those with a key: which of them serve at this moment, only a booth that runs knows.
  const engines = Object.keys(config.engines)
  const out = values.json
    ? `${JSON.stringify({ ...policy, place, engines }, null, 2)}\n`
    : policyMarkdown(policyDocument({ policy, place, engines }, createSay()(language)))
  process.stdout.write(out)
  return 0
}
