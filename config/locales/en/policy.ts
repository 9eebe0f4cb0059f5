import type { PolicyKey } from '../../policy.js'

/** What of the privacy table a person reads: what it is, what for, and how long it is kept. Facts stand in policy.ts. */
export const policy = {
  account: {
    data: 'Your accounts: which platforms, your ids there, your language, when you were last here',
    purpose: 'to know whose pictures are whose and where to answer',
    period: 'until you delete everything, or 2 years without a visit',
  },
  consents: {
    data: 'What you agreed to, when, and to which wording',
    purpose: 'to prove that you agreed, and to stop when you no longer do',
    period: 'as long as the account',
  },
  selfie_original: {
    data: 'The photo you send, as you sent it',
    purpose: 'to check it and to cut out the part that we need',
    period:
      'until it has been checked, which takes seconds; for a cutout or a sticker until that is done; never more than an hour',
  },
  selfie_reference: {
    data: 'The head-and-shoulders crop of an accepted photo, without hidden data such as place and time',
    purpose: 'to make your portraits without asking for a photo each time',
    period: '30 days, or until you delete it',
  },
  selfie_verdict: {
    data: 'Why a photo could not be used',
    purpose: 'to tell you how to take a better one',
    period: '30 days',
  },
  generations: {
    data: 'Which styles you asked for and how it ended',
    purpose: 'to show your history and to explain your credits',
    period: '180 days',
  },
  prompts: {
    data: 'The words that you write for a picture; only you are shown them',
    purpose: 'to draw what you ask for, and to draw it again when you want that',
    period: '180 days',
  },
  characters: {
    data: 'Your characters: names, what they look like, and a number that keeps them the same',
    purpose: 'to draw them again by their names',
    period: 'until you delete them, or as long as the account',
  },
  engine_orders: {
    data: 'What was asked of an AI engine for you, under which number there, and how it ended; never the picture itself',
    purpose:
      'so that nothing is made or paid for twice, and so that the engine can be told to stop and to forget',
    period: '30 days',
  },
  engine_spend: {
    data: 'What the AI engines have cost for you on a day',
    purpose: 'so that nobody can spend what is meant for all',
    period: '2 days',
  },
  likeness: {
    data: 'If you agreed to the comparison: whether a result did not look like you. The comparison itself is biometric, happens in memory, and leaves nothing else',
    purpose: 'to hand over the picture that looks most like you, and to give the credits back when none does',
    period: '30 days',
  },
  images: {
    data: 'The portraits made for you; they belong to you',
    purpose: 'to give them to you again with /history',
    period: '180 days, or until you delete them',
  },
  links: {
    data: 'Which two accounts you are about to join, a fingerprint of the code, and when you typed one',
    purpose: 'to ask at both accounts, and so that nobody can guess a code',
    period: '2 hours; the code itself works for 10 minutes and is never written down',
  },
  pictures_key: {
    data: 'The key that your pictures are encrypted with',
    purpose: 'to make your pictures unreadable for ever, even in backups, when you delete everything',
    period: 'as long as the account',
  },
  messages: {
    data: 'The conversation in the web chat',
    purpose: 'to show it again when you come back',
    period: '180 days',
  },
  inbox: {
    data: 'What you just said or pressed',
    purpose: 'to answer it even if the machine fails in between',
    period: 'until it has been answered, which takes seconds; never more than an hour',
  },
  wishes: {
    data: 'The style that a link brought you here for',
    purpose: 'to make it from your next photo',
    period: 'until that photo comes, at most an hour',
  },
  addresses: {
    data: 'Where a result is to be sent',
    purpose: 'to deliver your portraits',
    period: 'with the request it belongs to',
  },
  installations: {
    data: 'Which workspace the bot was added to, by whom, and the keys that the workspace gave it',
    purpose: 'to answer in that workspace',
    period: 'until the bot is removed from the workspace',
  },
  ledger: {
    data: 'Credits: given, set aside, used, given back',
    purpose: 'to account for every credit',
    period: 'as long as the account; afterwards without any link to you',
  },
  reports: {
    data: 'What you report or tell us with /report and /feedback',
    purpose: 'so that the operators can look into it',
    period: '1 year after it was closed',
  },
  notifications: {
    data: 'Whether you were told of something important about your data, such as a breach, when and where',
    purpose: 'to tell everybody once, and to be able to show that we did',
    period: '3 years',
  },
} satisfies Record<PolicyKey, { data: string; purpose: string; period: string }>

/** The words of the table that repeat. */
export const privacy = {
  place: { database: 'database', 'encrypted vault': 'encrypted vault' },
  ground: {
    consent: 'your consent',
    contract: 'to do what you ask for',
    'legitimate interest': 'our legitimate interest',
    'legal obligation': 'a legal duty',
  },
  ending: { deleted: 'deleted', anonymised: 'anonymised' },
}
