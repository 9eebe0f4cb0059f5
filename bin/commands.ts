/** What bin/pixbooth can be told; each is a file beside this one with `main(args)`. `help` and `prepare` are the set-up's. */
export const COMMANDS: readonly string[] = [
  'start',
  'test',
  'bench',
  'inspect',
  'shoot',
  'models',
  'samples',
  'policy',
  'requests',
  'ledger',
  'payments',
  'promo',
  'sweep',
  'keys',
  'notify-breach',
  'stripe',
]
