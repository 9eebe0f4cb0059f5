/** The web chat's stage. Its platform is the booth itself, so nothing is played but the pages of the persons. */
import { randomUUID } from 'node:crypto'
import { capabilities } from '../../../bots/web/capabilities.js'
import { findButton, type Person, type PhotoWay, type SeenMessage, type Stage } from '../../contract/stage.js'
import { openStageBooth, type StageBooth, type StageBoothOptions } from '../../support/stage-booth.js'
import { openPage, type Page } from './page.js'

/** Opens a booth with the web chat alone, or the pages of a booth that is open already. */
export async function openWebStage(options: StageBoothOptions & { house?: StageBooth } = {}): Promise<Stage> {
  const house = options.house ?? (await openStageBooth({ only: 'web', ...options }))
  const pages: Page[] = []
  let last: (() => Promise<unknown>) | undefined

  async function person(name: string, language?: string): Promise<Person> {
    const page = await openPage(house.address, language)
    pages.push(page)
    /** Photos stay on the device until the booth may have them. */
    let waiting: (() => Promise<number>) | undefined

    async function tell(what: object): Promise<void> {
      const body = JSON.stringify({ eventId: randomUUID(), ...what })
      last = () => page.say(() => body, 'application/json')
      const status = await page.say(() => body, 'application/json')
      if (status !== 200) throw new Error(`The page's words were refused with ${status}.`)
      if (waiting && (await waiting()) === 200) waiting = undefined
    }

    return {
      id: name,
      say: text => tell({ text }),
      command: (word, argument = '') => tell({ text: `/${word} ${argument}`.trim() }),
      async send(_way, photos, { command, argument = '' } = {}) {
        const eventId = randomUUID()
        const upload = () =>
          page.say(() => {
            const form = new FormData()
            form.set('eventId', eventId)
            form.set('text', command ? `/${command} ${argument}`.trim() : '')
            for (const photo of photos) form.append('photos', new Blob([Uint8Array.from(photo)]), 'me.jpg')
            return form
          })
        last = upload
        const status = await upload()
        if (status === 409) {
          await tell({ text: '/start' })
          waiting = upload
        } else if (status !== 200) throw new Error(`The photos were refused with ${status}.`)
      },
      async press(label) {
        const { message, button } = findButton(seen(page), label)
        await tell({ press: button.press, label: button.label.slice(0, 100), from: message.id })
      },
      async pressForeign(message, label) {
        const { button } = findButton([message], label)
        await tell({ press: button.press, from: message.id })
      },
      messages: () => seen(page),
    }
  }

  return {
    platform: 'web',
    house,
    person,
    ways: (Object.keys(capabilities.ways) as PhotoWay[]).filter(way => capabilities.ways[way] === true),
    places: ['private'],
    async repeatLast() {
      await last?.()
    },
    async dropConnection() {
      for (const page of pages) page.drop()
    },
    // A platform of its own does none of these: capabilities.ts says so.
    limitRate: impossible,
    fail: impossible,
    expireReplies: impossible,
    block: impossible,
    limitUpload: impossible,
    violations: () => [],
    secrets: () => pages.map(page => page.cookie()).filter(Boolean),
    calls: () => new Map(),
    async close() {
      await Promise.all(pages.map(page => page.close()))
      if (!options.house) await house.close()
    },
  }
}

function seen(page: Page): SeenMessage[] {
  return page.rows().flatMap(({ message, images, versions }) =>
    message.author === 'me'
      ? []
      : [
          {
            id: message.slot,
            text: message.text,
            buttons: [
              ...(message.link ? [[{ label: message.link.label, press: message.link.url }]] : []),
              ...message.buttons.map(row =>
                row.map(({ label, action, href }) => ({ label, press: href ?? action })),
              ),
            ],
            images,
            onlyMe: true,
            edits: versions - 1,
          },
        ],
  )
}

function impossible(): never {
  throw new Error('The web chat has nobody who could do that.')
}
