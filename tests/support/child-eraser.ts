/** An erasure as a process, which kills itself at a step of it. Says nothing when it comes to an end. */
import { erasePerson } from '../../core/privacy/erase.js'
import { openTestBooth, type TestHome } from './booth.js'
import { createEyes } from './eyes.js'
import { countdown, mortalTools } from './mortal.js'

/** What the process is told on its command line. */
export interface EraserOptions {
  connection: TestHome['connection']
  vaultDir: string
  masterKey: string
  personId: string
  /** The step at which it dies. */
  last: number
}

const { personId, last, ...rest } = JSON.parse(process.argv[2] ?? '') as EraserOptions
const home: TestHome = { ...rest, masterKey: Buffer.from(rest.masterKey, 'hex') }
const house = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
const { step } = countdown(last, () => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('The signal is on its way.')
})
await erasePerson(await mortalTools(house, home, step), personId, Date.now())
await house.close()
