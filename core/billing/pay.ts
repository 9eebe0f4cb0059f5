/** A way to pay, as far as it concerns the platform that shows it. */
export type Pay =
  /** A page of the card payments: one purchase, the subscriptions of a customer, or a receipt. */
  | { rail: 'stripe'; url: string }
  /** An invoice in Stars, for this payment of ours; `monthly`: a subscription. */
  | {
      rail: 'stars'
      paymentId: string
      title: string
      description: string
      amount: number
      monthly: boolean
    }
  /** Something that Discord sells by itself. */
  | { rail: 'discord'; sku: string }
