/** The page's document. Pure. Everything that people or the booth write comes later, as text, by the script. */
import { speakable } from '../../config/locales/languages.js'
import { webWords } from '../../config/locales/web/index.js'
import type { Bundle } from './bundle.js'

/** The HTML of `/` in the language that serves a BCP 47 tag: no inline script, no inline style. */
export function pageDocument(bundle: Pick<Bundle, 'script' | 'style' | 'icon'>, language = ''): string {
  const texts = webWords(language)
  return `<!doctype html>
<html lang="${speakable(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fbf4ee" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#17121b" media="(prefers-color-scheme: dark)">
<meta name="description" content="${texts.tagline}">
<title>${texts.title}</title>
<link rel="icon" href="${bundle.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${bundle.style}">
<script type="module" src="${bundle.script}"></script>
</head>
<body>
<div id="booth"><p class="opening">${texts.loading}</p></div>
<noscript><p class="opening">${texts.needsScript}</p></noscript>
</body>
</html>
`
}
