/** The portrait styles that the studio can draw. A new style: one file here, one line below, one entry in config/styles.ts. */
import type { PortraitStyle } from '../scene.js'
import { headshot } from './headshot.js'
import { noir } from './noir.js'
import { oil } from './oil.js'
import { sketch } from './sketch.js'

export const PORTRAITS: Readonly<Record<string, PortraitStyle>> = { headshot, noir, sketch, oil }
