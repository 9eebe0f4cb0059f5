import type { TestProject } from 'vitest/node'
import { createSupply, offerSupply } from './supply.js'

/** One supply of services for the whole run; ended with it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const supply = createSupply()
  const offer = await offerSupply(supply)
  project.provide('supply', offer.url)
  return async () => {
    await offer.close()
    await supply.close()
  }
}
