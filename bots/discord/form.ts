/** The form for photos: a modal with a file upload and a choice of styles. Pure. */
import { type APIModalInteractionResponseCallbackData, ComponentType, TextInputStyle } from 'discord.js'
import { DISCORD, PROMPT } from '../../config/limits.js'
import type { CommandSpec } from '../../core/platform.js'
import type { Say } from '../../core/say.js'
import { cut } from '../pieces.js'
import { FORM } from './buttons.js'

export const FORM_FIELDS = { photo: 'photo', style: 'style', prompt: 'prompt' } as const

/** The modal in one language; styles are the choices of the command table. */
export function renderForm(
  commands: readonly CommandSpec[],
  say: Say,
): APIModalInteractionResponseCallbackData {
  const portrait = commands.find(({ name }) => name === 'portrait')?.options ?? []
  const styles = portrait.find(({ name }) => name === 'style')?.choices ?? []
  const prompt = portrait.find(({ name }) => name === 'prompt')
  const options = styles
    .slice(0, DISCORD.options)
    .map(({ value, label }) => ({ value, label: cut(label, DISCORD.optionChars) }))
  const label = (text: string) => cut(text, DISCORD.labelTextChars)
  return {
    custom_id: FORM,
    title: cut(say('texts.formTitle'), DISCORD.titleChars),
    components: [
      {
        type: ComponentType.Label,
        label: label(say('texts.formPhoto')),
        component: {
          type: ComponentType.FileUpload,
          custom_id: FORM_FIELDS.photo,
          min_values: 1,
          max_values: DISCORD.formFiles,
          required: true,
        },
      },
      ...(options.length > 0
        ? [
            {
              type: ComponentType.Label as const,
              label: label(say('texts.formStyle')),
              component: {
                type: ComponentType.StringSelect as const,
                custom_id: FORM_FIELDS.style,
                placeholder: cut(say('texts.formStyleAny'), DISCORD.optionChars),
                required: false,
                options,
              },
            },
          ]
        : []),
      ...(prompt
        ? [
            {
              type: ComponentType.Label as const,
              label: label(say('prompts.form')),
              component: {
                type: ComponentType.TextInput as const,
                custom_id: FORM_FIELDS.prompt,
                style: TextInputStyle.Paragraph,
                placeholder: cut(prompt.summary, DISCORD.optionChars),
                max_length: PROMPT.portraitChars,
                required: false,
              },
            },
          ]
        : []),
    ],
  }
}
