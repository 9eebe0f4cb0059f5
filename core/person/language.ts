import type { Language } from '../../config/locales/languages.js'
import type { PrismaClient } from '../../prisma/client.js'

/** Notes the language that a person has chosen; from now on their platform is not asked for it. */
export async function chooseLanguage(db: PrismaClient, personId: string, language: Language): Promise<void> {
  await db.person.updateMany({ where: { id: personId }, data: { language, languageChosen: true } })
}
