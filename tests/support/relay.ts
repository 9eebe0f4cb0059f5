/** A way to a server that can be cut, as the end of a process cuts it: whatever was said and not yet answered is lost. */
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import type { Connection } from '../../prisma/postgres/launch.js'

export interface Relay {
  /** The same database, by way of the relay. */
  connection: Connection
  /** Ends every connection at once and takes no more. */
  cut(): Promise<void>
}

/** Opens a relay on a loopback port to the database of `target`. */
export async function openRelay(target: Connection): Promise<Relay> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer(near => {
    const far = target.host.startsWith('/')
      ? createConnection(`${target.host}/.s.PGSQL.${target.port}`)
      : createConnection(target.port, target.host)
    keep(near)
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    connection: { ...target, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async cut() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
