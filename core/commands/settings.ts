import { isLanguage, LANGUAGES } from '../../config/locales/languages.js'
import { NEEDED_PURPOSES } from '../../config/policy.js'
import { notice } from '../notice.js'
import { chooseLanguage } from '../person/language.js'
import { type Button, PLATFORMS } from '../platform.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { answer, comparesFaces, withdraw } from './consent.js'

/** How many accounts the person has on each platform, in the platforms' order: nothing that names one. */
async function accounts(context: Context): Promise<string> {
  const counts = await context.db.account.groupBy({
    by: ['platform'],
    where: { personId: context.visitor.personId },
    _count: true,
  })
  return PLATFORMS.flatMap(platform => {
    const count = counts.find(row => row.platform === platform)?._count ?? 0
    const name = context.say(`platforms.${platform}`)
    return count === 0 ? [] : [count === 1 ? name : `${name} × ${count}`]
  }).join(', ')
}

function languageButtons(context: Context): Button[][] {
  const buttons = Object.entries(LANGUAGES).map(([language, name]) => ({
    action: `settings:language:${language}`,
    label: language === context.say.language ? `✓ ${name}` : name,
  }))
  const rows: Button[][] = []
  for (let i = 0; i < buttons.length; i += 3) rows.push(buttons.slice(i, i + 3))
  return rows
}

function consentButton(context: Context, purpose: (typeof NEEDED_PURPOSES)[number]): Button[] {
  if (context.visitor.answers[purpose])
    return purpose === 'face'
      ? [{ action: 'settings:face:no', label: context.say('texts.consentWithdraw'), tone: 'danger' }]
      : []
  const label =
    purpose === 'face'
      ? context.say('texts.consentFaceButton')
      : context.say('texts.consentAdultButton', { age: context.minimumAge })
  return [{ action: `settings:${purpose}:yes`, label, tone: 'primary' }]
}

function likenessButton(context: Context): Button[] {
  return [
    context.visitor.answers.likeness
      ? { action: 'settings:likeness:no', label: context.say('texts.settingsLikenessStop') }
      : { action: 'settings:likeness:yes', label: context.say('texts.consentLikenessButton') },
  ]
}

/** One to as many as the plan lets them have, where that is more than one. */
function imagesButtons({ plan, visitor, say: word }: Context): Button[] {
  const most = plan.imagesPerRun
  const chosen = Math.min(visitor.imagesPerRun, most)
  return most === 1
    ? []
    : Array.from({ length: most }, (_, index) => index + 1).map(count => ({
        action: `settings:images:${count}`,
        label: `${count === chosen ? '✓ ' : ''}${word('money.imagesButton', { count })}`,
      }))
}

async function view(context: Context): Promise<Answer> {
  const { face, adult, likeness } = context.visitor.answers
  // What was agreed to can be taken back, whether or not anything compares now.
  const comparing = likeness === true || comparesFaces(context)
  const lines = [
    context.say('texts.settingsTitle'),
    context.say('texts.settingsLanguage', { language: LANGUAGES[context.say.language] }),
    context.say(face ? 'texts.settingsFaceYes' : 'texts.settingsFaceNo'),
    context.say(adult ? 'texts.settingsAdultYes' : 'texts.settingsAdultNo', { age: context.minimumAge }),
    ...(comparing ? [context.say(likeness ? 'texts.settingsLikenessYes' : 'texts.settingsLikenessNo')] : []),
    context.say('money.settingsImages', {
      images: Math.min(context.visitor.imagesPerRun, context.plan.imagesPerRun),
      most: context.plan.imagesPerRun,
    }),
    context.say('texts.settingsAccounts', { accounts: await accounts(context) }),
  ]
  const rows = [
    ...languageButtons(context),
    ...NEEDED_PURPOSES.map(purpose => consentButton(context, purpose)),
    ...(comparing ? [likenessButton(context)] : []),
    imagesButtons(context),
  ]
  return say(lines.join('\n'), { buttons: rows.filter(row => row.length > 0) })
}

/** The settings as they stand now, where they stood before. */
async function changed(context: Context): Promise<Answer> {
  const { messages, jobs } = await view(context)
  const { language } = context.say
  return { messages: messages.map(one => ({ ...one, inPlace: true, language })), jobs }
}

async function change(context: Context, [what, value = '']: string[]): Promise<Answer> {
  if (what === 'language' && isLanguage(value)) {
    await chooseLanguage(context.db, context.visitor.personId, value)
    return changed({ ...context, say: context.speak(value) })
  }
  if (what === 'images' && /^[1-9]$/.test(value) && Number(value) <= context.plan.imagesPerRun) {
    const imagesPerRun = Number(value)
    await context.db.person.update({ where: { id: context.visitor.personId }, data: { imagesPerRun } })
    return changed({ ...context, visitor: { ...context.visitor, imagesPerRun } })
  }
  if (what === 'face' && value === 'no') {
    const withdrawn = await withdraw(context)
    return join(await changed(context), withdrawn)
  }
  if (what === 'likeness' && (value === 'yes' || value === 'no')) {
    await answer(context, what, value === 'yes')
    return changed(context)
  }
  if ((what === 'face' || what === 'adult') && value === 'yes') {
    await answer(context, what, true)
    return changed(context)
  }
  return tell(context, notice('button_old'))
}

/** Language, consents and accounts, to look at and to change in one message. */
export const settings: Command = {
  name: 'settings',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: view,
  presses: { settings: change },
}
