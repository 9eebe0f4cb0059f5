import { Fault } from '../../core/errors.js'

/** A server that cannot listen, as one sentence that says how to mend it. */
export function explainListenError(error: unknown, port: number, host = '127.0.0.1'): Fault {
  const { code, message } = error as NodeJS.ErrnoException
  const say = (words: string) => new Fault('config', words, { cause: error })
  if (code === 'EADDRINUSE')
    return say(`Port ${port} is taken by another program: stop that one, or set PORT to another port.`)
  if (code === 'EACCES')
    return say(`Port ${port} may not be used by this user: set PORT to a number above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return say(`HOST is ${host}, which is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.`)
  return say(`The web server cannot listen on port ${port} (${code ?? message}): set HOST and PORT.`)
}
