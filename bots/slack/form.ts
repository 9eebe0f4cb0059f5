/** The form for photos: a modal with a file field and a choice of styles. Pure. */
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { PROMPT, SLACK } from '../../config/limits.js'
import { slackWords } from '../../config/locales/slack/index.js'
import { joinOptions, type OptionSpec } from '../../core/platform.js'
import type { Say } from '../../core/say.js'
import { cut } from '../pieces.js'
import type { SlackFile, Submission } from './payload.js'

export const FORM = 'portrait_form'

/** What the gate can open; Slack's own names are the endings of files. */
const TYPES = ['jpg', 'jpeg', 'png', 'webp', 'heic', 'heif', 'avif', 'tiff', 'gif']

/** Where the form was opened, carried through it: the answers go there. */
const origin = z.object({
  channel: z.string().max(64).optional(),
  thread: z.string().max(64).optional(),
  url: z.url().max(1_000).optional(),
  /** When the address came, epoch milliseconds: its time runs from there. */
  at: z.number().optional(),
})
export type Origin = z.infer<typeof origin>

/** The modal; styles and words are options of the command table. */
export function formView(portrait: readonly OptionSpec[], from: Origin, say: Say): ModalView {
  const texts = slackWords(say.language)
  const plain = (text: string) => ({ type: 'plain_text' as const, text: cut(text, SLACK.optionChars) })
  const styles = portrait.find(({ name }) => name === 'style')?.choices ?? []
  const prompt = portrait.find(({ name }) => name === 'prompt')
  const options = styles.slice(0, SLACK.options).map(({ value, label }) => ({ text: plain(label), value }))
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify(from),
    title: plain(cut(say('texts.formTitle'), SLACK.titleChars)),
    submit: plain(texts.formSend),
    close: plain(texts.formCancel),
    blocks: [
      {
        type: 'input',
        block_id: 'photo',
        label: plain(say('texts.formPhoto')),
        hint: { type: 'plain_text', text: texts.formPhotoHint },
        element: { type: 'file_input', action_id: 'files', filetypes: TYPES, max_files: SLACK.formFiles },
      },
      ...(options.length > 0
        ? [
            {
              type: 'input' as const,
              block_id: 'style',
              optional: true,
              label: plain(say('texts.formStyle')),
              element: {
                type: 'static_select' as const,
                action_id: 'style',
                placeholder: plain(say('texts.formStyleAny')),
                options,
              },
            },
          ]
        : []),
      ...(prompt
        ? [
            {
              type: 'input' as const,
              block_id: 'prompt',
              optional: true,
              label: plain(say('prompts.form')),
              element: {
                type: 'plain_text_input' as const,
                action_id: 'prompt',
                multiline: true,
                max_length: PROMPT.portraitChars,
                placeholder: plain(prompt.summary),
              },
            },
          ]
        : []),
    ],
  }
}

/** What was put into the form; whatever cannot be read counts as left empty. */
export function readForm({ view }: Submission): { files: SlackFile[]; argument: string; from: Origin } {
  const { photo, style, prompt } = view.state.values
  let from: Origin = {}
  try {
    from = origin.parse(JSON.parse(view.private_metadata))
  } catch {
    // Answers go to the direct channel then.
  }
  return {
    files: photo?.files?.files ?? [],
    argument: joinOptions(['style', 'prompt'], {
      style: style?.style?.selected_option?.value ?? '',
      prompt: prompt?.prompt?.value ?? '',
    }),
    from,
  }
}
