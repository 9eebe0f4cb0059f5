// The first JavaScript that runs. It imports nothing before it knows that this Node is new enough to read the rest.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Pixbooth needs Node 20.19 or newer, and this is ${process.versions.node}: install a newer one (https://nodejs.org).\n`,
  )
  process.exit(1)
}

import('./prepare.mjs').then(({ prepare }) => prepare(process.argv.slice(2)))
