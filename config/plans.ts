/** What a person gets. Amounts are credits; a day is a calendar day in UTC. */

export interface Plan {
  id: string
  /** The balance is filled up to this much with the first generation of a day; what is left over does not add up. */
  freePerDay: number
}

/** Ten portraits a day cost one machine about half a minute of one core, so nobody has to think about them. */
export const FREE_PLAN: Plan = { id: 'free', freePerDay: 10 }
