/** Where the page begins. */
import { render } from 'preact'
import { App } from './app.js'
import { createBoothPage } from './booth.js'

const root = document.getElementById('booth')
if (root) {
  root.replaceChildren()
  render(<App booth={createBoothPage()} />, root)
}
