/** GET /privacy: the policy as a page, from the same table as everything else that is said about data. */
import type { FastifyInstance } from 'fastify'
import type { Catalogue } from '../core/catalogue.js'
import { type PolicyDocument, type PolicyFacts, policyDocument } from '../core/privacy/document.js'
import { createSay } from '../core/say.js'
import { readLanguage } from './web/inbound.js'

/** Puts the page and its style on the server. `?lang=de` wins over what the browser asks for. */
export function registerPrivacyPage(
  server: FastifyInstance,
  deps: Omit<PolicyFacts, 'engines'> & { catalogue: Pick<Catalogue, 'engines'> },
): void {
  const say = createSay()
  server.get<{ Querystring: { lang?: unknown } }>('/privacy', async (request, reply) => {
    const { lang } = request.query
    const asked = typeof lang === 'string' ? lang : readLanguage(request.headers['accept-language'])
    const facts = { policy: deps.policy, place: deps.place, engines: deps.catalogue.engines() }
    const html = policyHtml(policyDocument(facts, say(asked ?? '')))
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .header('vary', 'accept-language')
      .send(html)
  })
  server.get('/privacy.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(STYLE),
  )
}

/** The document as HTML: nothing inline, everything escaped. Pure. */
export function policyHtml(document: PolicyDocument): string {
  const sections = document.sections.map(({ heading, list, table, after }) =>
    [
      `<h2>${escapeHtml(heading)}</h2>`,
      ...(list ? [`<ul>${list.map(line => `<li>${inline(line)}</li>`).join('')}</ul>`] : []),
      ...(table ? [tableHtml(table)] : []),
      ...(after ? [`<p>${inline(after)}</p>`] : []),
    ].join('\n'),
  )
  return `<!doctype html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(document.title)}</title>
<link rel="stylesheet" href="/privacy.css">
</head>
<body>
<main>
<h1>${escapeHtml(document.title)}</h1>
<p class="version">${escapeHtml(document.version)}</p>
<p>${inline(document.intro)}</p>
${sections.join('\n')}
</main>
</body>
</html>
`
}

/** On a narrow page each cell names its column, since the columns then lie below each other. */
function tableHtml({ head, rows }: { head: string[]; rows: string[][] }): string {
  const body = rows.map(
    cells =>
      `<tr>${cells.map((cell, at) => `<td data-label="${escapeHtml(head[at] ?? '')}">${inline(cell)}</td>`).join('')}</tr>`,
  )
  return `<table><thead><tr>${head.map(one => `<th scope="col">${escapeHtml(one)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function inline(text: string): string {
  return escapeHtml(text)
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/https:\/\/[^\s<&]+/g, url => `<a href="${url}">${url}</a>`)
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, sign => ENTITIES[sign] ?? sign)
}

const STYLE = `
:root { color-scheme: light dark; --ink: #2b2230; --paper: #fbf4ee; --line: #d9ccc2; --soft: #6b5f6e; }
@media (prefers-color-scheme: dark) { :root { --ink: #efe6ea; --paper: #17121b; --line: #3d3344; --soft: #a99fae; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; }
.version { color: var(--soft); margin: 0.3rem 0 1rem; font-size: 0.9rem; }
ul { padding-left: 1.2rem; }
li { margin: 0.3rem 0; max-width: 48rem; }
a { color: inherit; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.55rem 0.7rem 0.55rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
@media (max-width: 52rem) {
  thead { display: none; }
  tr { display: block; padding: 0.8rem 0; border-bottom: 1px solid var(--line); }
  td { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.6rem; border: 0; padding: 0.15rem 0; }
  td::before { content: attr(data-label); color: var(--soft); }
  td:first-child { font-weight: 600; }
}
`
