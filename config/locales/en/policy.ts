import type { PolicyKey } from '../../policy.js'

/** What of the privacy table a person reads: what it is, what for, and how long it is kept. Facts stand in policy.ts. */
export const policy = {
  account: {
    data: 'Your accounts: which platforms, your ids there, your language, when you were last here, and where you are answered there',
    purpose: 'to know whose pictures are whose and where to answer',
    period:
      'as long as you use it; closed after {{closed}} without a visit and a warning {{notice}} before, and made nameless {{period}} after that',
  },
  profile: {
    data: 'What I may call you, and the year of your birth, if you told me',
    purpose: 'to address you, and to know that you are old enough',
    period: 'until you take it out with /correct, or as long as the account',
  },
  consents: {
    data: 'What you agreed to, when, and to which wording',
    purpose: 'to prove that you agreed, and to stop when you no longer do',
    period: 'as long as the account and {{period}} more, then without your name: as proof',
  },
  selfie_original: {
    data: 'The photo you send, as you sent it',
    purpose: 'to check it and to cut out the part that we need',
    period:
      'until it has been checked, which takes seconds; for what works on the whole picture until that is done; never more than {{period}}',
  },
  selfie_session: {
    data: 'The same crop, as long as you have not agreed that it is kept for later',
    purpose: 'to make more than one portrait from one photo',
    period: '{{period}}, or until what you asked for is made',
  },
  selfie_reference: {
    data: 'The head-and-shoulders crop of an accepted photo, without hidden data such as place and time',
    purpose: 'to make your portraits without asking for a photo each time',
    period: '{{period}}, or until you delete it',
  },
  selfie_verdict: {
    data: 'Why a photo could not be used',
    purpose: 'to tell you how to take a better one',
    period: '{{period}}',
  },
  generations: {
    data: 'Which styles you asked for and how it ended',
    purpose: 'to show your history and to explain your credits',
    period: '{{period}}',
  },
  prompts: {
    data: 'The words that you write for a picture; only you are shown them',
    purpose: 'to draw what you ask for, and to draw it again when you want that',
    period: '{{period}}',
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
    period: '{{period}}',
  },
  engine_spend: {
    data: 'What the AI engines have cost for you on a day',
    purpose: 'so that nobody can spend what is meant for all',
    period: '{{period}}',
  },
  likeness: {
    data: 'If you agreed to the comparison: whether a result did not look like you. The comparison itself is biometric, happens in memory, and leaves nothing else',
    purpose: 'to hand over the picture that looks most like you, and to give the credits back when none does',
    period: '{{period}}',
  },
  images: {
    data: 'The portraits made for you; they belong to you',
    purpose: 'to give them to you again with /history',
    period: '{{period}}, or until you delete them',
  },
  exports: {
    data: 'The file with all your data that you asked for with /export',
    purpose: 'to hand it to you',
    period: '{{period}}',
  },
  links: {
    data: 'Which two accounts you are about to join, a fingerprint of the code, and when you typed one',
    purpose: 'to ask at both accounts, and so that nobody can guess a code',
    period: '{{period}}; the code itself works for 10 minutes and is never written down',
  },
  pictures_key: {
    data: 'The key that your pictures are encrypted with',
    purpose: 'to make your pictures unreadable for ever, even in backups, when you delete everything',
    period: 'as long as the account',
  },
  messages: {
    data: 'The conversation in the web chat',
    purpose: 'to show it again when you come back',
    period: '{{period}}',
  },
  inbox: {
    data: 'What you just said or pressed',
    purpose: 'to answer it even if the machine fails in between',
    period: 'until it has been answered, which takes seconds; never more than {{period}}',
  },
  wishes: {
    data: 'The style that a link brought you here for',
    purpose: 'to make it from your next photo',
    period: 'until that photo comes, at most {{period}}',
  },
  addresses: {
    data: 'Where a result is to be sent',
    purpose: 'to deliver your portraits',
    period:
      'with the request it belongs to, at most {{period}}; when you delete everything, until the bot has taken its messages back, two days at most',
  },
  installations: {
    data: 'Which workspace the bot was added to, by whom, and the keys that the workspace gave it',
    purpose: 'to answer in that workspace',
    period: 'until the bot is removed from the workspace',
  },
  ledger: {
    data: 'Credits: given, set aside, used, given back',
    purpose: 'to account for every credit',
    period:
      'as long as the account; afterwards without your name for {{period}}, as the law wants it, or as long as a payment for them is kept',
  },
  payments: {
    data: 'If you pay: what for, how much, when and in which way, the names of it there, and how your plan stands; never the number of a card',
    purpose: 'to give you what you paid for, to give it back, and to keep the books',
    period:
      '{{period}}, which is ten years after the end of its year, as tax law wants it; without your name once you delete everything; what was never paid goes after {{unpaid}}',
  },
  payment_events: {
    data: 'When a way to pay has announced something, and the name that it has there; without what it said',
    purpose: 'so that no payment is lost, and none is booked twice',
    period: '{{period}}',
  },
  teams: {
    data: 'Which workspace or server shares credits, and how many of them you have used this month; its admins see that',
    purpose: 'to keep the budget that its admins set',
    period: 'as long as the account',
  },
  codes: {
    data: 'Your code for friends, codes that you have used, and when you typed one that was none',
    purpose: 'so that each brings its credits once, and so that nobody can guess one',
    period: 'as long as the account; codes that were none, for an hour or so',
  },
  reports: {
    data: 'What you report or tell us with /report and /feedback',
    purpose: 'so that the operators can look into it',
    period: '{{period}} after it was closed',
  },
  notifications: {
    data: 'Whether you were told of something important about your data, such as a breach, when and where',
    purpose: 'to tell everybody once, and to be able to show that we did',
    period: '{{period}}',
  },
  request_log: {
    data: 'When something came in from which platform, under the platform’s number for it; without what it said',
    purpose: 'so that nothing is done twice',
    period: '{{period}}',
  },
  security_log: {
    data: 'When something that concerns safety happened, such as an erasure, an export or a wrong signature; without names',
    purpose: 'to find out about misuse, and to prove what was done',
    period: '{{period}}',
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
