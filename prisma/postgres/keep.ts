/** Keeps the private server running for as long as the booth does. */
import type { Connection, Server } from './launch.js'

export interface Kept {
  connection: Connection
  /** Settles when the server ended and cannot be started again. */
  lost: Promise<void>
  stop(): Promise<void>
}

/** How often to look whether it is alive; whoever asks it something meanwhile tries again for longer than that. */
const LOOK_MS = 500
/** A server that ends by itself more often than this in a minute will go on doing so. */
const RESTARTS_A_MINUTE = 5

/**
 * Looks after a server that `launch` gives. One that ended by itself (out of memory, a stray kill) is launched again
 * at the same address; `say` is told.
 */
export async function keepPostgres(
  launch: (port?: number) => Promise<Server>,
  say: (line: string) => void,
): Promise<Kept> {
  let server = await launch()
  const { connection } = server
  const restarts: number[] = []
  let closing = false
  let lose = () => {}
  const lost = new Promise<void>(resolve => {
    lose = resolve
  })
  let looking = Promise.resolve()

  const look = async () => {
    if (closing || isAlive(server.pid)) return
    const now = Date.now()
    restarts.push(now)
    say('The database ended by itself; it is started again.')
    try {
      if (restarts.filter(at => at > now - 60_000).length > RESTARTS_A_MINUTE)
        throw new Error('It does not stay up: look into postgres.log in the data folder.')
      server = await launch(connection.port)
    } catch (error) {
      closing = true
      say((error as Error).message)
      lose()
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_MS)
  timer.unref()

  return {
    connection,
    lost,
    async stop() {
      closing = true
      clearInterval(timer)
      await looking
      await server.stop()
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
