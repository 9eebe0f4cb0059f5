import { defineConfig } from 'prisma/config'

/** For Prisma's own tools only; the booth applies its migrations itself at the start (prisma/migrate.ts). */
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } })
