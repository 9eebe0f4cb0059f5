/** Events, commands and interactions over Slack's socket: Bolt's receiver, acknowledged late and connected for ever. */
import { setTimeout as wait } from 'node:timers/promises'
import { type App, type Logger, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import { SLACK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'

export interface SocketReceiverDeps {
  appToken: string
  clientOptions: WebClientOptions
  logger: Logger
  log: Log
}

/**
 * Bolt acknowledges events before its listeners have run; here that waits until they are done, so that Slack brings
 * again what was not kept. Its own way to reconnect ends with the first refusal, so that is done here as well.
 */
export function createSocketReceiver(deps: SocketReceiverDeps): Receiver {
  const { appToken, clientOptions, logger, log } = deps
  const ending = new AbortController()
  const inner = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
    // Not acknowledged: Slack brings it again.
    processEventErrorHandler: async () => false,
  })
  let watching = false

  /** Until Slack has said hello. */
  async function open(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Fault('timeout', 'Slack did not open the socket.')),
        SLACK.connectMs,
      )
    })
    const opened = inner.start()
    opened.catch(() => {})
    try {
      await Promise.race([opened, late])
    } catch (error) {
      await inner.stop().catch(() => {})
      throw error ?? new Fault('unavailable', 'Slack closed the socket.')
    } finally {
      clearTimeout(timer)
    }
  }

  async function reopen(): Promise<void> {
    for (
      let pause: number = SLACK.reconnectMs;
      !ending.signal.aborted;
      pause = Math.min(pause * 2, SLACK.reconnectMaxMs)
    ) {
      try {
        await wait(pause, undefined, { signal: ending.signal })
        watching = false
        await open()
        watching = true
        log.info('the Slack socket is open again')
        return
      } catch {
        if (!ending.signal.aborted) log.warn('the Slack socket could not be opened', { againMs: pause * 2 })
      }
    }
  }

  inner.client.on('disconnected', () => {
    // Tries that fail are told to whoever makes them.
    if (!watching || ending.signal.aborted) return
    watching = false
    log.info('the Slack socket was closed')
    void reopen()
  })

  return {
    init(app) {
      const late: Pick<App, 'processEvent'> = {
        async processEvent(event: ReceiverEvent) {
          let acknowledged: unknown
          await app.processEvent({
            ...event,
            ack: async response => {
              acknowledged = response
            },
          })
          await event.ack(acknowledged)
        },
      }
      inner.init(late as App)
    },
    async start() {
      await open()
      watching = true
    },
    async stop() {
      ending.abort()
      await inner.stop()
    },
  }
}
