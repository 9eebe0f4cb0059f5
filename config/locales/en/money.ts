/** What is said about credits and money. */
export const money = {
  products: {
    pack_100: '100 credits',
    pack_300: '300 credits',
    pack_1000: '1,000 credits',
    plus: 'Plus',
    pro: 'Pro',
    team_500: '500 credits for everybody here',
    team_2000: '2,000 credits for everybody here',
  },
  notPayable: {
    over: 'This offer has run out. Nothing was charged; /credits and /subscribe show a new one.',
    done: 'This has been paid already. Nothing more was charged; /credits shows what you have.',
    other: 'This offer is not for you, or its price has changed. Nothing was charged; /credits shows yours.',
    trouble: 'I could not check this offer just now. Nothing was charged; please try again in a minute.',
  },
  receiptButton: 'Receipt',
  billingButton: 'My payments',
  elsewhere: 'I have news about a payment. Only you get to see it: press the button.',
}

/** News of payments that nobody has just asked for. */
export const moneyNotices = {
  credits_bought: '**{{product}}: thank you!** {{credits}} credits are yours. /credits shows all you have.',
  plan_begun:
    '**Welcome to {{product}}!** {{credits}} credits are yours, and new ones come with every paid month; this one is paid until {{date}}. /billing shows your plan and ends it.',
  plan_renewed: '**{{product}}** goes on until {{date}}, and {{credits}} new credits are yours.',
  plan_late:
    'The payment for **{{product}}** did not go through. Nothing is lost: it goes on until {{date}} while it is tried again. Please look after your way to pay with /billing.',
  plan_cancelled:
    '**{{product}}** is cancelled. It goes on until {{date}}, and nothing more is charged; your credits stay.',
  plan_goes_on: '**{{product}}** goes on after all; the cancellation is taken back.',
  plan_ended: '**{{product}}** has ended. Your credits stay, and the free ones come every day as before.',
  payment_pending:
    '**{{product}}:** your bank is still moving the money, which takes some days. The credits come by themselves as soon as it is here.',
  payment_failed:
    '**{{product}}:** the payment did not go through, and nothing was charged. /credits shows how to try once more.',
  payment_reversed: 'Your money went back to you, and {{credits}} credits with it.',
  payment_reversed_owing:
    'Your money went back to you, and {{credits}} credits with it. {{owed}} of them are spent already: they are taken from the next ones you buy or get.',
  payment_disputed:
    'Your bank asks for a payment back. Until that is settled the credits you have bought wait; the free ones of the day work as always. /paysupport reaches a human.',
  payment_dispute_over: 'The question about your payment is settled, and your credits work again.',
}
