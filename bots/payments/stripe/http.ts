/** How requests to Stripe leave: its own client asks for one at a time, and gets answers of a bounded size. */
import { STRIPE } from '../../../config/limits.js'

/** `fetch` for Stripe's client: the time limit is the client's, and holds for the body too. */
export const fetchBounded: typeof fetch = async (input, init) => {
  // Followed blindly, a redirect would send the key elsewhere.
  const response = await fetch(input, { ...init, redirect: 'manual' })
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > STRIPE.answerBytes) throw new Error('The answer is too large.')
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  return new Response(bytes.length > 0 ? bytes : null, { status: response.status, headers: response.headers })
}
