import type { ProductId } from '../../config/plans.js'
import type { Payments } from '../ports.js'

/** What the booth can sell with: each way that is set up. Stars need nothing but a bot on Telegram. */
export interface Till {
  /** False: the operator does not want to sell for Stars. */
  stars?: boolean
  /** Pages for cards; without them nothing is sold by card. */
  payments?: Payments
  /** What Discord sells by itself: the SKU of each product. */
  skus: Partial<Record<ProductId, string>>
}
