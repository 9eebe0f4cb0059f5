import { Fault } from '../core/errors.js'

/** A whole number above zero that was given as an option. Fault `config` otherwise. */
export function countOf(name: string, value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Fault('config', `${name} takes a whole number above zero.`)
  return Number(value)
}
