import { createPerson } from '../../fakes/discord/person.js'
import { openDiscordServer } from '../../fakes/discord/server.js'
import { eventually } from '../../support/booth.js'
import type { Crowd } from './load.js'

/** Discord with its gateway; everybody writes in one channel, and is answered alone. */
export async function discordCrowd(people: number): Promise<Crowd> {
  const server = await openDiscordServer()
  const { world, gateway } = server
  const persons = Array.from({ length: people }, (_, index) => createPerson(server, `Person ${index}`))
  return {
    platform: 'discord',
    mustHurry: true,
    people,
    settings: () => ({
      DISCORD_TOKEN: server.token,
      DISCORD_API_URL: `${server.origin}/api`,
      DISCORD_FILE_ORIGINS: server.origin,
    }),
    ready: async () => void (await eventually(() => gateway.listened(), Boolean)),
    async say(person, word) {
      const begun = performance.now()
      await persons[person]?.command(word, '', 'shared')
      return performance.now() - begun
    },
    answers() {
      const counts = new Map(persons.map(({ user }) => [user, 0]))
      for (const { only, by, loading, deleted } of world.messages)
        if (only && !by && !loading && !deleted) counts.set(only, (counts.get(only) ?? 0) + 1)
      return persons.map(({ user }) => counts.get(user) ?? 0)
    },
    violations: () => [...world.violations],
    close: () => server.close(),
  }
}
